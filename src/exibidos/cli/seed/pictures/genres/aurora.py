"""How does an aurora hang? Folded curtains: sharp and green at the hem, fading upward into red, and all of it again in the lake."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Field, Frame, Light
from exibidos.cli.seed.pictures.light import mix, ramp, rgb, splat, step
from exibidos.cli.seed.pictures.noise import fractal, lattice
from exibidos.cli.seed.pictures.pixels import bend, blur, resize, smear

# mood: (hem, veil above it, crown)
_MOODS = {"green": ("#3dff9a", "#b04aff", "#ff5a9e")}
_SHORE = 0.74


def _rise(hem: Field, reach: float) -> Field:
    """Return `hem` drawn upward, fading by e every `reach` rows."""
    out = np.empty_like(hem)
    keep, row = np.float32(np.exp(-1 / reach)), np.zeros(hem.shape[1], dtype=hem.dtype)
    for y in range(hem.shape[0] - 1, -1, -1):
        row = row * keep + hem[y]
        out[y] = row
    return out / np.float32(reach)


def paint(frame: Frame, mood: str) -> tuple[Light, Film]:
    hem_colour, veil_colour, crown_colour = _MOODS[mood]
    view = frame.smaller(0.6)
    dice = frame.fork()
    sky = ramp(
        np.broadcast_to(np.clip(view.y / _SHORE, 0, 1), view.shape), ((0, "#040a16"), (0.6, "#0a1c30"), (1, "#1d3a48"))
    )
    scene = sky * np.float32(0.9)
    s = np.linspace(0, 1, 60_000, dtype=np.float32)
    for curtain in range(2):
        place, tilt = (0.46, 0.3)[curtain] + dice.uniform(-0.04, 0.04), dice.uniform(-0.16, 0.16)
        wave = [(dice.uniform(1.0, 1.9) * 2.0**i, dice.uniform(0, 6), 0.12 * 0.55**i) for i in range(5)]
        x = frame.aspect * (s * 1.3 - 0.15) + sum(a * 1.3 * np.sin(f * 3 * s + p * 1.7) for f, p, a in wave)
        y = place + tilt * (s - 0.5) + sum(a * 0.8 * np.sin(f * 2.6 * s + p) for f, p, a in wave)
        streak = sum(dice.uniform(0.4, 0.8) * np.sin(s * f + dice.uniform(0, 6)) for f in (9, 31, 97, 233, 520, 911))
        power = np.clip(0.5 + 0.34 * np.asarray(streak), 0.03, 2) * (1.0, 0.5)[curtain] * step(s, 0.0, 0.3)
        hem = splat(view.shape, np.asarray(x) * view.height, np.asarray(y) * view.height, power.astype(np.float32))
        hem = blur(hem, 0.009 * view.height) * np.float32(frame.aspect * view.height**2 / 60_000 / 900)
        for reach, colour, strength in ((0.055, hem_colour, 0.9), (0.15, veil_colour, 0.8), (0.26, crown_colour, 0.35)):
            scene += (
                rgb(colour)
                * (_rise(hem, reach * view.height) * np.float32(strength * 48 * (0.03 / reach) ** -0.2))[..., None]
            )
        scene += rgb(hem_colour) * (blur(hem, 0.02 * view.height) * 5)[..., None]
    scene = resize(scene.astype(np.float32), frame.shape)
    count = int(3500 * frame.aspect)
    weight = np.minimum(dice.pareto(1.3, count) + 0.5, 60)
    stars = splat(frame.shape, dice.random(count) * frame.width, dice.random(count) * frame.height, weight)
    px = frame.height / 1300
    scene += (blur(stars, 0.62 * px) * np.float32(0.22 * px**2))[..., None]
    texture = fractal(frame.shape, frame.fork(), 6, 7, 0.62, 1.6, ridges=True)
    light = rgb(hem_colour) * 0.16 + rgb("#9fc4e0") * 0.1
    for base, rough, dim in ((0.62, 0.085, 0.75), (0.7, 0.03, 0.32)):
        line = np.zeros(frame.width, dtype=np.float32)
        for octave in range(8):
            bumps = lattice((8, frame.width), frame.fork(), 8 / frame.height * 1.5 * 2.05**octave)[4]
            line += (0.75 - np.abs(bumps) * 1.3) * np.float32(rough * 0.5**octave)
        cover = np.clip((frame.y - (base - line)[None, :]) * frame.height * 0.8 + 0.5, 0, 1)
        rock = step(texture + (frame.y - base) * 2, 0.25, 1.0)
        body = light * (dim * (0.22 + 0.95 * rock))[..., None]
        scene = mix(scene, body, cover)
    top = round(_SHORE * frame.height)
    rows = frame.height - top
    mirror = scene[top - np.minimum(np.arange(rows), top - 1) - 1]
    depth = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    ripples = fractal((rows, frame.width), frame.fork(), 16, 4, 0.6, 6.0) * (0.2 + depth)
    mirror = bend(mirror, ripples * np.float32(0.002 * frame.height), ripples * np.float32(0.012 * frame.height))
    mirror = mirror * 0.4 + smear(mirror, 0.025 * frame.height, vertical=True) * 0.6
    scene[top:] = mirror * (0.75 - 0.3 * depth + 0.05 * ripples)[..., None]
    film = Film(exposure=0.5, contrast=1.08, halation=0.05, vignette=0.4, grain=0.04, highlights=(1.0, 1.0, 1.0))
    return scene.astype(np.float32), film
