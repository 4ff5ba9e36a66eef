"""What do moving lamps draw while the shutter stays open? A mountain road in red and white, or a pendulum's drawing in the dark."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Frame, Light
from exibidos.cli.seed.pictures.light import mix, ramp, rgb, splat, step
from exibidos.cli.seed.pictures.noise import fractal, lattice
from exibidos.cli.seed.pictures.pixels import blur

_PENDULUMS = {"orbit": ("#ffb35c", "#ff4a6b", "#6aa8ff")}
_POINTS = 700_000  # along one pendulum's path: close enough that no dot shows


def _pendulum(frame: Frame, mood: str) -> tuple[Light, Film]:
    """A lamp on a thread, seen from below: two slightly different swings that die slowly (a physiogram)."""
    dice = frame.fork()
    scene = np.zeros((*frame.shape, 3), dtype=np.float32) + rgb("#05060a") * np.float32(0.6)
    px = frame.height / 1300
    t = np.linspace(0, 1, int(_POINTS * min(1, px + 0.2)), dtype=np.float32)
    slow, quick = ((1, 2), (2, 3), (1, 3), (3, 4))[int(dice.integers(4))]
    turns = 2 * np.pi * dice.uniform(34, 44)
    drift = dice.uniform(0.006, 0.011, 2)  # the two swings are never quite in tune; so the figure turns while it dies
    phase = dice.uniform(0, 2 * np.pi, 4)
    fade = np.exp(-t * 1.25)
    reach = 0.52 * min(1.0, frame.aspect)
    for index, colour in enumerate(_PENDULUMS[mood]):
        late = 0.16 * index
        x = 0.68 * np.sin(turns * slow * t + phase[0] + late) + 0.36 * np.sin(turns * quick * t + phase[1] + late)
        y = 0.68 * np.sin(turns * slow * (1 + drift[0]) * t + phase[2]) + 0.36 * np.sin(
            turns * quick * (1 + drift[1]) * t + phase[3] - late
        )
        weight = (0.3 + 0.7 * t) * np.hypot(np.gradient(x), np.gradient(y)) ** 0.7
        line = splat(
            frame.shape,
            (frame.aspect / 2 + x * fade * reach) * frame.height,
            (0.5 + y * fade * reach) * frame.height,
            weight,
        )
        line *= np.float32(px**1.6 * 2.0e6 / t.size / weight.mean() * 0.022)
        scene += rgb(colour) * (blur(line, 0.5 * px) * 0.75 + blur(line, 4 * px) * 0.22)[..., None]
    return scene, Film(exposure=0.2, contrast=1.08, halation=0.14, vignette=0.3, grain=0.03)


def _road(frame: Frame) -> tuple[Light, Film]:
    dice = frame.fork()
    sky = ((0, "#0f1c38"), (0.45, "#3b4c7c"), (0.8, "#c07f80"), (1, "#f0ae7c"))
    horizon = 0.34
    scene = ramp(np.broadcast_to(np.clip(frame.y / horizon, 0, 1), frame.shape), sky)
    cloud = fractal(frame.shape, frame.fork(), 2.2, 6, 0.55, 5)
    scene = mix(scene, scene * 0.6 + rgb("#c4776a") * 0.22, step(cloud, 0, 1.8) * 0.7)
    texture = fractal(frame.shape, frame.fork(), 14, 6, 0.7, 1.4)
    for layer, (base, rough, colour) in enumerate(
        (
            (0.33, 0.05, "#4c5274"),
            (0.4, 0.06, "#2f3855"),
            (0.5, 0.055, "#1c2439"),
            (0.63, 0.05, "#111827"),
            (0.82, 0.04, "#0a0e16"),
        )
    ):
        line = np.zeros(frame.width, dtype=np.float32)
        for octave in range(7):
            line += lattice((8, frame.width), frame.fork(), 8 / frame.height * 1.1 * 2.1**octave)[4] * np.float32(
                rough * 0.48**octave
            )
        cover = np.clip((frame.y - (base - line)[None, :]) * frame.height * 0.7 + 0.5, 0, 1)
        below = np.maximum(frame.y - (base - line)[None, :], 0)
        body = rgb(colour) * (0.8 + (0.06 + 0.05 * layer) * texture)[..., None]
        body = body + rgb("#7b6a86") * (0.2 * np.exp(-below / 0.1) * (1 - layer / 5))[..., None]
        scene = mix(scene, body, cover)
    # The road: hairpins that tighten with distance; lamps keep their lane and spread with perspective.
    s = np.linspace(0, 1, 26_000, dtype=np.float32)
    depth = 1 / (0.1 + 0.9 * (1 - s) ** 1.6)
    bend_ = np.sin(s * 17 + dice.uniform(0, 6)) * (0.34 - 0.2 * s) + 0.06 * np.sin(s * 41 + 1)
    middle = frame.aspect * 0.5 + bend_ * frame.aspect * (1.15 - 0.75 * s) * (0.35 + 0.65 * (1 - s)) + 0.04
    row = 1.04 - (1.04 - 0.4) * s**0.85
    px = frame.height / 1300
    turn = np.gradient(row) / (np.hypot(np.gradient(middle), np.gradient(row)) + 1e-9)
    white, red = np.zeros(frame.shape, dtype=np.float32), np.zeros(frame.shape, dtype=np.float32)
    for lane, lamps in ((-1, white), (1, red)):
        for _ in range(26):
            offset = lane * dice.uniform(0.35, 1.0) * 0.05 / depth * 2.3
            lift = dice.uniform(0, 0.006) / depth * 2.3
            drop = np.sin(s * dice.uniform(20, 60) + dice.uniform(0, 6)) * 0.15 + 0.85
            lamps[...] += splat(
                frame.shape,
                (middle + offset * -turn) * frame.height,
                (row - lift + offset * 0.3) * frame.height,
                (drop * dice.uniform(0.2, 1.0) / depth**0.35).astype(np.float32) * np.float32(px**2 * 0.045),
            )
    for lamp, colour in ((white, "#ffe2b0"), (red, "#ff2b14")):
        light = blur(lamp, 0.6 * px) * 1.5 + blur(lamp, 3 * px) * 0.35 + blur(lamp, 26 * px) * 0.5
        scene += rgb(colour) * np.minimum(light / px**1.2, 5)[..., None]
    return scene.astype(np.float32), Film(exposure=0.15, contrast=1.12, halation=0.14, vignette=0.45, grain=0.034)


def paint(frame: Frame, mood: str) -> tuple[Light, Film]:
    return _road(frame) if mood == "road" else _pendulum(frame, mood)
