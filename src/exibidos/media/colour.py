"""How do colours that a file names by number become sRGB? For AVIF and HEIC without a profile; the numbers are ITU-T H.273's."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

import pyvips

Matrix = list[list[float]]

# From linear light of these primaries to that of sRGB's; computed from the white D65 and the chromaticities in H.273, table 2.
_TO_SRGB: Mapping[int | None, Matrix] = MappingProxyType(
    {
        9: [
            [1.660491, -0.587641, -0.072850],
            [-0.124550, 1.132900, -0.008349],
            [-0.018151, -0.100579, 1.118730],
        ],  # BT.2020
        12: [[1.224940, -0.224940, 0.0], [-0.042057, 1.042057, 0.0], [-0.019638, -0.078636, 1.098274]],  # Display P3
    }
)
_AS_IT_IS: Matrix = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
_LEVELS = 255


def _from_srgb(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 IEC 61966-2-1


def _from_pq(value: float) -> float:
    """SMPTE ST 2084, so that the white of paper, 203 nits (ITU-R BT.2408), is 1; what shines brighter is white too."""
    root = value ** (1 / 78.84375)
    nits: float = 10_000 * (max(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125)
    return nits / 203


def _from_hlg(value: float) -> float:
    """ARIB STD-B67, so that the white of paper, a signal of 0.75 (ITU-R BT.2408), is 1."""
    scene = value * value / 3 if value <= 0.5 else (math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12  # noqa: PLR2004
    return scene / 0.26496256


_HDR: Mapping[int | None, Callable[[float], float]] = MappingProxyType({16: _from_pq, 18: _from_hlg})


def from_numbers(image: pyvips.Image, primaries: int | None, transfer: int | None) -> pyvips.Image:
    """Return the picture in sRGB; as it is where the numbers say sRGB, nothing, or something that photos do not use."""
    if primaries not in _TO_SRGB and transfer not in _HDR:
        return image
    to_linear = _HDR.get(transfer, _from_srgb)
    table = pyvips.Image.new_from_array([[to_linear(level / _LEVELS) for level in range(_LEVELS + 1)]]).cast("float")
    linear = image.colourspace("srgb").maplut(table).recomb(_TO_SRGB.get(primaries, _AS_IT_IS))
    return linear.copy(interpretation="scrgb").colourspace("srgb")
