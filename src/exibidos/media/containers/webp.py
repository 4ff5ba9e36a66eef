"""Which chunks of a WebP hold its pixels? Image, alpha, profile; of an animation its first frame. And what may our own files contain?"""

from collections.abc import Iterator

from exibidos.kernel.errors import Invalid
from exibidos.media.containers.exif import find_orientation
from exibidos.media.containers.stripped import Stripped, broken, check_pieces, check_profile

_KEPT = frozenset({b"VP8X", b"ICCP", b"ANIM", b"ANMF", b"ALPH", b"VP8 ", b"VP8L"})
_PIXELS = frozenset({b"ANMF", b"VP8 ", b"VP8L"})
_EXIF_AND_XMP = 0x08 | 0x04
_HEADER = 12


def strip(data: bytes) -> Stripped:
    """Keep what the decoder needs; raises Invalid when a chunk leaves the file, or there is no image."""
    kept: list[bytes] = []
    orientation, exif = 1, b""
    names: set[bytes] = set()
    for name, body in _chunks(data):
        if name == b"ICCP":
            check_profile(len(body))
        if name == b"EXIF":
            orientation, exif = find_orientation(body), body
        if name in _KEPT and not (name == b"ANMF" and name in names):
            kept.append(_chunk(name, _without_metadata_flags(body) if name == b"VP8X" else body))
        names.add(name)
    if not names & _PIXELS:
        raise broken("frame")
    body = b"WEBP" + b"".join(kept)
    return Stripped(b"RIFF" + len(body).to_bytes(4, "little") + body, orientation, exif=exif)


def is_bare(data: bytes) -> bool:
    """Return whether these bytes are one lossy image and nothing else: no profile, EXIF, XMP, unknown chunk or trailer.

    Every variant is asked before it leaves the child, and once more when the parent receives it: the child is not believed.
    """
    try:
        return [name for name, _ in _chunks(data)] == [b"VP8 "] and len(data) == _end(data)
    except Invalid:
        return False


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    end, at, pieces = _end(data), _HEADER, 0
    if end > len(data):
        raise broken("truncated")
    while at < end:
        pieces += 1
        check_pieces(pieces)
        name, start = data[at : at + 4], at + 8
        size = int.from_bytes(data[at + 4 : start], "little")
        if start + size > end:
            raise broken("truncated")
        yield name, data[start : start + size]
        at = start + size + size % 2


def _end(data: bytes) -> int:
    if data[:4] != b"RIFF" or data[8:_HEADER] != b"WEBP":
        raise broken("marker")
    return 8 + int.from_bytes(data[4:8], "little")


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


def _without_metadata_flags(body: bytes) -> bytes:
    return bytes([body[0] & ~_EXIF_AND_XMP]) + body[1:] if body else body
