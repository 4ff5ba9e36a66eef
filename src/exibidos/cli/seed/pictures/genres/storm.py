"""What hangs over the water before rain? A lit gap under a torn ceiling of cloud, shafts of rain, one stroke of lightning."""

from itertools import pairwise

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Dice, Field, Frame, Light
from exibidos.cli.seed.pictures.light import mix, ramp, rgb, splat, step
from exibidos.cli.seed.pictures.noise import fractal, tile
from exibidos.cli.seed.pictures.pixels import blur, resize, smear
from exibidos.cli.seed.pictures.terrain import fan, look, project, sample, slopes

# mood: (cloud from shade to light, light in the gap, water, lightning)
_MOODS = {
    "slate": (((0, "#0d1319"), (0.35, "#27343f"), (0.7, "#56666f"), (1, "#a9b1ad")), "#e9d9b4", "#16252b", False),
    "violet": (((0, "#0c0b18"), (0.35, "#25254a"), (0.7, "#565486"), (1, "#a9a0c4")), "#f0b59a", "#131433", True),
}
_HORIZON = 0.72


def _stroke(frame: Frame, dice: Dice) -> Field:
    """Return a stroke of lightning with branches: a path halved again and again, each half pushed aside."""
    points: list[tuple[float, float, float]] = []

    def grow(start: tuple[float, float], end: tuple[float, float], power: float, depth: int) -> None:
        path = [start, end]
        push = 0.13 * np.hypot(end[0] - start[0], end[1] - start[1])
        for _ in range(8):
            longer = [path[0]]
            for a, b in pairwise(path):
                longer += [
                    ((a[0] + b[0]) / 2 + dice.normal() * push, (a[1] + b[1]) / 2 + dice.normal() * push * 0.35),
                    b,
                ]
            path, push = longer, push * 0.52
        line = np.array(path)
        count = max(40, int(4 * frame.height * np.hypot(end[0] - start[0], end[1] - start[1])))
        steps = np.linspace(0, len(line) - 1, count)
        x = np.interp(steps, np.arange(len(line)), line[:, 0])
        y = np.interp(steps, np.arange(len(line)), line[:, 1])
        fade = np.linspace(1, 0.25 if depth else 0.8, count) * power
        points.extend(zip(x, y, fade, strict=True))
        if depth < 2:  # noqa: PLR2004 -- branches of branches are already thinner than a pixel
            for _ in range(5 if depth == 0 else 2):
                at = line[int(dice.integers(len(line) // 8, len(line) * 3 // 4))]
                reach = dice.uniform(0.06, 0.2) / (depth + 1)
                grow(
                    (at[0], at[1]), (at[0] + dice.choice([-1, 1]) * reach, at[1] + reach * 1.1), power * 0.28, depth + 1
                )

    top = frame.aspect * dice.uniform(0.55, 0.7)
    grow((top, 0.2), (top + dice.uniform(-0.1, 0.1), _HORIZON), 1.0, 0)
    path = np.array(points) * frame.height
    return splat(frame.shape, path[:, 0], path[:, 1], path[:, 2] * (0.3 / frame.height))


def paint(frame: Frame, mood: str) -> tuple[Light, Film]:
    cloud, gap, water, lightning = _MOODS[mood]
    dice = frame.fork()
    half = frame.smaller(0.6)
    above = np.clip(_HORIZON - half.y, 0.012, 1)
    # The ceiling is a landscape upside down: bellies of cloud hang from it and catch the light of the gap ahead.
    rays = fan(half, 0.75, 30, spread=frame.aspect / 0.9, steps=0.7)
    mass = tile(1024, dice, 2.7, low=3)
    start = dice.random(2).astype(np.float32)
    u, v = rays.u * 0.05 + start[0], rays.z * 0.075 + start[1]
    bellies = 0.3 * sample(mass, u * 0.8 + 0.4, v * 0.8) + 0.16 * sample(mass, u * 0.4, v * 0.4)
    bellies += 0.05 * sample(mass, u * 2.6, v * 2.6 + 0.2)
    right, ahead = slopes(rays, bellies)
    facing = np.clip((ahead * 0.85 - right * 0.35 + 0.1) / np.sqrt(1 + right**2 + ahead**2), -0.6, 1)
    near = 1 / (1 + (rays.z / 9) ** 2)
    tone = (
        0.36 + 0.42 * facing * near + 0.07 * bellies * near + 0.34 * step(rays.z, 2, 20) - 0.16 * step(rays.z, 2.6, 0.8)
    )
    sight = project(half, rays, bellies, eye=1.2, horizon=1 - _HORIZON, focal=0.9, crisp=False)
    fine = fractal(half.shape, frame.fork(), 5, 6, 0.58, 2.6)
    soft = 2.5 * half.height / 1000  # px; cloud has no edges
    kiss = np.clip(facing, 0, 1) * near * step(rays.z, 0.9, 5.0)  # what the gap throws up on the bellies of the ceiling
    thrown = blur(look(sight, kiss)[::-1], soft) * step(half.y, _HORIZON, _HORIZON - 0.02)
    shown = blur(look(sight, tone)[::-1], soft) + 0.06 * fine
    shown = np.where(half.y < _HORIZON - 0.01, shown, shown[int(half.height * (_HORIZON - 0.02))][None, :])
    scene: Light = ramp(np.clip(shown, 0, 1), cloud) + rgb(gap) * (0.3 * thrown)[..., None]
    break_ = np.exp(-(((above - 0.04) / 0.05) ** 2)) * step(fine, -1.3, 1.2)
    scene = mix(
        scene, np.broadcast_to(rgb(gap) * np.float32(1.7), scene.shape), np.clip(break_, 0, 1).astype(np.float32)
    )
    curtain = smear(fractal(half.shape, frame.fork(), 5, 6, 0.6, 0.6), 0.3 * half.height, vertical=True)
    where = np.exp(-(((half.x - frame.aspect * dice.uniform(0.2, 0.4)) / 0.3) ** 2)) * step(above, 0.42, 0.1)
    rain = np.clip(where * (0.75 + 0.45 * curtain), 0, 1)
    scene = mix(scene, scene * 0.42 + rgb(cloud[2][1]) * 0.2, rain.astype(np.float32))
    scene = resize(scene.astype(np.float32), frame.shape)
    if lightning:
        stroke = _stroke(frame, frame.fork())
        px = frame.height / 1300
        flash = blur(stroke, 0.9 * px) * 9 + blur(stroke, 7 * px) * 6 + blur(stroke, 70 * px) * 22
        scene += rgb("#c9c4ff") * np.minimum(flash * px, 9)[..., None]
    # The water mirrors the sky in streaks and keeps its own dark chop.
    top = round(_HORIZON * frame.height)
    below = frame.height - top
    mirror = scene[top - np.minimum(np.arange(below), top - 1) - 1]
    mirror = smear(mirror, 0.05 * frame.height, vertical=True)
    depth = 1 / np.maximum(frame.y[top:] - _HORIZON, 0.002)
    waves = tile(1024, dice, 1.6, low=8)
    far = np.minimum(0.045 * depth, 40)
    ripple = sample(waves, (frame.x - frame.aspect / 2) * far * 0.45, far * 1.6 + 0 * frame.x)
    ripple *= 1 / (1 + far * 0.16)
    shine = np.clip(0.5 + 0.42 * ripple, 0.02, 1.3) * (0.35 + 0.65 * np.exp(-(frame.y[top:] - _HORIZON) / 0.12))
    scene[top:] = rgb(water) * (0.7 + 0.2 * ripple)[..., None] + mirror * (shine * 0.85)[..., None]
    edge = np.exp(-(((frame.y - _HORIZON) / 0.0035) ** 2)) * 0.5
    scene = mix(scene, np.broadcast_to(rgb(cloud[1][1]), scene.shape), np.broadcast_to(edge, frame.shape))
    return scene.astype(np.float32), Film(
        exposure=0.25, contrast=1.15, halation=0.1, vignette=0.5, grain=0.034, saturation=0.9
    )
