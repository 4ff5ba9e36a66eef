"""Is the orientation found, and nothing believed that is not one?"""

import struct

import pytest

from exibidos.media.containers.exif import find_orientation
from media.pictures import exif


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_an_orientation_is_read_in_both_byte_orders(order: str, orientation: int) -> None:
    assert find_orientation(exif(orientation, order)) == orientation
    assert find_orientation(b"Exif\0\0" + exif(orientation, order)) == orientation


@pytest.mark.parametrize(
    "block",
    [
        b"",
        b"Exif\0\0",
        b"not a TIFF block",
        b"II*\0",
        exif(0),
        exif(9),
        exif(6)[:12],
        struct.pack("<4sI", b"II*\0", 0xFFFF_FFFF),
        struct.pack("<4sIH", b"II*\0", 8, 0xFFFF),
        struct.pack("<4sIHHHII", b"II*\0", 8, 1, 0x0112, 4, 1, 6),  # a LONG, where a SHORT must be
        struct.pack("<4sIHHHIHH", b"II*\0", 8, 1, 0x0110, 3, 1, 6, 0),  # another tag
    ],
)
def test_anything_else_is_upright(block: bytes) -> None:
    assert find_orientation(block) == 1
