"""What is left of a file after stripping, and what is said when it cannot be stripped?"""

from typing import NamedTuple

from exibidos.kernel.errors import Invalid
from exibidos.media.limits import MAX_PIECES, MAX_PROFILE_BYTES


class Stripped(NamedTuple):
    """A file of the same pixels and nothing else; `orientation` is EXIF's 1 to 8, taken out of it."""

    data: bytes
    orientation: int


def broken(why: str) -> Invalid:
    """Return the refusal of a file that contradicts its own format; `why` is a word for logs, not for people."""
    return Invalid("media.broken", why=why)


def check_pieces(count: int) -> None:
    if count > MAX_PIECES:
        raise Invalid("media.too_costly", why="pieces")


def check_profile(size: int) -> None:
    if size > MAX_PROFILE_BYTES:
        raise Invalid("media.too_costly", why="profile")
