"""What is left of a file after stripping, and what is said when it cannot be stripped?"""

from typing import NamedTuple

from exibidos.kernel.errors import Invalid
from exibidos.media.limits import MAX_PIECES, MAX_PIXELS, MAX_PROFILE_BYTES, MAX_SIDE


class Part(NamedTuple):
    """A part of a larger picture."""

    left: int
    top: int
    width: int
    height: int


class Stripped(NamedTuple):
    """A file of the same pixels and nothing else.

    `orientation` is EXIF's 1 to 8, taken out of it; `exif` is all of that block, for `read_camera` and nobody else. A GIF says where on its
    `screen` the pixels lie: `place` is theirs. ISO media say which part of them is shown, and their colours, either by a profile or by the
    numbers for primaries and transfer of ITU-T H.273.
    """

    data: bytes
    orientation: int
    screen: tuple[int, int] | None = None
    place: tuple[int, int] = (0, 0)
    crop: Part | None = None
    profile: bytes | None = None
    primaries: int | None = None
    transfer: int | None = None
    exif: bytes = b""


def broken(why: str) -> Invalid:
    """Return the refusal of a file that contradicts its own format; `why` is a word for logs, not for people."""
    return Invalid("media.broken", why=why)


def check_pieces(count: int) -> None:
    if count > MAX_PIECES:
        raise Invalid("media.too_costly", why="pieces")


def check_profile(size: int) -> None:
    if size > MAX_PROFILE_BYTES:
        raise Invalid("media.too_costly", why="profile")


def check_size(width: int, height: int) -> None:
    """Raise Invalid for a picture that is too large; to be asked before anybody makes room for its pixels."""
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise Invalid("media.too_many_pixels", width=width, height=height, limit=MAX_PIXELS)
