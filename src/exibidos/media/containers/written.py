"""How is a picture's file written? Anew, from nothing but its own items: their bytes, the properties of their decoder, their ties."""

from collections.abc import Iterable
from typing import NamedTuple

from exibidos.media.containers.boxes import box, full_box

_FIRST = 1


class Part(NamedTuple):
    """One item of the file; `of` are the tiles that it is laid out of. Each property has a mark if a reader must understand it."""

    kind: bytes
    data: bytes
    properties: list[tuple[bool, bytes]]
    of: list["Part"]


class Alpha(NamedTuple):
    """How transparent the picture is, and whether its colours are multiplied with it."""

    part: Part
    premultiplied: bool


def write(brand: bytes, picture: Part, alpha: Alpha | None) -> bytes:
    """Return a file of these items, numbered in the order in which they lie in it."""
    parts = [picture, *picture.of]
    ties = [_tie(b"dimg", _FIRST, range(_FIRST + 1, len(parts) + 1))] if picture.of else []
    if alpha is not None:
        first = len(parts) + 1
        parts += [alpha.part, *alpha.part.of]
        if alpha.part.of:
            ties.append(_tie(b"dimg", first, range(first + 1, len(parts) + 1)))
        ties.append(_tie(b"auxl", first, [_FIRST]))
        if alpha.premultiplied:
            ties.append(_tie(b"prem", _FIRST, [first]))
    head = box(b"ftyp", brand, bytes(4), brand, b"mif1", b"miaf")
    length = len(head) + len(_meta(parts, ties, 0))  # places are of one size, wherever they point
    pixels = b"".join(part.data for part in parts)
    return head + _meta(parts, ties, length + 8) + box(b"mdat", pixels)


def _meta(parts: list[Part], ties: list[bytes], start: int) -> bytes:
    kinds: list[bytes] = []
    places: list[bytes] = []
    held: list[bytes] = []
    properties: dict[bytes, int] = {}
    for item, part in enumerate(parts, _FIRST):
        kinds.append(full_box(b"infe", 2, item != _FIRST, _number(item), bytes(2), part.kind, b"\0"))
        places.append(_number(item) + bytes(2) + _number(1) + _number(start, 4) + _number(len(part.data), 4))
        start += len(part.data)
        marks = [
            _number(properties.setdefault(body, len(properties) + 1) | (essential << 15))
            for essential, body in part.properties
        ]
        held.append(_number(item) + bytes([len(marks)]) + b"".join(marks))
    count = _number(len(parts))
    return full_box(
        b"meta",
        0,
        0,
        full_box(b"hdlr", 0, 0, bytes(4), b"pict", bytes(13)),
        full_box(b"pitm", 0, 0, _number(_FIRST)),
        full_box(b"iloc", 0, 0, b"\x44\0", count, *places),
        full_box(b"iinf", 0, 0, count, *kinds),
        *([full_box(b"iref", 0, 0, *ties)] if ties else []),
        box(b"iprp", box(b"ipco", *properties), full_box(b"ipma", 0, 1, _number(len(parts), 4), *held)),
    )


def _tie(kind: bytes, item: int, to: Iterable[int]) -> bytes:
    numbers = [_number(each) for each in to]
    return box(kind, _number(item), _number(len(numbers)), *numbers)


def _number(value: int, size: int = 2) -> bytes:
    return value.to_bytes(size, "big")
