"""What does a photo's EXIF say of how it was taken? Eight harmless words, read one by one; place, serials and names are never looked at.

Runs inside the sandbox, only for authors who asked for it. Two directories are walked, the first and the one of the exposure, each with a
bounded number of entries; whatever does not fit its type and its bounds is left out, and nothing here ever refuses a picture.
"""

import re
import struct
from collections.abc import Mapping
from datetime import date
from typing import Final, NamedTuple

from exibidos.media.model import Camera

MAX_EXIF_BYTES: Final = 256 * 1024
"""A JPEG's block ends at 64 kB; with makers' notes and a thumbnail those of other containers stay below 200."""

_MOST_ENTRIES: Final = 256  # of a directory; cameras write thirty to sixty
_LONGEST_WORD: Final = 96  # bytes of a name; the longest lens that we know of has 64
_SHOWN_LETTERS: Final = 80
_ASCII, _SHORT, _LONG, _RATIONAL = 2, 3, 4, 5
_MAKE, _MODEL, _EXPOSURE = 0x010F, 0x0110, 0x8769
_SHUTTER, _APERTURE, _ISO, _TAKEN, _FOCAL, _LENS = 0x829A, 0x829D, 0x8827, 0x9003, 0x920A, 0xA434
_PRINTABLE: Final = re.compile(rb"[ -~]+")
_DAY: Final = re.compile(r"(\d{4}):(\d\d):(\d\d) ")
_FIRST_YEAR: Final = 1826  # of photography; a camera without a clock says 0000, or its maker's year
_ENTRY: Final = 12


class _Entry(NamedTuple):
    kind: int
    length: int
    at: int  # of its four bytes of value, or of the offset to more


Entries = Mapping[int, _Entry]


def read_camera(exif: bytes) -> Camera | None:
    """Return what a TIFF structure, with or without its `Exif` prefix, says of the camera; None when that is nothing."""
    tiff = exif.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None or len(tiff) > MAX_EXIF_BYTES:
        return None
    found = _Reader(tiff, order).read()
    return None if found == Camera() else found


class _Reader:
    def __init__(self, tiff: bytes, order: str) -> None:
        self._tiff, self._order = tiff, order

    def read(self) -> Camera:
        first = self._entries(self._number("I", 4), {_MAKE, _MODEL, _EXPOSURE})
        below = first.get(_EXPOSURE)
        where = self._number("I", below.at) if below and (below.kind, below.length) == (_LONG, 1) else None
        more = self._entries(where, {_SHUTTER, _APERTURE, _ISO, _TAKEN, _FOCAL, _LENS})
        return Camera(
            name=_named(self._word(first, _MAKE), self._word(first, _MODEL)),
            lens=self._word(more, _LENS),
            focal_length=self._fraction(more, _FOCAL, 0.5, 10_000),
            aperture=self._fraction(more, _APERTURE, 0.3, 256),
            shutter=self._fraction(more, _SHUTTER, 1 / 1_000_000, 86_400),
            iso=self._iso(more),
            taken_on=self._day(more),
        )

    def _number(self, kind: str, at: int) -> int | None:
        try:
            (number,) = struct.unpack_from(self._order + kind, self._tiff, at)
        except struct.error:
            return None
        return int(number)

    def _entries(self, at: int | None, wanted: set[int]) -> dict[int, _Entry]:
        """Return the entries of a directory that are asked for; the first of two with one tag, and none of one that is too long."""
        found: dict[int, _Entry] = {}
        count = None if at is None else self._number("H", at)
        if at is None or count is None or count > _MOST_ENTRIES:
            return found
        for start in range(at + 2, at + 2 + count * _ENTRY, _ENTRY):
            if start + _ENTRY > len(self._tiff):
                break
            tag, kind, length = struct.unpack_from(f"{self._order}HHI", self._tiff, start)
            if tag in wanted:
                found.setdefault(tag, _Entry(kind, length, start + 8))
        return found

    def _word(self, entries: Entries, tag: int) -> str:
        entry = entries.get(tag)
        if entry is None or entry.kind != _ASCII or not 0 < entry.length <= _LONGEST_WORD:
            return ""
        at = entry.at if entry.length <= 4 else self._number("I", entry.at)  # noqa: PLR2004 what fits stands in the entry
        if at is None or at + entry.length > len(self._tiff):
            return ""
        said = self._tiff[at : at + entry.length].partition(b"\0")[0].strip()
        return " ".join(said.decode().split())[:_SHOWN_LETTERS] if _PRINTABLE.fullmatch(said) else ""

    def _fraction(self, entries: Entries, tag: int, least: float, most: float) -> float | None:
        entry = entries.get(tag)
        at = self._number("I", entry.at) if entry and (entry.kind, entry.length) == (_RATIONAL, 1) else None
        if at is None:
            return None
        above, below = self._number("I", at), self._number("I", at + 4)
        value = above / below if above and below else 0.0
        return value if least <= value <= most else None

    def _iso(self, entries: Entries) -> int | None:
        entry = entries.get(_ISO)
        if entry is None or entry.kind != _SHORT or entry.length not in {1, 2}:
            return None
        return self._number("H", entry.at) or None

    def _day(self, entries: Entries) -> date | None:
        """Return the day alone: the hour says more of a life than of a photo."""
        said = _DAY.match(self._word(entries, _TAKEN) + " ")
        try:
            day = date(*map(int, said.groups())) if said else None
        except ValueError:
            return None
        return day if day and day.year >= _FIRST_YEAR else None


def _named(make: str, model: str) -> str:
    """Return maker and model, the maker once: many models begin with it."""
    if not model or model.casefold().startswith(make.casefold().partition(" ")[0]):
        return model
    return f"{make} {model}".strip()
