"""What does a drought write? Plates of clay between cracks, each plate cracked again, their rims curled up to a low sun."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Frame, Light
from exibidos.cli.seed.pictures.light import mix, ramp, relief, rgb, step
from exibidos.cli.seed.pictures.noise import cells, fractal
from exibidos.cli.seed.pictures.pixels import bend, blur, resize

# mood: (clay from shade to sun, crack, plates over the height, how far the rims curl, lamp)
_MOODS = {
    "earth": (((0, "#3a2318"), (0.5, "#9a6a48"), (1, "#e3bd94")), "#120a07", 7.0, 1.0, (-0.8, -0.35, 0.5)),
}


def paint(frame: Frame, mood: str) -> tuple[Light, Film]:
    clay, crack, count, curl, lamp = _MOODS[mood]
    view = frame.smaller(0.75)
    wx, wy = (fractal(view.shape, frame.fork(), 2.6, 6, 0.62) for _ in range(2))
    first, second, plate = cells(view.shape, frame.fork(), count)
    near, next_, chip = cells(view.shape, frame.fork(), count * 2.7)
    pull = np.float32(0.022 * view.height)
    walls = bend(np.stack([second - first, next_ - near, plate, chip], axis=-1), wx * pull, wy * pull)
    wide, thin, plate, chip = (walls[..., i] for i in range(4))
    age = fractal(view.shape, frame.fork(), 1.4, 4, 0.5)
    gap = 0.05 + 0.02 * age
    fine = fractal(view.shape, frame.fork(), 26, 5, 0.72)
    broad = fractal(view.shape, frame.fork(), 3.2, 5, 0.55)
    floor = step(wide - gap * 0.5, 0.0, 0.04)
    split = 1 - (1 - step(thin, 0.01, 0.05)) * step(age + plate, 0.2, 1.2) * 0.8
    rim = np.exp(-np.maximum(wide - gap, 0) / 0.11)
    height = floor * split * 0.55 + curl * 0.5 * rim * floor + 0.045 * broad + 0.02 * fine + 0.12 * (plate - 0.5)
    lit = relief(blur(height, 0.7), 0.03, lamp)
    reach = round(0.008 * view.height)
    ahead = np.roll(blur(height, 2.0), (round(-lamp[1] * -reach), round(lamp[0] * -reach)), (0, 1))
    shade = 1 - 0.55 * step(ahead - height, 0.04, 0.3)
    hollow = np.clip(1 - 1.1 * (blur(height, 0.012 * view.height) - height), 0.35, 1.25)
    value = np.clip(0.46 + 0.1 * broad + 0.06 * fine + 0.3 * (plate - 0.5) + 0.14 * (chip - 0.5) * (thin > 0), 0, 1)
    scene = ramp(value, clay) * ((0.22 + 1.15 * lit * shade) * hollow)[..., None]
    scene = mix(scene, rgb(crack) * (0.4 + 0.5 * lit)[..., None], 1 - floor)
    slant = 1.12 - 0.35 * view.y + 0.18 * (view.x / frame.aspect - 0.5) * np.float32(-np.sign(lamp[0]))
    scene *= slant[..., None]
    film = Film(exposure=0.45, contrast=1.14, halation=0.03, vignette=0.45, grain=0.024)
    return resize(scene.astype(np.float32), frame.shape), film
