"""What does a stairwell look like from the top floor? Steps wound round a hole, each turn smaller and farther, to the lit ground."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Frame, Light
from exibidos.cli.seed.pictures.light import mix, ramp, rgb, step
from exibidos.cli.seed.pictures.noise import fractal
from exibidos.cli.seed.pictures.pixels import blur, resize

# mood: (walls from dark to lit, tread, rail, light at the bottom, steps in a turn, direction)
_MOODS = {
    "marble": (((0, "#2a2320"), (0.5, "#a08d78"), (1, "#f4e8d4")), "#d9cbb6", "#1d120c", "#ffd9a0", 26, 1),
    "teal": (((0, "#071a1f"), (0.5, "#2b6a70"), (1, "#bfe0d4")), "#7fb0a8", "#3a1f14", "#fff0c8", 30, -1),
}


def paint(glass: Frame, mood: str) -> tuple[Light, Film]:
    wall, tread, rail, lamp, count, way = _MOODS[mood]
    frame = glass.smaller(0.85)
    dice = frame.fork()
    cx, cy = frame.aspect * dice.uniform(0.46, 0.56), dice.uniform(0.46, 0.56)
    squash = 1.0 + 0.08 * dice.uniform(-1, 1)
    x, y = frame.x - np.float32(cx), (frame.y - np.float32(cy)) * np.float32(squash)
    r = np.sqrt(x * x + y * y) + np.float32(1e-4)
    theta = np.arctan2(y, x) * way / np.float32(2 * np.pi)
    # Looking straight down a shaft, one turn of the stair shrinks by a constant ratio: the stair is a logarithmic spiral.
    tight = np.float32(1.72)
    turns = np.log(r / 0.1) * tight / np.float32(np.log(2)) * np.float32(0.62) - theta
    lap = np.floor(turns)
    part = turns - lap  # 0 at the rail side of a flight, 1 at its wall
    down = np.exp(-np.maximum(np.log(r / 0.1) + 0.6, 0) * 0.55)  # 1 near the bottom of the shaft
    which = (theta - np.floor(theta)) * count + lap * 0.37
    run = which - np.floor(which)
    grain = fractal(frame.shape, frame.fork(), 12, 6, 0.66)
    wear = fractal(frame.shape, frame.fork(), 3, 5, 0.55)
    # One flight across: rail, treads, stringer, and the underside of the flight above.
    is_tread = step(part, 0.16, 0.175) * step(part, 0.72, 0.705)
    is_rail = step(part, 0.055, 0.065) * step(part, 0.115, 0.105)
    side = 0.5 + 0.5 * np.cos(theta * np.float32(2 * np.pi) * way + 0.9)
    glow = 0.25 + 0.75 * down
    plaster = ramp(np.clip(0.2 + 0.42 * side + 0.4 * down - 0.35 * part + 0.035 * grain + 0.05 * wear, 0, 1), wall)
    lip = np.exp(-((run / 0.07) ** 2))
    nose = np.exp(-(((run - 0.94) / 0.035) ** 2))
    shade = (0.5 + 0.5 * run**0.8) * (0.45 + 0.65 * side) * (0.55 + 0.6 * glow)
    shade *= 1 - 0.55 * np.exp(-np.maximum(part - 0.17, 0) / 0.05) * 0.8
    shade *= 1 - 0.5 * step(part, 0.52, 0.72)
    steps = rgb(tread) * (shade * (1 + 0.06 * grain) * (1 - 0.7 * lip) + 0.28 * nose * side)[..., None]
    scene = mix(plaster * (0.5 + 0.7 * glow)[..., None], steps, is_tread)
    soffit = step(part, 0.76, 0.9)
    scene = mix(scene, scene * np.float32(0.32), soffit * 0.75)
    post = np.abs((which * 2) - np.floor(which * 2) - 0.5)
    balusters = step(post, 0.13, 0.08) * step(part, 0.105, 0.115) * step(part, 0.2, 0.17)
    scene = mix(scene, rgb(rail) * (0.6 + 0.8 * side)[..., None], balusters * 0.9)
    sheen = np.exp(-(((part - 0.078) / 0.012) ** 2)) * (0.2 + side**2)
    scene = mix(scene, rgb(rail) * (0.7 + 0.6 * side)[..., None] + rgb(lamp) * (0.5 * sheen)[..., None], is_rail)
    scene *= (1 - 0.45 * np.exp(-(((part - 0.02) / 0.035) ** 2)))[..., None]
    eye = step(r, 0.05, 0.043)
    tiles = 0.82 + 0.18 * np.sign(np.sin(x * 260) * np.sin(y * 260))
    scene = mix(scene, rgb(lamp) * (1.8 * tiles)[..., None], eye)
    scene += rgb(lamp) * (np.exp(-r / 0.1) * 0.5 + np.exp(-r / 0.3) * 0.12)[..., None]
    px = frame.height / 1400
    far = step(r, 0.55, 1.1)
    scene = mix(blur(scene, 0.8 * px), blur(scene, 3.0 * px), far)
    film = Film(exposure=0.3, contrast=1.14, halation=0.1, vignette=0.5, grain=0.03)
    return resize(scene.astype(np.float32), glass.shape), film
