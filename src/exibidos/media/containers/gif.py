"""Which blocks of a GIF hold its first picture? Palettes, one graphic control, one image; no comment, application or later frame.

The new file's screen is as large as its image: decoders fill the rest of a larger one with black, or take some sizes for mistakes.
"""

from exibidos.media.containers.stripped import Stripped, broken, check_pieces, check_size

_HEADER, _SCREEN = 6, 7
_IMAGE, _EXTENSION, _END = b"\x2c", b"\x21", b"\x3b"
_CONTROL = 0xF9  # transparency, delay and disposal of the next image
_CONTROL_BYTES = 4
_HAS_PALETTE, _PALETTE_SIZE = 0x80, 0x07
_UNTIL_PALETTE = 10  # of an image: its mark, place, size and flags


def strip(data: bytes) -> Stripped:
    """Keep what the decoder needs; raises Invalid when the file ends inside its first image, has none, or its screen is too large."""
    at = _HEADER + _SCREEN
    if len(data) < at:
        raise broken("truncated")
    at += _palette(data[_HEADER + 4])
    palette, control, pieces = data[_HEADER + 4 : at], b"", 0
    while data[at : at + 1] == _EXTENSION:
        pieces += 1
        check_pieces(pieces)
        end = _end_of_blocks(data, at + 2)
        if data[at + 1 : at + 3] == bytes([_CONTROL, _CONTROL_BYTES]):
            control = data[at:end]
        at = end
    if data[at : at + 1] != _IMAGE or at + _UNTIL_PALETTE > len(data):
        raise broken("frame")
    place, size = data[at + 1 : at + 5], data[at + 5 : at + 9]
    left, top, width, height = _short(place, 0), _short(place, 2), _short(size, 0), _short(size, 2)
    # Where an image reaches beyond its screen, viewers make room for it.
    screen = max(_short(data, _HEADER), left + width), max(_short(data, _HEADER + 2), top + height)
    check_size(*screen)
    first_block = at + _UNTIL_PALETTE + _palette(data[at + 9]) + 1  # a byte tells how wide the codes are
    image = _IMAGE + bytes(4) + data[at + 5 : _end_of_blocks(data, first_block)]
    return Stripped(data[:_HEADER] + size + palette + control + image + _END, 1, screen=screen, place=(left, top))


def _short(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _palette(flags: int) -> int:
    """Return how many bytes of palette follow."""
    return 3 << (flags & _PALETTE_SIZE) + 1 if flags & _HAS_PALETTE else 0


def _end_of_blocks(data: bytes, at: int) -> int:
    """Return where a chain of blocks ends: each tells its length, an empty one is the last."""
    while at < len(data):
        length = data[at]
        at += 1 + length
        if not length:
            return at
    raise broken("truncated")
