"""What does the sun show through a leaf? Ribs, veins and the mesh between them, and dew that holds the whole of it upside down."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Frame, Light
from exibidos.cli.seed.pictures.light import mix, ramp, rgb, step
from exibidos.cli.seed.pictures.noise import cells, fractal, lattice
from exibidos.cli.seed.pictures.pixels import bend, blur, resize

# mood: (flesh from shade to sun, veins, tilt of the midrib, drops)
_MOODS = {
    "green": (((0, "#071a08"), (0.4, "#1f5a16"), (0.75, "#6fae2e"), (1, "#d3e56a")), "#e9f2a0", 0.5, 46),
    "wine": (((0, "#1c040c"), (0.4, "#6d1026"), (0.75, "#c8383a"), (1, "#ff9c6a")), "#ffc98f", -0.6, 30),
}


def paint(frame: Frame, mood: str) -> tuple[Light, Film]:
    flesh, vein, tilt, drops = _MOODS[mood]
    view = frame.smaller(0.75)
    dice = frame.fork()
    bendy = lattice(view.shape, frame.fork(), 1.6) * 0.035 + lattice(view.shape, frame.fork(), 6) * 0.004
    x, y = view.x - np.float32(0.5 * frame.aspect), view.y - np.float32(0.5)
    cos, sin = np.float32(np.cos(tilt)), np.float32(np.sin(tilt))
    along = x * cos + y * sin + bendy
    across = -x * sin + y * cos + bendy * 1.3 + np.float32(0.06)
    side = np.abs(across)
    # Secondary veins leave the midrib at an angle and bow toward the tip; the two halves alternate.
    phase = (
        (along - side * 0.75 + 0.4 * side * side) * 6.2
        + np.float32(0.5) * (across > 0)
        + 0.12 * lattice(view.shape, frame.fork(), 3)
    )
    off = np.abs(phase - np.floor(phase) - 0.5)
    second = np.exp(-((off / (0.05 - 0.028 * np.clip(side * 2, 0, 1))) ** 2)) * step(side, 0.9, 0.1)
    rib = np.exp(-((across / (0.0125 - 0.005 * np.clip(along + 0.5, 0, 1))) ** 2))
    n1, s1, tone = cells(view.shape, frame.fork(), 19)
    n2, s2, grain = cells(view.shape, frame.fork(), 62)
    third, fourth = np.exp(-(((s1 - n1) / 0.085) ** 2)), np.exp(-(((s2 - n2) / 0.13) ** 2))
    veins = np.clip(rib * 1.25 + second * 0.85 + third * 0.4 + fourth * 0.2, 0, 1.3)
    swell = np.minimum(off * 4, 1) * 0.5 + np.minimum(s1 - n1, 0.6) * 0.4 + np.minimum(s2 - n2, 0.5) * 0.16
    down, right = np.gradient(swell * np.float32(0.011 * view.height))
    raked = np.clip(0.62 + right * 1.1 - down * 1.5, 0.15, 1.6)
    cloud = fractal(view.shape, frame.fork(), 1.3, 5, 0.5)
    sun = step(0.62 * x / frame.aspect - 0.55 * y + 0.22 * cloud, -0.75, 0.65)
    value = np.clip((0.16 + 0.72 * sun) * (0.72 + 0.34 * raked) + 0.05 * (tone - 0.5) + 0.05 * (grain - 0.5), 0, 1)
    scene = ramp(value, flesh) * np.float32(1.1)
    scene = mix(scene, rgb(vein) * (0.12 + 0.95 * sun * raked)[..., None], np.clip(veins * 0.62, 0, 1))
    px = view.height / 1000
    focus = np.abs(across * 0.8 + along * 0.45 + 0.02)
    scene = mix(blur(scene, 0.7 * px), blur(scene, 3.2 * px), step(focus, 0.1, 0.3))
    scene = mix(scene, blur(scene, 9 * px), step(focus, 0.28, 0.62))
    # Dew: each drop is a lens, with the light gathered on its far side and a small mirror of the sky.
    dome = np.zeros(view.shape, dtype=np.float32)
    spots: list[tuple[float, float, float]] = []
    for _ in range(drops):
        r = float(np.clip(0.008 * (1 + dice.pareto(1.6)), 0.006, 0.062))
        px_, py_ = dice.uniform(0, view.aspect), dice.uniform(0.02, 0.98)
        if any((px_ - a) ** 2 + (py_ - b) ** 2 < (1.15 * (r + c)) ** 2 for a, b, c in spots):
            continue
        spots.append((px_, py_, r))
        left, end = max(0, int((px_ - r) * view.height)), min(view.width, int((px_ + r) * view.height) + 2)
        top, bottom = max(0, int((py_ - r) * view.height)), min(view.height, int((py_ + r) * view.height) + 2)
        far = ((view.x[:, left:end] - px_) ** 2 + (view.y[top:bottom] - py_) ** 2) / (r * r)
        dome[top:bottom, left:end] = np.maximum(dome[top:bottom, left:end], np.sqrt(np.clip(1 - far, 0, 1)) * r)
    wet = step(dome, 0.0004, 0.0022)
    down, right = np.gradient(blur(dome, 0.7 * px) * np.float32(view.height))
    lens = bend(scene, right * np.float32(0.05 * view.height), down * np.float32(0.05 * view.height))
    lens = lens * np.clip(1.0 - 0.34 * (right - down * 1.1), 0.35, 1.9)[..., None]
    shadow = blur(np.roll(wet, (round(0.008 * view.height), round(-0.008 * view.height)), (0, 1)), 5 * px)
    scene = scene * (1 - 0.5 * shadow * (1 - wet))[..., None]
    scene = mix(scene, lens, wet)
    mirror = np.exp(-(((right - 0.5) ** 2 + (down - 0.62) ** 2) / 0.03))
    scene += (mirror * wet * 3.2)[..., None] * rgb("#fffaf0")
    film = Film(exposure=0.4, contrast=1.12, halation=0.1, vignette=0.5, grain=0.02)
    return resize(scene.astype(np.float32), frame.shape), film
