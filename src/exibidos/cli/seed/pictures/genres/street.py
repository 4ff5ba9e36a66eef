"""Who walks home in the fog? A street of lamps that lose themselves, wet stones that keep their light, and one umbrella."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Field, Frame, Light
from exibidos.cli.seed.pictures.light import away, mix, ramp, rgb, step
from exibidos.cli.seed.pictures.noise import fractal
from exibidos.cli.seed.pictures.pixels import bend, resize, smear

# mood: (air from top to ground, lamp, stone, umbrella)
_MOODS = {
    "sodium": (((0, "#15120f"), (0.5, "#5a3d22"), (0.62, "#a8733a"), (1, "#2a1d14")), "#ffb356", "#2a211b", "#0b0908"),
    "dawn": (((0, "#39475a"), (0.5, "#8fa0ac"), (0.62, "#cdd0c8"), (1, "#4a545c")), "#fff0cf", "#3c444a", "#8c1d18"),
}
_FAR = 0.6  # y where the street ends in fog


def _limb(frame: Frame, a: tuple[float, float], b: tuple[float, float], wide: tuple[float, float]) -> Field:
    """Return the distance to a limb from a to b that tapers, in frame heights; negative within."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    t = np.clip(((frame.x - a[0]) * dx + (frame.y - a[1]) * dy) / (dx * dx + dy * dy), 0, 1)
    away_ = np.sqrt((frame.x - a[0] - t * dx) ** 2 + (frame.y - a[1] - t * dy) ** 2)
    distance: Field = away_ - (wide[0] + (wide[1] - wide[0]) * t)
    return distance


def _walker(frame: Frame, x: float, foot: float, tall: float) -> tuple[Field, Field]:
    """Return the distance to a walking person seen from behind, and to the umbrella held above."""

    def at(dx: float, up: float) -> tuple[float, float]:
        return x + dx * tall, foot - up * tall

    limbs = (
        (at(-0.015, 0.5), at(-0.05, 0.25), (0.062, 0.045)),
        (at(-0.05, 0.25), at(-0.035, 0.01), (0.042, 0.024)),
        (at(0.02, 0.5), at(0.065, 0.27), (0.062, 0.043)),
        (at(0.065, 0.27), at(0.115, 0.06), (0.04, 0.022)),
        (at(-0.045, 0.0), at(0.005, 0.0), (0.018, 0.016)),
        (at(0.0, 0.77), at(0.0, 0.45), (0.088, 0.1)),
        (at(0.0, 0.84), at(0.0, 0.88), (0.034, 0.034)),
        (at(0.0, 0.45), at(0.005, 0.31), (0.1, 0.118)),
        (at(-0.075, 0.79), at(-0.098, 0.56), (0.036, 0.03)),
        (at(-0.098, 0.56), at(-0.085, 0.46), (0.03, 0.024)),
        (at(0.07, 0.79), at(0.1, 0.66), (0.038, 0.032)),
        (at(0.004, 0.915), at(0.004, 0.945), (0.044, 0.046)),
        (at(0.1, 0.64), at(0.06, 0.78), (0.03, 0.026)),
        (at(0.06, 0.7), at(0.04, 1.2), (0.006, 0.006)),
    )
    body = np.full(frame.shape, 9, dtype=np.float32)
    for a, b, wide in limbs:
        body = np.minimum(body, _limb(frame, a, b, (wide[0] * tall, wide[1] * tall)))
    u, v = (frame.x - at(0.04, 0)[0]) / tall, (frame.y - at(0, 1.0)[1]) / tall
    dome = np.sqrt((u / 0.4) ** 2 + (v / 0.2) ** 2) - 1
    scallop = 0.018 * np.abs(np.sin((u / 0.4) * np.pi * 2.0))
    brolly = np.maximum(dome * 0.2, v + scallop - 0.012) * tall
    return body, brolly


def _houses(frame: Frame, scene: Light, stone: str) -> Light:
    """Return `scene` with house fronts along both sides, far to near, each row with less fog before it."""
    dice = frame.fork()
    plaster = fractal(frame.shape, frame.fork(), 8, 5, 0.6)
    front = rgb(stone) * (0.5 + 0.08 * plaster)[..., None]
    for row in range(6):
        near = row / 5
        veil = np.float32(0.9 * (1 - near) ** 0.8 + 0.06)
        for side in (-1, 1):
            edge = frame.aspect * (0.5 + side * (0.09 + 0.5 * near**1.5) * dice.uniform(0.94, 1.06))
            roof, base = _FAR - (0.12 + 0.75 * near**1.3) * dice.uniform(0.85, 1.15), _FAR + 0.32 * near**1.4
            inside = (
                step((frame.x - edge) * side, -0.002, 0.002)
                * step(frame.y, roof, roof + 0.004)
                * step(frame.y, base + 0.01, base)
            )
            scene = mix(scene, front + (scene * np.float32(0.95) - front) * veil, inside)
    return scene


def _lamps(frame: Frame, scene: Light, lamp: str) -> Light:
    """Return `scene` with two rows of street lamps: the bulb, its halo in the fog, and the pole."""
    bright = np.zeros(frame.shape, dtype=np.float32)
    for row in range(7):
        near = (row / 6) ** 1.6
        for side in (-1, 1):
            x, y = frame.aspect * (0.5 + side * (0.055 + 0.36 * near)), _FAR - 0.055 - 0.4 * near
            off, base = away(frame, x, y), _FAR + 0.32 * near
            bright += step(off, 0.006 + 0.012 * near, 0.003 + 0.008 * near) * 6
            bright += np.exp(-off / (0.02 + 0.05 * near)) * (0.7 - 0.2 * near) + np.exp(-off / 0.14) * 0.1
            pole = step(np.abs(frame.x - x - side * 0.012), 0.0016 + 0.003 * near, 0.0006 + 0.002 * near)
            pole = pole * step(frame.y, y - 0.004, y) * step(frame.y, base + 0.01, base)
            scene = scene * (1 - 0.75 * (0.25 + 0.75 * near) * pole)[..., None]
    return scene + rgb(lamp) * bright[..., None]


def _pavement(frame: Frame, scene: Light, stone: str) -> Light:
    """Return the wet stones below `_FAR` (rows, columns, 3): each tilted a little, each a bad mirror of what stands above."""
    top = round(_FAR * frame.height)
    rows = frame.height - top
    depth = np.linspace(0.015, 1, rows, dtype=np.float32)[:, None]
    u, v = (frame.x - frame.aspect / 2) * 5 / depth, 9 / depth
    u = u + 0.5 * (np.floor(v) % 2)
    seen = step(depth, 0.05, 0.4)
    joint = step(np.minimum(np.abs(u - np.round(u)), np.abs(v - np.round(v)) * 1.2), 0.12, 0.02) * seen
    bumps = fractal((rows, frame.width), frame.fork(), 16, 5, 0.65, 3.0) * (0.3 + depth)
    each = np.sin(np.floor(u) * np.float32(12.99) + np.floor(v) * np.float32(78.2)) * np.float32(43758.55)
    tone = (each - np.floor(each)) * seen
    mirror = scene[top - np.minimum((np.arange(rows) * 1.15).astype(int), top - 1) - 1]
    tilt = bumps + tone
    mirror = bend(mirror, (tilt - 0.5) * np.float32(0.012 * frame.height), tilt * np.float32(0.03 * frame.height))
    mirror = (
        smear(mirror, 0.12 * frame.height, vertical=True) * 0.7
        + smear(mirror, 0.03 * frame.height, vertical=True) * 0.3
    )
    wet = np.clip(0.5 + 0.22 * bumps + 0.3 * (tone - 0.5), 0.08, 1) * (1 - 0.8 * joint)
    return rgb(stone) * ((0.35 + 0.25 * tone) * (1 - 0.6 * joint))[..., None] + mirror * wet[..., None]


def paint(glass: Frame, mood: str) -> tuple[Light, Film]:
    air, lamp, stone, cloth = _MOODS[mood]
    frame = glass.smaller(0.8)
    drift = resize(fractal(frame.smaller(0.4).shape, frame.fork(), 2.4, 5, 0.55, 1.6), frame.shape)
    scene = ramp(np.broadcast_to(frame.y, frame.shape), air) * (1 + 0.09 * drift)[..., None]
    middle = frame.aspect * 0.5
    scene += rgb(lamp) * (np.exp(-away(frame, middle, _FAR - 0.06) / 0.2) * 0.45)[..., None]
    scene = _lamps(frame, _houses(frame, scene, stone), lamp)
    scene[round(_FAR * frame.height) :] = _pavement(frame, scene, stone)
    x, foot, tall = middle - 0.035 * frame.aspect, 0.845, 0.3
    body, brolly = _walker(frame, x, foot, tall)
    fall = round(foot * frame.height)
    reach = min(frame.height - fall, round(0.2 * frame.height))
    shade = step(np.minimum(body, brolly)[fall - reach : fall][::-1], 0.01, -0.004)
    shade = smear(shade, 0.03 * frame.height, vertical=True) * np.linspace(0.75, 0.08, reach, dtype=np.float32)[:, None]
    scene[fall : fall + reach] *= (1 - shade)[..., None]
    rim = np.exp(-np.abs(body + 0.001) / 0.0012) * 0.18
    scene = mix(scene, rgb("#0a0808") + rgb(lamp) * rim[..., None], step(body, 0.0016, -0.0012))
    canopy = 0.5 + 1.3 * np.exp(-np.abs(brolly) / 0.0025)
    scene = mix(scene, rgb(cloth) * canopy[..., None] + rgb(lamp) * 0.015, step(brolly, 0.0016, -0.0012))
    film = Film(exposure=0.35, contrast=1.12, halation=0.16, vignette=0.5, grain=0.042)
    return resize(scene.astype(np.float32), glass.shape), film
