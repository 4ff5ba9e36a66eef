"""Which decoders may run at all? Three; every other loader that libvips has is blocked, and that is proven before the first picture.

libvips' own "untrusted" mark is not enough: it leaves TIFF, GIF, HEIF, SVG's renderer and Ultra HDR on. So the base class is blocked and
the three are freed again. (A blocked heifload still opens its file before it refuses, in 8.18.7: nobody here names it, nor asks libvips to
guess a loader, except this proof.)
"""

from collections.abc import Iterator
from functools import partial

import pyvips

from exibidos.kernel.errors import Problem
from exibidos.media.decode import LOADERS, decode

_LOAD = "VipsForeignLoad"
_ALLOWED_CLASSES = ("VipsForeignLoadJpegBuffer", "VipsForeignLoadPngBuffer", "VipsForeignLoadWebpBuffer")
_BLOCKED = 32  # VIPS_OPERATION_BLOCKED of vips/operation.h; pyvips has no name for it

_HOSTILE = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    "pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF",
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n",
    "ppm": b"P6\n1 1\n255\n\0\0\0",
    "gif": b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;",
    "rad": b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n\x80\x80\x80\x80",
    "fits": b"SIMPLE  =                    T".ljust(2880),
    "tiff": b"II*\0\x08\0\0\0\0\0\0\0\0\0",
    "jxl": b"\xff\x0a\0\0\0\0",
    "exr": b"v/1\1\2\0\0\0",
}


def block_loaders() -> None:
    """Leave three loaders, keep no result of one picture for the next, and work with one thread for each pipeline."""
    pyvips.operation_block_set(_LOAD, state=True)
    for name in _ALLOWED_CLASSES:
        pyvips.operation_block_set(name, state=False)
    pyvips.cache_set_max(0)


def prove_loaders() -> None:
    """Raise AssertionError unless exactly the three loaders are free and work, and a sample of each hostile kind is refused."""
    free = {name for name in _list_loaders() if not pyvips.Introspect.get(name).flags & _BLOCKED}
    if free != set(LOADERS.values()):
        raise AssertionError(f"free loaders: {sorted(free)}")
    for kind, sample in _HOSTILE.items():
        if _opens(sample):
            raise AssertionError(f"libvips opens {kind}")
    dot = pyvips.Image.black(9, 6, bands=3).copy(interpretation="srgb")
    for kind, sample in {
        "jpeg": dot.jpegsave_buffer(),
        "png": dot.pngsave_buffer(),
        "webp": dot.webpsave_buffer(),
    }.items():
        try:
            decode(sample, kind)
        except Problem as problem:
            raise AssertionError(f"{kind} does not develop: {problem.code} {dict(problem.values)}") from problem


def _list_loaders() -> Iterator[str]:
    """Yield the nickname of each loader that can be called, by walking libvips' own class tree."""
    waiting = [pyvips.type_from_name(_LOAD)]
    while waiting:
        kind = waiting.pop()
        children: list[int] = []
        pyvips.type_map(kind, partial(_note, children))
        waiting += children
        if not children:
            yield pyvips.nickname_find(kind)


def _note(found: list[int], kind: int, *_: object) -> object:
    found.append(kind)
    return pyvips.ffi.NULL  # anything else would end libvips' walk


def _opens(sample: bytes) -> bool:
    try:
        pyvips.Image.new_from_buffer(sample, "")
    except pyvips.Error:
        return False
    return True
