"""Which chunks of a PNG hold its pixels? Header, palette, transparency, profile, image data; of an animation its default image."""

import zlib
from collections.abc import Iterator

from exibidos.media.containers.exif import find_orientation
from exibidos.media.containers.stripped import Stripped, broken, check_pieces, check_profile
from exibidos.media.limits import MAX_PROFILE_BYTES

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"IDAT", b"IEND"})


def strip(data: bytes) -> Stripped:
    """Keep what the decoder needs; raises Invalid when a checksum is wrong, the file ends early, or its profile is a bomb."""
    kept = [_SIGNATURE]
    orientation, exif = 1, b""
    names: set[bytes] = set()
    for name, start, end in _chunks(data):
        names.add(name)
        if name == b"eXIf":
            exif = data[start:end]
            orientation = find_orientation(exif)
        if name == b"iCCP":
            _check_packed_profile(data[start:end])
        if name in _KEPT:
            kept.append(data[start - 8 : end + 4])
    if not {b"IHDR", b"IDAT"} <= names:
        raise broken("frame")
    return Stripped(b"".join(kept), orientation, exif=exif)


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield each chunk's name and where its body starts and ends, until IEND; what follows that is no part of the picture."""
    at, pieces, name = len(_SIGNATURE), 0, b""
    while name != b"IEND":
        pieces += 1
        check_pieces(pieces)
        start = at + 8
        end = start + int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : start]
        if end + 4 > len(data):
            raise broken("truncated")
        if zlib.crc32(memoryview(data)[at + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
            raise broken("checksum")
        yield name, start, end
        at = end + 4


def _check_packed_profile(body: bytes) -> None:
    """Unpack no more than the limit and a byte: a profile of 30 kB can hold 30 MB of zeroes."""
    packed = body[body.find(b"\0") + 2 :]
    try:
        check_profile(len(zlib.decompressobj().decompress(packed, MAX_PROFILE_BYTES + 1)))
    except zlib.error as error:
        raise broken("profile") from error
