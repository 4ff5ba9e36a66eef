"""How do ranges stand in morning mist? A march over eroded ridges with height fog, against a low sun."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Frame, Light
from exibidos.cli.seed.pictures.light import away, mix, ramp, rgb, step
from exibidos.cli.seed.pictures.noise import fractal, tile
from exibidos.cli.seed.pictures.pixels import blur
from exibidos.cli.seed.pictures.terrain import fan, look, project, sample

# mood: (sky from zenith to horizon, far air, air toward the sun, rock, sun x, y, fog, film)
_MOODS = {
    "dawn": (
        ((0, "#5b7596"), (0.45, "#b9a8ae"), (0.75, "#f0c9a4"), (1, "#ffdfb4")),
        "#a9a9bd",
        "#ffcf9a",
        "#1a2430",
        0.66,
        0.42,
        1.0,
    ),
    "blue": (((0, "#23364f"), (0.5, "#5b7c9b"), (1, "#c3d2d6")), "#8fb0c4", "#dfe3dc", "#0b1824", 0.3, 0.3, 1.25),
    "rose": (
        ((0, "#463f63"), (0.45, "#9c6f8e"), (0.8, "#eda79b"), (1, "#ffd6b0")),
        "#8d7fa3",
        "#ffb48e",
        "#1a1429",
        0.38,
        0.4,
        0.9,
    ),
    "gold": (((0, "#7d6a55"), (0.5, "#d69f5b"), (1, "#ffe3a0")), "#c79a68", "#ffd685", "#1d120b", 0.58, 0.36, 1.1),
}


def paint(frame: Frame, mood: str) -> tuple[Light, Film]:
    sky, air, glow, rock, sun_x, sun_y, fog = _MOODS[mood]
    horizon = 0.46
    rays = fan(frame, 0.55, 26, spread=frame.aspect / 1.75, steps=0.7, rows=0.25)
    dice = frame.fork()
    land = tile(1024, dice, 2.6, low=2)
    crag = tile(1024, dice, 2.15, low=5)
    start = dice.random(4)
    u, v = rays.u + np.float32(start[0] * 9), rays.z + np.float32(start[1] * 9)
    ridge = 1 - np.abs(sample(land, u * 0.075, v * 0.13))
    height = 0.55 * ridge + 0.22 * sample(land, u * 0.05 + 0.5, v * 0.06)
    height += 0.1 * (1 - np.abs(sample(crag, u * 0.065, v * 0.11))) * np.clip(ridge + 0.6, 0, 2)
    height += 0.014 * sample(crag, u * 0.5, v * 0.5)
    height = height * (step(rays.z, 0.2, 5.0) * 0.8 + 0.2) * (1 + rays.z * 0.03) - 0.1
    eye = 1.65
    sight = project(frame, rays, height.astype(np.float32), eye=eye, horizon=horizon, focal=1.75, crisp=False)
    distance = look(sight, np.broadcast_to(rays.z, height.shape).copy())
    level = eye - (frame.y - horizon) * distance / np.float32(1.75)
    wisps = fractal(frame.smaller(0.5).shape, frame.fork(), 3, 5, 0.55, 2.6)
    wisps = np.repeat(np.repeat(wisps, 2, 0), 2, 1)[: frame.height, : frame.width]
    if wisps.shape != frame.shape:
        wisps = np.pad(wisps, ((0, frame.height - wisps.shape[0]), (0, frame.width - wisps.shape[1])), mode="edge")
    # Fog lies in the valleys: its density falls with height, so the way through it grows with distance and with depth below the eye.
    pool = np.exp(np.clip((0.62 - level) * 3.1, -4, 2.2)).astype(np.float32)
    way = distance * (0.026 + 0.08 * pool * (1 + 0.35 * wisps)) * np.float32(fog)
    veil = 1 - np.exp(-np.maximum(way - 0.16, 0))
    toward = away(frame, sun_x * frame.aspect, sun_y)
    sunward = np.exp(-((toward / 0.55) ** 1.3))
    scene = ramp(np.broadcast_to(np.clip(frame.y / (horizon + 0.03), 0, 1), frame.shape), sky)
    cloud = fractal(frame.shape, frame.fork(), 2.2, 6, 0.52, 5.0)
    scene = mix(scene, scene * 1.12 + rgb(glow) * 0.1, step(cloud, 0.1, 1.8) * 0.7)
    disc = step(toward, 0.033, 0.027)
    scene += rgb(glow) * (np.exp(-((toward / 0.16) ** 1.1)) * 0.9 + sunward * 0.25)[..., None]
    scene = mix(scene, rgb("#fff1d6") * np.float32(4.0), disc)
    haze = mix(np.broadcast_to(rgb(air), scene.shape), rgb(glow) * np.float32(1.35), sunward)
    light = 0.35 + 0.5 * step(level, 0.3, 1.6)
    ground = rgb(rock)[None, None] * light[..., None] * (1 + 2.0 * sunward[..., None])
    ground = mix(ground, haze, veil)
    scene = mix(ground, scene, sight.sky)
    return blur(scene, 0.6 * frame.height / 1400), Film(exposure=0.05, contrast=1.1, grain=0.03, vignette=0.45)
