"""What stands in a picture's place while it loads? A colour, and 25 bytes of its shapes.

The hash is Evan Wallace's ThumbHash (https://evanw.github.io/thumbhash/), for opaque pictures: the packages that exist are either a port
abandoned in 2023 or a native build of a few months' age, and the whole encoder is a matrix product.
"""

import numpy as np
import numpy.typing as npt
import pyvips

_HASH_SIDE = 64
"""Pixels: the hash holds 7 waves at most, so that more of them change nothing (its author allows 100)."""

_WAVES = 7
_COLOUR_WAVES = 3
_LEVELS = 8
"""Per band: 512 boxes are few enough that a sky of slightly different blues falls into one or two."""

Plane = npt.NDArray[np.float64]


def find_dominant_color(thumb: pyvips.Image) -> str:
    """Return `#rrggbb`: the mean of the most populous box of colours, which is a colour of the picture; the mean of all is mud."""
    pixels = thumb.numpy().reshape(-1, 3)
    boxes = (pixels // (256 // _LEVELS)) @ np.array([_LEVELS * _LEVELS, _LEVELS, 1])
    mean = pixels[boxes == np.bincount(boxes).argmax()].mean(axis=0)
    return "#" + bytes(mean.round().astype(np.uint8).tolist()).hex()


def thumbhash(thumb: pyvips.Image) -> bytes:
    """Return the ThumbHash of an opaque picture, 17 to 25 bytes by its proportions."""
    small = thumb.thumbnail_image(_HASH_SIDE, height=_HASH_SIDE, size="down")
    pixels = small.numpy().astype(np.float64) / 255
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    width, height = int(small.width), int(small.height)
    longest = max(width, height)
    across = max(1, _round(_WAVES * width / longest))
    down = max(1, _round(_WAVES * height / longest))
    light, light_waves, light_scale = _encode((red + green + blue) / 3, max(3, across), max(3, down))
    warm, warm_waves, warm_scale = _encode((red + green) / 2 - blue, _COLOUR_WAVES, _COLOUR_WAVES)
    rosy, rosy_waves, rosy_scale = _encode(red - green, _COLOUR_WAVES, _COLOUR_WAVES)
    landscape = width > height
    first = _round(63 * light) | _round(31.5 + 31.5 * warm) << 6 | _round(31.5 + 31.5 * rosy) << 12
    first |= _round(31 * light_scale) << 18
    second = (down if landscape else across) | _round(63 * warm_scale) << 3 | _round(63 * rosy_scale) << 9
    second |= landscape << 15
    waves = [_round(15 * wave) for wave in (*light_waves, *warm_waves, *rosy_waves)]
    waves += [0] * (len(waves) % 2)
    pairs = bytes(low | high << 4 for low, high in zip(waves[::2], waves[1::2], strict=True))
    return first.to_bytes(3, "little") + second.to_bytes(2, "little") + pairs


def _encode(plane: Plane, across: int, down: int) -> tuple[float, list[float], float]:
    """Return a plane's mean, the lower triangle of its cosine transform in 0 to 1, and the scale that brought it there."""
    height, width = plane.shape
    table = _cosines(height, down) @ plane @ _cosines(width, across).T / plane.size
    waves = [float(table[y, x]) for y in range(down) for x in range(across) if x * down < across * (down - y)]
    mean, rest = waves[0], waves[1:]
    scale = max(abs(wave) for wave in rest)
    return mean, [0.5 + 0.5 / scale * wave for wave in rest] if scale else rest, scale


def _cosines(length: int, waves: int) -> Plane:
    table: Plane = np.cos(np.pi / length * np.outer(np.arange(waves), np.arange(length) + 0.5))
    return table


def _round(value: float) -> int:
    """Half goes up, as in JavaScript: Python's rounding to even would differ from every decoder's idea of the same picture."""
    return int(value + 0.5)
