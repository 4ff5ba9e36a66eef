"""How does the primary picture of an AVIF or HEIC want to be shown? Partped, turned, mirrored, and in which colours."""

from fractions import Fraction
from typing import NamedTuple

from exibidos.media.containers.boxes import Cursor
from exibidos.media.containers.items import Items
from exibidos.media.containers.stripped import Part, broken, check_profile

_PROFILES = frozenset({b"prof", b"rICC"})
APPLIED = (b"clap", b"irot", b"imir")
# By quarter turns (against the clock) and mirror (none, top to bottom, left to right): the EXIF orientation that does both, in this order.
_ORIENTATIONS = ((1, 4, 2), (8, 5, 7), (3, 2, 4), (6, 7, 5))


class Look(NamedTuple):
    """As in Stripped."""

    orientation: int
    crop: Part | None
    profile: bytes | None
    primaries: int | None
    transfer: int | None


def find_look(items: Items, size: tuple[int, int]) -> Look:
    """Return how the primary item, of this size, is to be shown; the order crop, turn, mirror is the standard's (23000-22, 7.3.6.7)."""
    crop: Part | None = None
    profile: bytes | None = None
    primaries: int | None = None
    transfer: int | None = None
    turns = mirror = 0
    order: list[bytes] = []
    for _, held in items.properties_of(items.primary):
        body = held.read()
        if held.name == b"clap":
            crop = _read_crop(body, *size)
        elif held.name == b"irot":
            turns = body.number(1) & 3
        elif held.name == b"imir":
            mirror = 1 + (body.number(1) & 1)
        elif held.name == b"colr":
            kind = body.take(4)
            if kind == b"nclx":
                primaries, transfer = body.number(2), body.number(2)
            elif kind in _PROFILES:
                profile = body.rest()
                check_profile(len(profile))
        if held.name in APPLIED:
            order.append(held.name)
    if order != [name for name in APPLIED if name in order]:
        raise broken("order")
    return Look(_ORIENTATIONS[turns][mirror], crop, profile, primaries, transfer)


def _read_crop(body: Cursor, width: int, height: int) -> Part:
    """Return the clean aperture; its numbers are fractions, the offsets of its middle from the picture's are signed (14496-12, 12.1.4)."""
    numbers = [int.from_bytes(body.take(4), "big", signed=at >= 4) for at in range(8)]  # noqa: PLR2004 the two offsets
    if not all(below > 0 for below in numbers[1::2]):
        raise broken("crop")
    wide, high, right, down = (Fraction(*pair) for pair in zip(numbers[::2], numbers[1::2], strict=True))
    left, top = (width - wide) / 2 + right, (height - high) / 2 + down
    crop = Part(round(left), round(top), round(wide), round(high))
    inside = 0 <= crop.left <= width - crop.width and 0 <= crop.top <= height - crop.height
    if not inside or crop.width < 1 or crop.height < 1:
        raise broken("crop")
    return crop
