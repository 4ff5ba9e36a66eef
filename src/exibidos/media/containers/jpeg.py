"""Which pieces of a JPEG hold its pixels? Tables, frame, scans, Adobe's and JFIF's colour hints, the ICC profile; until the first EOI."""

import re

from exibidos.kernel.errors import Invalid
from exibidos.media.containers.exif import find_orientation
from exibidos.media.containers.stripped import Stripped, broken, check_pieces, check_profile
from exibidos.media.limits import MAX_SCANS

_SOI, _EOI = b"\xff\xd8", b"\xff\xd9"
_END, _SCAN = 0xD9, 0xDA
_TABLES = frozenset({0xC4, 0xDB, 0xDD})  # Huffman, quantisation, restart interval
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})  # baseline, extended, progressive: what browsers show
_OTHER_FRAMES = frozenset({0xC3, *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)})  # lossless, arithmetic
_WITHOUT_LENGTH = frozenset({0x00, 0x01, *range(0xD0, 0xD9)})
_COLOUR = {0xE0: b"JFIF\0", 0xEE: b"Adobe"}
_EXIF, _PROFILE = (0xE1, b"Exif\0\0"), (0xE2, b"ICC_PROFILE\0")
# Inside a scan 0xFF is followed by 0 (a stuffed byte), a restart mark, or by itself; anything else ends the scan.
_END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def strip(data: bytes) -> Stripped:
    """Keep what the decoder needs; raises Invalid when the file ends early, has no frame or two, or more than MAX_SCANS scans."""
    kept = [_SOI]
    at, pieces, frames, scans, profile, orientation, exif = len(_SOI), 0, 0, 0, 0, 1, b""
    while True:
        marker, start, end = _segment(data, at)
        pieces += 1
        check_pieces(pieces)
        if marker == _END:
            break
        body = data[start:end]
        if marker == _SCAN:
            scans += 1
            if scans > MAX_SCANS:
                raise Invalid("media.too_costly", why="scans")
            end = _end_of_scan(data, end)
        frames += marker in _FRAMES
        if marker in _OTHER_FRAMES or frames > 1:
            raise broken("frame")
        if (marker, body[:6]) == _EXIF:
            orientation, exif = find_orientation(body), body
        is_profile = (marker, body[:12]) == _PROFILE
        profile += len(body) if is_profile else 0
        hint = _COLOUR.get(marker)
        if marker == _SCAN or marker in _TABLES or marker in _FRAMES or is_profile or (hint and body.startswith(hint)):
            kept.append(data[start - 4 : end])
        at = end
    if not frames or not scans:
        raise broken("frame")
    check_profile(profile)
    return Stripped(b"".join((*kept, _EOI)), orientation, exif=exif)


def is_bare(data: bytes) -> bool:
    """Return whether these bytes are pixels and nothing else; asked in the child, and again by the parent, which does not believe it."""
    try:
        return strip(data).data == data
    except Invalid:
        return False


def _segment(data: bytes, at: int) -> tuple[int, int, int]:
    """Return the next marker and where its body starts and ends."""
    if data[at : at + 1] != b"\xff":
        raise broken("marker")
    while data[at : at + 1] == b"\xff":  # any number of fill bytes may stand before a marker
        at += 1
    if at >= len(data):
        raise broken("truncated")
    marker = data[at]
    if marker == _END:
        return marker, at + 1, at + 1
    length = int.from_bytes(data[at + 1 : at + 3], "big")
    end = at + 1 + length
    if marker in _WITHOUT_LENGTH or length < 2:  # noqa: PLR2004 the length counts its own two bytes
        raise broken("marker")
    if end > len(data):
        raise broken("truncated")
    return marker, at + 3, end


def _end_of_scan(data: bytes, at: int) -> int:
    found = _END_OF_SCAN.search(data, at)
    if found is None:
        raise broken("truncated")
    return found.start()
