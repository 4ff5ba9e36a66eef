"""How does a file become one upright sRGB picture in memory, as large as the largest variant and no larger?"""

import re
from collections.abc import Mapping
from types import MappingProxyType

import pyvips

from exibidos.kernel.errors import Invalid
from exibidos.media.camera import read_camera
from exibidos.media.colour import from_numbers
from exibidos.media.containers import STRIP
from exibidos.media.containers.stripped import Stripped, broken, check_size
from exibidos.media.model import Source
from exibidos.media.stills import STILLS, open_still

LONGEST = 2048
"""The longest side of the largest variant (PRODUCT §2): nothing larger is kept in memory."""

LOADERS: Mapping[str, str] = MappingProxyType(
    {"jpeg": "jpegload_buffer", "png": "pngload_buffer", "webp": "webpload_buffer", "gif": "gifload_buffer"}
)
"""libvips', by format; AVIF and HEIC have decoders of their own, in `stills`."""

_SHRINKS = (8, 4, 2)  # libjpeg and libwebp decode straight to these fractions, at a fraction of the cost
_NO_MEMORY = re.compile("(out of|insufficient) memory", re.IGNORECASE)  # libvips', libjpeg's and libpng's words
_WHITE = 255
_SIDEWAYS = 5  # EXIF orientations from 5 on lay the picture on its side


def decode(data: bytes, kind: str, *, camera: bool = False) -> tuple[Source, pyvips.Image]:
    """Return what was sent and its pixels: 3 bands of 8 bits, sRGB, alpha laid on white, turned upright, longest side ≤ LONGEST.

    `kind` is what `sniff` said; `camera` asks the file how it was taken.
    Raises Invalid: media.broken, media.too_many_pixels, media.too_costly.
    """
    bare = STRIP[kind](data)
    try:
        if kind in STILLS:
            header = open_still(kind, bare)
            pixels = _read(header, bare)
        else:
            header = _load(kind, bare.data)
            check_size(header.width, header.height)
            whole = kind in {"png", "gif"}  # which cannot be decoded at a fraction of their size
            pixels = _read(header if whole else _load(kind, bare.data, _shrink_for(header)), bare)
        upright = _turn(_to_srgb(pixels, bare), bare.orientation)
    except pyvips.Error as error:
        raise _refusal(str(error)) from error
    width, height = bare.screen or (header.width, header.height)
    if bare.orientation >= _SIDEWAYS:
        width, height = height, width
    return Source(kind, width, height, read_camera(bare.exif) if camera else None), upright


def _load(kind: str, data: bytes, shrink: int = 1) -> pyvips.Image:
    """Open without reading pixels; any warning of the decoder's, while they are read, is an error."""
    options: dict[str, float] = {}
    if kind == "jpeg":
        options = {"shrink": shrink}
    elif kind == "webp":
        options = {"scale": 1 / shrink}
    return pyvips.Operation.call(LOADERS[kind], data, access="sequential", fail_on="warning", **options)


def _shrink_for(header: pyvips.Image) -> int:
    """Return the largest shrink that leaves enough of the longer side, and anything of the shorter one."""
    shorter, longer = sorted((header.width, header.height))
    return next((shrink for shrink in _SHRINKS if longer // shrink >= LONGEST and shorter >= shrink), 1)


def _read(image: pyvips.Image, bare: Stripped) -> pyvips.Image:
    """Run the one decode, in the file's own colours: a profile is cheaper to apply to the smaller picture."""
    if image.format == "ushort":
        grey = image.bands < 3  # noqa: PLR2004 grey and alpha
        image = image.msb().copy(interpretation="b-w" if grey else "srgb")
    if image.hasalpha():
        image = image.flatten(background=[_WHITE] * (image.bands - 1))
    if bare.screen is not None:
        image = image.embed(*bare.place, *bare.screen, extend="white")
    scale = LONGEST / max(image.width, image.height)
    if scale < 1:
        image = image.resize(scale)
    return image.copy_memory()


def _refusal(message: str) -> Invalid:
    """Sort libvips' sentence: a picture that did not fit into the child's memory is costly, any other is broken."""
    if _NO_MEMORY.search(message):
        return Invalid("media.too_costly", why="memory")
    return broken("decoder")


def _to_srgb(image: pyvips.Image, bare: Stripped) -> pyvips.Image:
    """Apply the embedded profile; where it is missing or does not fit, the numbers, or the usual one for that number of bands."""
    cmyk = image.interpretation == "cmyk"
    if cmyk or image.get_typeof("icc-profile-data"):
        try:
            fallback = "cmyk" if cmyk else "srgb"
            image = image.icc_transform(
                "srgb", embedded=True, input_profile=fallback, intent="perceptual", black_point_compensation=True
            )
        except pyvips.Error:
            # A profile for other bands, or a damaged one: browsers ignore it, and so do we.
            image = image.copy()
            image.remove("icc-profile-data")
    else:
        image = from_numbers(image, bare.primaries, bare.transfer)
    return image.colourspace("srgb")


def _turn(image: pyvips.Image, orientation: int) -> pyvips.Image:
    turned = image.copy()
    turned.set_type(pyvips.GValue.gint_type, "orientation", orientation)
    return turned.autorot().copy_memory()
