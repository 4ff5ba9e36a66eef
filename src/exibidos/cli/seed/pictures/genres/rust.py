"""What do sea air and years do to a painted hull? Paint lets go in flakes, iron blooms under it, and rain carries the rust down."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Frame, Light
from exibidos.cli.seed.pictures.light import mix, ramp, relief, rgb, step
from exibidos.cli.seed.pictures.noise import cells, fractal
from exibidos.cli.seed.pictures.pixels import bend, blur, resize, smear

# mood: (paint, the coat under it, share of paint that still holds)
_MOODS = {
    "green": ("#6d8f74", "#e4dcc4", 0.3),
}
_IRON = ((0, "#24120c"), (0.3, "#54281a"), (0.55, "#8a4a22"), (0.8, "#b87038"), (1, "#dcae78"))


def paint(frame: Frame, mood: str) -> tuple[Light, Film]:
    coat, under, keep = _MOODS[mood]
    view = frame.smaller(0.8)
    big = fractal(view.shape, frame.fork(), 2.6, 8, 0.6)
    rough = fractal(view.shape, frame.fork(), 8, 7, 0.7)
    speck = fractal(view.shape, frame.fork(), 60, 3, 0.7)
    near, second, chip = cells(view.shape, frame.fork(), 20)
    warp = np.float32(0.012 * view.height)
    wall = bend(np.stack([second - near, chip], axis=-1), rough * warp, big * warp)
    flake = wall[..., 1] - 0.5
    hold = big + 0.28 * rough + 0.55 * flake + np.float32(keep)
    top = step(hold, 0.02, 0.07)
    ground = step(hold + 0.25 + 0.12 * rough, 0.02, 0.08)
    crackle = np.exp(-((wall[..., 0] / 0.035) ** 2)) * top * step(hold, 0.9, 0.1)
    iron = np.clip(0.42 + 0.13 * rough + 0.08 * big + 0.07 * speck, 0, 1)
    bleed = smear(np.clip(1 - ground, 0, 1) * np.clip(0.7 + 0.5 * rough, 0, 2), 0.16 * view.height, vertical=True)
    bleed = np.roll(bleed, round(0.1 * view.height), 0) * step(view.y, 0.0, 0.2)
    streaks = fractal(view.shape, frame.fork(), 4, 6, 0.75, 0.06)
    stain = np.clip(bleed * np.clip(0.7 + 0.45 * streaks, 0, 2) * 1.1, 0, 0.85)
    painted = rgb(coat) * (0.85 + 0.1 * big + 0.05 * rough + 0.03 * speck)[..., None]
    painted = mix(painted, np.broadcast_to(rgb("#e8e4d8"), painted.shape), step(big + 0.3 * streaks, 0.6, 2.6) * 0.2)
    scene = ramp(iron, _IRON)
    scene = mix(scene, rgb(under) * (0.72 + 0.1 * rough)[..., None], ground)
    scene = mix(scene, painted, top)
    scene = mix(scene, scene * rgb("#b4642a") * np.float32(1.5), stain * np.maximum(top, ground))
    scene = mix(scene, np.broadcast_to(rgb("#20100a"), scene.shape), crackle * 0.75)
    height = (
        0.5 * top
        + 0.3 * ground
        + 0.1 * rough * (1 - ground)
        + 0.012 * speck
        - 0.3 * crackle
        + 0.1 * np.exp(-hold / 0.12) * top
    )
    lit = relief(blur(height, 0.8), 0.011, (-0.65, -0.75, 0.8))
    reach = round(0.005 * view.height)
    shade = 1 - 0.5 * step(np.roll(blur(height, 1.5), (reach, reach), (0, 1)) - height, 0.06, 0.3)
    scene *= ((0.28 + 0.98 * lit) * shade)[..., None]
    slant = 1.15 - 0.3 * (view.x / frame.aspect) - 0.18 * view.y
    film = Film(exposure=0.35, contrast=1.12, halation=0.03, vignette=0.4, grain=0.024)
    return resize((scene * slant[..., None]).astype(np.float32), frame.shape), film
