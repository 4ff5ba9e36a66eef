"""How do AVIF and HEIC become pixels? By two decoders outside libvips, each with one thread: Pillow's dav1d, and libde265 of pillow-heif.

libvips' own build opens AVIF by libaom, which takes three times the CPU and twice the memory (docs/decisions/0009), and no HEIC.
Both are called by their own names, never through a search for a reader that fits: no other of Pillow's readers runs here.
"""

import io
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import pillow_heif
import pyvips
from PIL import AvifImagePlugin

from exibidos.kernel.errors import Invalid
from exibidos.media.containers.stripped import Stripped, broken

_MODES = frozenset({"L", "LA", "La", "RGB", "RGBA", "RGBa"})
_NO_MEMORY = re.compile("memory", re.IGNORECASE)  # libavif's and libheif's words


class _Pixels(NamedTuple):
    """Rows without gaps, bands of 8 bits; `mode` names them as Pillow does, a small `a` says that colours are multiplied with it."""

    data: bytes
    width: int
    height: int
    mode: str


def _decode_avif(data: bytes) -> _Pixels:
    AvifImagePlugin.DECODE_CODEC_CHOICE = "dav1d"
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1  # each further one would have rows of its own
    with AvifImagePlugin.AvifImageFile(io.BytesIO(data)) as image:
        image.load()
        return _Pixels(image.tobytes(), image.width, image.height, image.mode)


def _decode_heic(data: bytes) -> _Pixels:
    pillow_heif.options.DECODE_THREADS = 1
    image = pillow_heif.open_heif(io.BytesIO(data))[0]
    pixels = image.data
    return _Pixels(pixels, *image.size, image.mode)  # asked for last: decoding may correct them


STILLS: Mapping[str, Callable[[bytes], _Pixels]] = MappingProxyType({"avif": _decode_avif, "heic": _decode_heic})
"""By format, as `sniff` names it."""


def open_still(kind: str, still: Stripped) -> pyvips.Image:
    """Return the picture, cropped, with its profile. Raises Invalid: media.broken, media.too_costly."""
    try:
        pixels = STILLS[kind](still.data)
    except MemoryError as error:
        raise Invalid("media.too_costly", why="memory") from error
    except (ValueError, SyntaxError, OSError, RuntimeError, EOFError) as error:  # what the two document and throw
        if _NO_MEMORY.search(str(error)):
            raise Invalid("media.too_costly", why="memory") from error
        raise broken("decoder") from error
    if pixels.mode not in _MODES:
        raise broken("mode")
    image = pyvips.Image.new_from_memory(pixels.data, pixels.width, pixels.height, len(pixels.mode), "uchar")
    image = image.copy(interpretation="b-w" if pixels.mode.startswith("L") else "srgb")
    if pixels.mode.endswith("a"):
        image = image.unpremultiply().cast("uchar")
    if still.crop is not None:
        image = image.crop(*still.crop)
    if still.profile is not None:
        image.set_type(pyvips.GValue.blob_type, "icc-profile-data", still.profile)
    return image
