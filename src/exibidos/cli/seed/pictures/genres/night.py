"""What does an hour of darkness gather? Stars by magnitude, the Milky Way with its dust, airglow, and a ridge that cuts them."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Field, Frame, Light
from exibidos.cli.seed.pictures.light import mix, ramp, rgb, splat, step
from exibidos.cli.seed.pictures.noise import fractal, lattice
from exibidos.cli.seed.pictures.pixels import blur, resize

# mood: (sky from zenith to horizon, glow at the horizon, tilt of the band, its place, a lit tent)
_MOODS = {
    "south": (((0, "#060a18"), (0.6, "#12203a"), (1, "#2b3f52")), "#c98a4a", 1.15, 0.52, True),
    "violet": (((0, "#0b0918"), (0.6, "#231c41"), (1, "#5a3d63")), "#e08a6a", -0.95, 0.46, False),
}
_STARS = 15000  # per square frame height, down to the faintest grain of light


def _stars(frame: Frame, density: Field) -> Light:
    dice = frame.fork()
    count = int(_STARS * frame.aspect)
    x, y = dice.random(count) * frame.width, dice.random(count) * frame.height
    here = density[y.astype(int), x.astype(int)]
    size = (dice.pareto(1.35, count) + 1) * (0.35 + 0.65 * dice.random(count))
    weight = np.minimum(size, 220) * np.where(dice.random(count) < 0.35 + 0.65 * here, 1, 0)
    warm = dice.normal(0, 1, count)
    px = frame.height / 1300
    sky = np.zeros((*frame.shape, 3), dtype=np.float32)
    for band, tint in enumerate((1 + 0.22 * warm, 1.0 + 0 * warm, 1 - 0.26 * warm)):
        points = splat(frame.shape, x, y, weight * np.clip(tint, 0.45, 1.7))
        sky[..., band] = (
            blur(points, 0.62 * px) * 0.2 * px**2 + blur(np.clip(points - 25, 0, 120), 2.6 * px) * 0.35 * px**2
        )
    return sky


def paint(frame: Frame, mood: str) -> tuple[Light, Film]:
    heaven, glow, tilt, place, tent = _MOODS[mood]
    half = frame.smaller(0.5)
    cos, sin = np.float32(np.cos(tilt)), np.float32(np.sin(tilt))
    across = (half.x - frame.aspect * place) * sin - (half.y - 0.45) * cos
    along = (half.x - frame.aspect * place) * cos + (half.y - 0.45) * sin
    bulge = 0.15 + 0.1 * np.exp(-((along / 0.4) ** 2))
    wander = fractal(half.shape, frame.fork(), 1.6, 5, 0.55)
    clouds = fractal(half.shape, frame.fork(), 3.6, 8, 0.66)
    dust = fractal(half.shape, frame.fork(), 2.1, 8, 0.6)
    offset = across + wander * 0.022
    band = np.exp(-((offset / bulge) ** 2)) * np.clip(0.7 + 0.34 * clouds, 0, 2)
    # Dust lies along the middle of the band and forks off it; only where both agree is the light gone.
    rift = np.exp(-(((offset + 0.012 + 0.02 * clouds) / (bulge * 0.3)) ** 2))
    lane = np.clip(
        step(0.95 * rift + 0.42 * dust - 0.12, 0.3, 1.15) * np.exp(-((offset / (bulge * 0.9)) ** 2)) * 1.15, 0, 1
    )
    core = np.exp(-((offset / 0.1) ** 2) - (along / 0.42) ** 2)
    milk = np.clip(band * (1 - 0.9 * lane), 0, 2)
    tone = rgb("#8a9cc8") * milk[..., None] * 0.26
    tone += (
        rgb("#ffc890") * (core * np.clip(1 - 0.92 * lane, 0, 1) * np.clip(0.8 + 0.3 * clouds, 0, 2))[..., None] * 0.36
    )
    tone += rgb("#7a4a2c") * (lane * core)[..., None] * 0.08
    tone += rgb("#e0608a") * (step(clouds, 1.7, 2.8) * band * (1 - lane) * step(dust, 0.2, 1.5))[..., None] * 0.3
    tone = resize(tone.astype(np.float32), frame.shape)
    milk = resize(milk, frame.shape)
    scene = ramp(np.broadcast_to(np.clip(frame.y / 0.85, 0, 1), frame.shape), heaven) * np.float32(0.8)
    low = np.exp(-((0.86 - frame.y) / 0.11)) * (0.7 + 0.3 * np.sin(frame.x * 2.1 + 1))
    scene += rgb(glow) * np.minimum(low, 1.2)[..., None] * 0.3
    scene += tone + _stars(frame, np.clip(milk, 0, 1)) * np.clip(1.1 - low, 0, 1)[..., None]
    # Two ridges: a far one that holds some airglow, a near one with trees on it.
    for base, rough, colour, trees in ((0.82, 0.055, "#101a26", 0.0), (0.9, 0.045, "#04070b", 1.0)):
        line = np.zeros(frame.width, dtype=np.float32)
        for octave in range(8):
            bumps = lattice((8, frame.width), frame.fork(), 8 / frame.height * 1.3 * 2.1**octave)[4]
            line += (np.abs(bumps) * -1.2 + 0.7 if octave == 1 else bumps) * np.float32(rough * 0.5**octave)
        if trees:
            clumps = step(lattice((8, frame.width), frame.fork(), 8 / frame.height * 4)[4], -0.7, 0.9)
            for fine, tall in ((26, 0.011), (70, 0.014), (190, 0.009)):
                line += (
                    np.maximum(lattice((8, frame.width), frame.fork(), 8 / frame.height * fine)[4], -0.2)
                    * tall
                    * clumps
                )
        cover = np.clip((frame.y - (base - line)[None, :]) * frame.height * 0.8 + 0.5, 0, 1)
        scene = mix(scene, np.broadcast_to(rgb(colour), scene.shape), cover.astype(np.float32))
    if tent:
        x, y, s = frame.aspect * 0.31, 0.905, 0.021
        left, up = (frame.x - x) / s, (y - frame.y) / s
        body = step(np.abs(left) * 0.95 + up * 1.0, 1.06, 0.94) * step(up, -0.42, -0.3)
        lamp = np.exp(-((left - 0.1) ** 2 + (up - 0.05) ** 2) * 1.2)
        scene = mix(scene, rgb("#ff9a3c") * (0.35 + 2.6 * lamp)[..., None], body.astype(np.float32))
        scene += rgb("#ff8a3c") * (np.exp(-np.sqrt(left**2 + (up * 1.6 + 0.6) ** 2) / 1.9) * 0.14)[..., None]
    film = Film(exposure=0.55, contrast=1.08, halation=0.06, vignette=0.5, grain=0.045, highlights=(1.0, 1.0, 1.0))
    return scene, film
