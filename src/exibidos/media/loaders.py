"""Which decoders may run at all? Four of libvips', and two in `stills`; every other loader that libvips has is blocked, as is proven first.

libvips' own "untrusted" mark is not enough: it leaves TIFF, HEIF, SVG's renderer and Ultra HDR on. So the base class is blocked and the
four are freed again. (A blocked heifload still opens its file before it refuses, in 8.18.7: nobody here names it, nor asks libvips to
guess a loader, except this proof.) Of Pillow's and pillow-heif's readers only the two run that are called by name.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyvips

from exibidos.kernel.errors import Problem
from exibidos.media.decode import LOADERS, decode
from exibidos.media.stills import STILLS

_LOAD = "VipsForeignLoad"
_ALLOWED_CLASSES = tuple(f"VipsForeignLoad{name}Buffer" for name in ("Jpeg", "Png", "Webp", "Nsgif"))
_BLOCKED = 32  # VIPS_OPERATION_BLOCKED of vips/operation.h; pyvips has no name for it

_HOSTILE = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    "pdf": b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF",
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n",
    "ppm": b"P6\n1 1\n255\n\0\0\0",
    "rad": b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\n\x80\x80\x80\x80",
    "fits": b"SIMPLE  =                    T".ljust(2880),
    "tiff": b"II*\0\x08\0\0\0\0\0\0\0\0\0",
    "jxl": b"\xff\x0a\0\0\0\0",
    "exr": b"v/1\1\2\0\0\0",
}

_SAMPLES = Path(__file__).with_name(
    "samples"
)  # sixteen by sixteen pixels each: an encoder at every start would cost more


def block_loaders() -> None:
    """Leave four loaders, keep no result of one picture for the next, and work with one thread for each pipeline."""
    pyvips.operation_block_set(_LOAD, state=True)
    for name in _ALLOWED_CLASSES:
        pyvips.operation_block_set(name, state=False)
    pyvips.cache_set_max(0)


def prove_loaders() -> None:
    """Raise AssertionError unless exactly our loaders are free and all formats work, and a sample of each hostile kind is refused.

    Also loads what the decoders load late, which the sandbox could not.
    """
    free = {name for name in _list_loaders() if not pyvips.Introspect.get(name).flags & _BLOCKED}
    if free != set(LOADERS.values()):
        raise AssertionError(f"free loaders: {sorted(free)}")
    samples = {kind: (_SAMPLES / f"dot.{kind}").read_bytes() for kind in STILLS}
    for kind, sample in {**_HOSTILE, **samples}.items():
        if _opens(sample):
            raise AssertionError(f"libvips opens {kind}")
    dot = pyvips.Image.black(9, 6, bands=3).copy(interpretation="srgb")
    for kind, sample in {
        "jpeg": dot.jpegsave_buffer(),
        "png": dot.pngsave_buffer(),
        "webp": dot.webpsave_buffer(),
        "gif": dot.gifsave_buffer(),
        **samples,
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
