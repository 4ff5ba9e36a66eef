"""Where is a bundled file? Vite hashes names, so that files may be cached for ever; its manifest says which is which."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec


class Chunk(msgspec.Struct, frozen=True):
    """One line of Vite's manifest; the rest of it does not concern a page."""

    file: str


class Manifest:
    """Source names under web/assets → addresses under /static."""

    def __init__(self, chunks: Mapping[str, Chunk]) -> None:
        self._chunks = chunks

    def __iter__(self) -> Iterator[str]:
        """Go through the source names, sorted: what is derived from them is the same after every build of the same sources."""
        return iter(sorted(self._chunks))

    @classmethod
    def read(cls, static: Path) -> "Manifest":
        """Read `manifest.json`; FileNotFoundError when assets were not built (`make assets` builds them)."""
        return cls(msgspec.json.decode((static / "manifest.json").read_bytes(), type=dict[str, Chunk]))

    def address(self, source: str) -> str:
        """Return `/static/<hashed name>` for `styles/main.css`, `scripts/main.ts`, `favicon.svg` or a font's file name."""
        if chunk := self._chunks.get(source):
            return f"/static/{chunk.file}"
        # Packages live at a path that Vite chooses; a font is asked for by its file's name alone.
        return next(f"/static/{chunk.file}" for name, chunk in self._chunks.items() if name.endswith(f"/{source}"))
