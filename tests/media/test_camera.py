"""Is of a stranger's EXIF read what was asked for, and nothing else, whatever lies there?"""

import random
import struct
from datetime import date

import pytest

from exibidos.media.camera import read_camera
from exibidos.media.containers import STRIP
from exibidos.media.decode import decode
from exibidos.media.model import Camera
from media.by_hand import heic
from media.pictures import SECRETS, encoded, gradient

Entry = tuple[int, int, int, bytes]
ASCII, SHORT, LONG, RATIONAL = 2, 3, 4, 5


def word(tag: int, said: str) -> Entry:
    body = said.encode() + b"\0"
    return tag, ASCII, len(body), body


def fraction(tag: int, above: int, below: int, order: str = "<") -> Entry:
    return tag, RATIONAL, 1, struct.pack(f"{order}II", above, below)


def directory(entries: list[Entry], at: int, order: str) -> bytes:
    """Return an IFD that begins at an offset, with what does not fit an entry behind it."""
    behind = at + 2 + 12 * len(entries) + 4
    rows, rest = b"", b""
    for tag, kind, count, body in entries:
        held = body.ljust(4, b"\0") if len(body) <= 4 else struct.pack(f"{order}I", behind + len(rest))
        rest += body if len(body) > 4 else b""
        rows += struct.pack(f"{order}HHI", tag, kind, count) + held
    return struct.pack(f"{order}H", len(entries)) + rows + bytes(4) + rest


def tiff(first: list[Entry], exposure: list[Entry], order: str = "<") -> bytes:
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", 8)
    size = len(directory([*first, (0x8769, LONG, 1, bytes(4))], 8, order))
    pointer = (0x8769, LONG, 1, struct.pack(f"{order}I", 8 + size))
    return head + directory([*first, pointer], 8, order) + directory(exposure, 8 + size, order)


def taken(order: str = "<") -> bytes:
    return tiff(
        [word(0x010F, "FUJIFILM"), word(0x0110, "X-T5"), (0x8825, LONG, 1, struct.pack(f"{order}I", 8))],
        [
            fraction(0x829A, 1, 250, order),
            fraction(0x829D, 56, 10, order),
            (0x8827, SHORT, 1, struct.pack(f"{order}H", 200)),
            word(0x9003, "2026:03:04 06:15:00"),
            fraction(0x920A, 23, 1, order),
            word(0xA430, "Ana Luz Prado"),
            word(0xA431, SECRETS[0].decode()),
            word(0xA434, "XF23mmF2 R WR"),
            word(0xA435, "LENS-4711"),
        ],
        order,
    )


WHOLE = Camera("FUJIFILM X-T5", "XF23mmF2 R WR", 23.0, 5.6, 0.004, 200, date(2026, 3, 4))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("prefix", [b"", b"Exif\0\0"])
def test_seven_words_are_read_and_neither_owner_nor_serial_nor_hour(order: str, prefix: bytes) -> None:
    found = read_camera(prefix + taken(order))
    assert found == WHOLE
    assert not any(secret in repr(found) for secret in ("4711", "Ana", "06:15"))


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "avif", "heic"])
def test_every_container_hands_it_over(kind: str) -> None:
    noted = b"Exif\0\0" + taken()
    data = heic(gradient(64, 48), exif=noted) if kind == "heic" else encoded(gradient(64, 48), kind, exif=noted)
    assert read_camera(STRIP[kind](data).exif) == WHOLE


@pytest.mark.parametrize(
    ("first", "exposure", "wanted"),
    [
        ([word(0x0110, "NIKON Z f")], [], Camera("NIKON Z f")),
        ([word(0x010F, "NIKON CORPORATION"), word(0x0110, "NIKON Z f")], [], Camera("NIKON Z f")),
        ([word(0x0110, "<script>")], [], Camera("<script>")),
        ([word(0x0110, "a\u202eb")], [], None),
        ([word(0x0110, "a\nb")], [], None),
        ([word(0x0110, "x" * 200)], [], None),
        ([(0x0110, ASCII, 0xFFFFFFFF, b"long")], [], None),
        ([(0x0110, SHORT, 1, b"ab")], [], None),
        ([], [fraction(0x829A, 1, 0)], None),
        ([], [fraction(0x829A, 0, 5)], None),
        ([], [fraction(0x829A, 90_000, 1)], None),
        ([], [fraction(0x829D, 0xFFFFFFFF, 1)], None),
        ([], [(0x8827, SHORT, 1, b"\0\0")], None),
        ([], [word(0x9003, "0000:00:00 00:00:00")], None),
        ([], [word(0x9003, "2026:02:31 00:00:00")], None),
        ([], [word(0x9003, "2026:02:28 99:99:99")], Camera(taken_on=date(2026, 2, 28))),
        ([(0x8827, SHORT, 1, b"\1\0")], [], None),
    ],
)
def test_what_does_not_fit_is_left_out(first: list[Entry], exposure: list[Entry], wanted: Camera | None) -> None:
    assert read_camera(tiff(first, exposure)) == wanted


def test_loops_lies_and_noise_end_quietly() -> None:
    whole, dice = taken(), random.Random(5)
    for cut in range(len(whole)):
        read_camera(whole[:cut])
    for _ in range(2_000):
        broken = bytearray(whole)
        for _ in range(dice.randint(1, 6)):
            broken[dice.randrange(8, len(broken))] = dice.randrange(256)
        read_camera(bytes(broken))
    assert read_camera(b"II*\0" + struct.pack("<I", 0xFFFFFFFF)) is None
    assert read_camera(b"II*\0" + struct.pack("<IH", 8, 0xFFFF) + bytes(800_000)) is None
    assert read_camera(b"%PDF") is None


def test_it_is_read_only_if_asked_for() -> None:
    data = encoded(gradient(64, 48), exif=b"Exif\0\0" + taken())
    assert decode(data, "jpeg")[0].camera is None
    assert decode(data, "jpeg", camera=True)[0].camera == WHOLE
    assert decode(encoded(gradient(64, 48)), "jpeg", camera=True)[0].camera is None
