"""What does sun draw on the floor of a pool? Light bent by every ripple, gathered in bright nets over tiles that the ripples bend too."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Frame, Light
from exibidos.cli.seed.pictures.light import ramp, rgb, splat, step
from exibidos.cli.seed.pictures.noise import fractal
from exibidos.cli.seed.pictures.pixels import blur, resize

# mood: (tiles from dark to light, sunlight, tiles over the height, depth of the water)
_MOODS = {
    "pool": (((0, "#0f6f8f"), (0.5, "#2fa6b8"), (1, "#7fd4cf")), "#fff6dd", 9.0, 0.9),
}


def paint(frame: Frame, mood: str) -> tuple[Light, Film]:
    tiles, sun, count, depth = _MOODS[mood]
    view = frame.smaller(0.8)
    waves = fractal(view.shape, frame.fork(), 3.1, 4, 0.36) + 0.4 * fractal(view.shape, frame.fork(), 5.2, 2, 0.4)
    down, across = np.gradient(waves * np.float32(view.height))
    pull = np.float32(0.0075 * depth * view.height)
    dice = frame.fork()
    net = np.empty((*view.shape, 3), dtype=np.float32)
    spread = dice.random((2, *view.shape), dtype=np.float32) - 0.5
    column = np.arange(view.width, dtype=np.float32)[None, :] + spread[0]
    row = np.arange(view.height, dtype=np.float32)[:, None] + spread[1]
    one = np.ones(view.width * view.height, dtype=np.float32)
    for band, bent in ((0, 0.975), (2, 1.03)):  # blue bends more than red
        x, y = column - across * pull * bent, row - down * pull * bent
        net[..., band] = splat(view.shape, x.ravel(), y.ravel(), one)
    net[..., 1] = (net[..., 0] + net[..., 2]) / 2
    net = blur(net, 1.3 * view.height / 1000)
    net = net * 0.75 + blur(net, 7 * view.height / 1000) * 0.25
    gx = view.x + across * np.float32(0.0042)
    gy = view.y + down * np.float32(0.0042)
    u, v = gx * count, gy * count
    fu, fv = u - np.floor(u), v - np.floor(v)
    seam = step(np.minimum(np.minimum(fu, 1 - fu), np.minimum(fv, 1 - fv)), 0.02, 0.045)
    each = np.sin(np.floor(u) * 12.99 + np.floor(v) * 78.2) * 43758.55
    tone = (each - np.floor(each)).astype(np.float32) * 0.5 + 0.25
    floor = ramp(tone, tiles) * (0.5 + 0.5 * seam)[..., None] + rgb("#e8f4ee") * (0.25 * (1 - seam))[..., None]
    light = rgb(sun) * (0.2 + 0.62 * np.maximum(net, 0) ** 1.15)
    scene = floor * light * np.float32(1.7)
    slant = (0.75 + 0.5 * (1 - view.y)) * (0.85 + 0.3 * (view.x / frame.aspect))
    scene *= slant[..., None]
    film = Film(exposure=0.1, contrast=1.12, halation=0.12, vignette=0.4, grain=0.016)
    return resize(scene.astype(np.float32), frame.shape), film
