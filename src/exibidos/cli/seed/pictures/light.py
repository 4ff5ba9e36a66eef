"""How does light fall, fade and colour? Ramps, air, suns, splats of bright points and soft edges."""

import numpy as np

from exibidos.cli.seed.pictures.frame import Field, Frame, Light

_STEPS = 2048  # of a colour ramp: finer than eight bits can show after the film curve


def rgb(colour: str) -> Light:
    """Return `#rrggbb` (sRGB, as seen) as linear light, shape (3,)."""
    seen = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.float32) / 255
    linear: Light = np.where(seen <= 0.04045, seen / 12.92, ((seen + 0.055) / 1.055) ** 2.4).astype(np.float32)  # noqa: PLR2004 -- IEC 61966-2-1
    return linear


def ramp(value: Field, stops: tuple[tuple[float, str], ...]) -> Light:
    """Return the colour of each value between stops `(position, "#rrggbb")`, blended as the eye blends."""
    places = np.linspace(0, 1, _STEPS, dtype=np.float32)
    start, stop = stops[0][0], stops[-1][0]
    at = np.array([(position - start) / (stop - start) for position, _ in stops])
    seen = np.sqrt(np.stack([rgb(colour) for _, colour in stops]))
    table = np.stack([np.interp(places, at, seen[:, band]) for band in range(3)], axis=1).astype(np.float32) ** 2
    index = np.clip((value - start) * ((_STEPS - 1) / (stop - start)), 0, _STEPS - 1).astype(np.int32)
    result: Light = np.take(table, index, axis=0)
    return result


def step(value: Field, low: float, high: float) -> Field:
    """Return 0 below `low`, 1 above `high`, an S between (either order)."""
    t = np.clip((value - np.float32(low)) * np.float32(1 / (high - low)), 0, 1)
    curve: Field = t * t * (3 - 2 * t)
    return curve


def mix(below: Light, above: Light, cover: Field) -> Light:
    """Return `below` covered by `above`: `cover` is (height, width), 0..1."""
    weight = cover[..., None] if cover.ndim == 2 else cover  # noqa: PLR2004 -- a field without bands
    return below + (above - below) * weight


def away(frame: Frame, x: float, y: float) -> Field:
    """Return each pixel's distance from a point, in frame heights."""
    return np.sqrt((frame.x - np.float32(x)) ** 2 + (frame.y - np.float32(y)) ** 2)


def splat(shape: tuple[int, int], x: Field, y: Field, weight: Field) -> Field:
    """Return the sum of points at pixel positions, each spread over its four neighbours."""
    height, width = shape
    left, top = np.floor(x), np.floor(y)
    inside = (left >= 0) & (left < width - 1) & (top >= 0) & (top < height - 1)
    left, top, weight = left[inside], top[inside], weight[inside]
    fx, fy = x[inside] - left, y[inside] - top
    place = (top * width + left).astype(np.int64)
    places = np.concatenate([place, place + 1, place + width, place + width + 1])
    shares = np.concatenate([(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy]) * np.tile(weight, 4)
    total = np.bincount(places, shares, minlength=height * width)
    return total.reshape(shape).astype(np.float32)


def relief(height: Field, depth: float, toward: tuple[float, float, float]) -> Field:
    """Return the lambertian light on a surface seen from above, 0..1; `toward` points at the lamp (right, down, up)."""
    down, across = np.gradient(height * np.float32(depth * height.shape[0]))
    lamp = np.array(toward, dtype=np.float32) / np.float32(np.linalg.norm(toward))
    lit = (-across * lamp[0] - down * lamp[1] + lamp[2]) / np.sqrt(1 + across**2 + down**2)
    light: Field = np.maximum(lit, 0).astype(np.float32)
    return light
