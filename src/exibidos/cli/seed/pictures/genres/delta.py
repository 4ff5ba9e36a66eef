"""What does a river draw where it meets the tide? Channels that split and split again through mud and mangrove, seen from a plane."""

import numpy as np

from exibidos.cli.seed.pictures.darkroom import Film
from exibidos.cli.seed.pictures.frame import Dice, Field, Frame, Light
from exibidos.cli.seed.pictures.light import mix, ramp, relief, rgb, splat, step
from exibidos.cli.seed.pictures.noise import fractal
from exibidos.cli.seed.pictures.pixels import bend, blur, resize

# mood: (water from shallow to deep, mud, plants from dry to wet)
_MOODS = {
    "mangrove": (
        ((0, "#c9b48a"), (0.3, "#7fae9b"), (1, "#0f4f5c")),
        "#b89a72",
        ((0, "#8a8a4a"), (0.5, "#3f5a2c"), (1, "#14301f")),
    ),
    "ochre": (
        ((0, "#d9b98a"), (0.35, "#5f9a94"), (1, "#123f4f")),
        "#caa06e",
        ((0, "#b07a48"), (0.5, "#8a5232"), (1, "#4a3324")),
    ),
    "ice": (
        ((0, "#dfe8e6"), (0.35, "#8fb9c4"), (1, "#2a5f7c")),
        "#3c3f42",
        ((0, "#6d6a63"), (0.5, "#3a3b3d"), (1, "#17191c")),
    ),
}


def _channels(view: Frame, dice: Dice) -> list[tuple[float, Field]]:
    """Return points of all channels by half width: rivers that wander, and creeks that leave them at an angle, three times over."""
    drawn: dict[int, list[Field]] = {}

    def grow(place: tuple[float, float], heading: float, reach: float, width: float, depth: int) -> None:
        count = max(12, int(reach * view.height * 0.9))
        t = np.linspace(0, 1, count)
        bends = sum(
            dice.uniform(0.5, 1.0) * np.sin(t * reach / width * f + dice.uniform(0, 6.3)) * a
            for f, a in ((0.11, 0.42), (0.29, 0.42))
        )
        turn = heading + bends + np.cumsum(dice.normal(0, 0.5 / np.sqrt(count), count))
        path = np.stack(
            [place[0] + np.cumsum(np.cos(turn)) * reach / count, place[1] + np.cumsum(np.sin(turn)) * reach / count]
        )
        thin = width * (1 - (0.45 if depth == 0 else 0.75) * t)
        for size in range(9):
            low = 0.026 * 0.62**size
            here = (thin <= low) & (thin > low * 0.62)
            if here.any():
                drawn.setdefault(size, []).append(path[:, here])
        if depth == 3:  # noqa: PLR2004 -- a fourth order is finer than a pixel
            return
        for _ in range((15, 7, 5)[depth]):
            at = int(dice.integers(count // 12, count))
            side = dice.choice([-1, 1]) * dice.uniform(0.6, 1.25)
            length = reach * dice.uniform(0.16, 0.42)
            grow((path[0, at], path[1, at]), turn[at] + side, length, thin[at] * 0.52, depth + 1)

    for x, y, heading in ((0.3, -0.06, 1.0), (-0.03, 0.35, 0.25), (0.75, -0.06, 1.5)):
        grow((x * view.aspect, y), heading + dice.normal(0, 0.15), 1.35 * max(1.0, view.aspect**0.7), 0.025, 0)
    return [(0.026 * 0.62**size, np.concatenate(parts, axis=1)) for size, parts in sorted(drawn.items())]


def paint(frame: Frame, mood: str) -> tuple[Light, Film]:
    water, mud, plants = _MOODS[mood]
    view = frame.smaller(0.7)
    wx, wy = (fractal(view.shape, frame.fork(), 5, 5, 0.55) for _ in range(2))
    pull = np.float32(0.007 * view.height)
    depth_ = np.zeros(view.shape, dtype=np.float32)
    near = np.zeros(view.shape, dtype=np.float32)
    for width, path in _channels(view, frame.fork()):
        points = splat(
            view.shape, path[0] * view.height, path[1] * view.height, np.ones(path.shape[1], dtype=np.float32)
        )
        sigma = max(0.55, width * view.height * 0.6)
        trace = blur(points, sigma) * np.float32(sigma * 2.5)
        depth_ = np.maximum(depth_, 1 - np.exp(-1.6 * trace))
        near = np.maximum(
            near,
            (1 - np.exp(-blur(points, sigma * 4) * np.float32(sigma * 9)))
            * np.float32(0.35 + 0.65 * min(1, width / 0.01)),
        )
    both = bend(np.stack([depth_, near], axis=-1), wx * pull, wy * pull)
    level, near = 1 - both[..., 0], both[..., 1]
    valley = 1 - near
    fine = fractal(view.shape, frame.fork(), 22, 5, 0.68)
    level = (level + 0.05 * fine * level).astype(np.float32)
    deep = np.clip((0.5 - level) * 2.1, 0, 1)
    silt = fractal(view.shape, frame.fork(), 3, 6, 0.6, 1.0)
    silt = bend(silt, wx * pull * 6, wy * pull * 6)
    river = ramp(np.clip(deep + 0.08 * silt, 0, 1), water)
    height = step(level, 0.35, 1.15)
    moist = np.clip(0.5 + 0.22 * silt + 0.16 * fine + 0.3 * valley - 0.3 * near, 0, 1)
    land = ramp(moist, plants) * (0.75 + 0.12 * fine)[..., None]
    shore = np.maximum(step(level, 0.66, 0.5) * 0.85, near**3 * 0.4)
    land = mix(land, rgb(mud) * (0.8 + 0.1 * fine)[..., None], shore)
    lit = relief(blur(height + 0.035 * fine, 0.8), 0.012, (-0.7, -0.5, 0.75))
    land *= (0.35 + 0.95 * lit)[..., None]
    scene = mix(land, river, step(level, 0.47, 0.43))
    glint = step(silt, 1.0, 2.6) * deep
    scene += rgb("#fff2d8") * (0.25 * glint)[..., None]
    slant = 0.8 + 0.4 * (view.x / frame.aspect) * (1 - 0.4 * view.y)
    haze = np.float32(0.05)
    scene = scene * slant[..., None] * (1 - haze) + rgb("#cfdbe6") * haze
    film = Film(exposure=0.5, contrast=1.12, halation=0.03, vignette=0.35, grain=0.022)
    return resize(scene.astype(np.float32), frame.shape), film
