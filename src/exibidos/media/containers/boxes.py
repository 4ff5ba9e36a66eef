"""How are the boxes of ISO media (AVIF, HEIC) read and written? A size, a name, a body; one level at a time, never beyond the file."""

from collections.abc import Iterator

from exibidos.media.containers.stripped import broken, check_pieces

_LARGE, _TO_THE_END = 1, 0  # sizes with a meaning of their own


class Cursor:
    """Reads numbers and bytes one after another; a read beyond the end is a broken file."""

    def __init__(self, data: bytes, at: int = 0, end: int | None = None) -> None:
        self._data, self.at = data, at
        self.end = len(data) if end is None else end

    def take(self, size: int) -> bytes:
        start, self.at = self.at, self.at + size
        if self.at > self.end:
            raise broken("truncated")
        return self._data[start : self.at]

    def number(self, size: int) -> int:
        """Return an unsigned number of so many bytes; of none it is 0."""
        return int.from_bytes(self.take(size), "big")

    def version(self) -> tuple[int, int]:
        """Return version and flags, with which a full box begins."""
        return self.number(1), self.number(3)

    def boxes(self) -> Iterator[tuple[bytes, "Cursor"]]:
        """Yield the name and body of each box until the end."""
        pieces = 0
        while self.at < self.end:
            pieces += 1
            check_pieces(pieces)
            start = self.at
            size, name = self.number(4), self.take(4)
            if size == _LARGE:
                size = self.number(8)
            end = self.end if size == _TO_THE_END else start + size
            if not self.at <= end <= self.end:
                raise broken("truncated")
            yield name, Cursor(self._data, self.at, end)
            self.at = end

    def rest(self) -> bytes:
        return self.take(self.end - self.at)


def box(name: bytes, *parts: bytes) -> bytes:
    """Return one box."""
    body = b"".join(parts)
    return (len(body) + 8).to_bytes(4, "big") + name + body


def full_box(name: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    """Return one box that begins with a version."""
    return box(name, bytes([version]), flags.to_bytes(3, "big"), *parts)
