"""What hangs on the wall until the picture comes? Twenty blurred pixels of it, as a data: URL of about 170 characters.

A thumbhash (evanw/thumbhash, ~25 bytes) is a picture's lowest frequencies. Decoding it in the browser would need script before the
first paint; a whole decoded PNG weighs 3 KB per photo. Sampling it at 5 x 4 points and letting the browser smooth them looks the same.
Who may not see the picture clearly gets 4 x 3 points (REQUIREMENTS 12): the light of the room, and nothing that is in it.
"""

import base64
import math
import struct
import zlib
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_FINE: Final = (5, 4)
_COARSE: Final = (4, 3)
_HEADER: Final = 5
_HEADER_WITH_ALPHA: Final = 6
_PNG_RGB: Final = 2


@lru_cache(maxsize=4096)  # a wall shows the same newest photos to everybody; an entry is ~300 bytes
def placeholder(thumbhash: bytes | None, *, coarse: bool = False) -> str | None:
    """Return `data:image/png;base64,…` for a thumbhash; None when there is none or it is cut short."""
    if thumbhash is None or len(thumbhash) < _HEADER:
        return None
    return "data:image/png;base64," + base64.b64encode(
        _png(_sample(thumbhash, *(_COARSE if coarse else _FINE)))
    ).decode("ascii")


def _sample(digest: bytes, across: int, down: int) -> list[bytes]:
    """Return rows of RGB bytes. The layout of the digest is that of thumbhash's reference decoder."""
    low = int.from_bytes(digest[0:3], "little")
    high = int.from_bytes(digest[3:5], "little")
    alpha, landscape = low >> 23 & 1, high >> 15 & 1
    long_side = 5 if alpha else 7
    columns = max(3, long_side if landscape else high & 7)
    rows = max(3, high & 7 if landscape else long_side)
    nibbles = _nibbles(digest[_HEADER_WITH_ALPHA if alpha else _HEADER :])
    grid = (across, down)
    light = _channel(nibbles, columns, rows, (low >> 18 & 31) / 31, grid)
    blue_yellow = _channel(nibbles, 3, 3, (high >> 3 & 63) / 63 * 1.25, grid)
    red_green = _channel(nibbles, 3, 3, (high >> 9 & 63) / 63 * 1.25, grid)
    lightness, by_mean, rg_mean = (low & 63) / 63, (low >> 6 & 63) / 31.5 - 1, (low >> 12 & 63) / 31.5 - 1
    picture = []
    for y in range(down):
        row = bytearray()
        for x in range(across):
            lum = lightness + _wave(light, x, y, grid)
            p, q = by_mean + _wave(blue_yellow, x, y, grid), rg_mean + _wave(red_green, x, y, grid)
            blue = lum - 2 / 3 * p
            red = (3 * lum - blue + q) / 2
            row += bytes(round(255 * min(max(value, 0.0), 1.0)) for value in (red, red - q, blue))
        picture.append(bytes(row))
    return picture


def _nibbles(data: bytes) -> Iterator[float]:
    for byte in data:
        yield (byte & 15) / 7.5 - 1
        yield (byte >> 4) / 7.5 - 1


def _channel(
    nibbles: Iterator[float], columns: int, rows: int, scale: float, grid: tuple[int, int]
) -> list[tuple[int, int, float]]:
    """Return the waves of one channel as (fx, fy, amplitude), those finer than our few points left out: they would alias."""
    waves = []
    for fy in range(rows):
        fx = 0 if fy else 1
        while fx * rows < columns * (rows - fy):
            amplitude = next(nibbles, 0.0) * scale
            if fx < grid[0] and fy < grid[1]:
                waves.append((fx, fy, amplitude))
            fx += 1
    return waves


def _wave(waves: list[tuple[int, int, float]], x: int, y: int, grid: tuple[int, int]) -> float:
    across, down = math.pi / grid[0] * (x + 0.5), math.pi / grid[1] * (y + 0.5)
    return sum(2 * amplitude * math.cos(across * fx) * math.cos(down * fy) for fx, fy, amplitude in waves)


def _png(rows: list[bytes]) -> bytes:
    header = struct.pack(">IIBBBBB", len(rows[0]) // 3, len(rows), 8, _PNG_RGB, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(*part) for part in ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
