"""By what does a picture know its copies? By its very pixels, and by PDQ, which a copy keeps when it is made smaller or saved again.

PDQ is Meta's ("The TMK+PDQF video-hashing algorithm and the PDQ image-hashing algorithm", 2019; threatexchange/pdq), so that hash lists of
others can be read. No wheel of it exists for our Python, and the whole hash is two matrix products: it is computed here and compared with
theirs by vectors in the tests.
"""

import hashlib
from functools import cache

import numpy as np
import numpy.typing as npt
import pyvips

from exibidos.media.model import Likeness

_SIDE = 64
_WAVES = 16
_WINDOWS = 128
"""The box that is averaged is the picture's side over this, so that 64 samples miss nothing between them."""

_LUMA = (0.299, 0.587, 0.114)
_BITS = _WAVES * _WAVES
_LIKELY = 90
"""Sum of the steps between neighbours, in percent of the whole range, over which a picture counts as fully featured."""

Plane = npt.NDArray[np.float64]


def likeness(base: pyvips.Image, small: pyvips.Image) -> Likeness:
    """Return both; `base` holds the decoded pixels, `small` shows the same in a few hundred."""
    pixels = hashlib.sha256(f"{base.width}x{base.height}:".encode())
    pixels.update(base.write_to_memory())
    sampled = _sample(small.numpy().astype(np.float64) @ np.array(_LUMA))
    waves = _cosines() @ sampled @ _cosines().T
    return Likeness(pixels.hexdigest(), tuple(_bits(turned) for turned in _turns(waves)), _quality(sampled))


def _sample(light: Plane) -> Plane:
    """Average twice along both sides, then take 64 by 64."""
    for _ in range(2):
        light = _average(_average(light).T).T
    rows, columns = (((np.arange(_SIDE) + 0.5) * length / _SIDE).astype(int) for length in light.shape)
    return light[np.ix_(rows, columns)]


def _average(plane: Plane) -> Plane:
    """Return each row's moving average; at the edges over what there is."""
    length = plane.shape[1]
    window = (length + _WINDOWS - 1) // _WINDOWS
    before = (window + 2) // 2
    sums = np.concatenate([np.zeros((plane.shape[0], 1)), plane.cumsum(axis=1)], axis=1)
    place = np.arange(length)
    first = np.clip(place + before - window, 0, length)
    last = np.clip(place + before, 0, length)
    mean: Plane = (sums[:, last] - sums[:, first]) / (last - first)
    return mean


@cache
def _cosines() -> Plane:
    """Return the waves 1 to 16 over 64 places; the constant one says nothing of shapes."""
    place = 2 * np.arange(_SIDE) + 1
    table: Plane = np.sqrt(2 / _SIDE) * np.cos(np.pi / (2 * _SIDE) * np.outer(np.arange(1, _WAVES + 1), place))
    return table


def _turns(waves: Plane) -> list[Plane]:
    """Return the waves of the picture as it is, mirrored and turned: a mirrored picture has every other wave upside down."""
    flip = np.where(np.arange(_WAVES) % 2 == 0, -1.0, 1.0)
    ways = [waves, waves * flip, waves * flip[:, None], waves * flip * flip[:, None]]
    return ways + [way.T for way in ways]


def _bits(waves: Plane) -> bytes:
    """Return one bit per wave, whether it is above the median, the last one first as PDQ writes it."""
    flat = waves.ravel()
    above = flat > np.sort(flat)[_BITS // 2 - 1]
    return np.packbits(above[::-1]).tobytes()


def _quality(sampled: Plane) -> int:
    """Return 0 to 100: below 50 there is so little to see that two strangers' pictures may be alike by chance."""
    steps = [np.abs(np.trunc(np.diff(sampled, axis=axis) * 100 / 255)).sum() for axis in (0, 1)]
    return min(100, int(sum(steps) / _LIKELY))
