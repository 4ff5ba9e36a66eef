"""What does the host read? One log of all processes, each line under its name; the engines' own chatter goes to the file alone."""

import contextlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from exibidos.platform.engines import Engine

_WIDTH = 8
_COLOURS = {"web": 36, "api": 34, "media": 35, "work": 33, "schedule": 32, "up": 1}  # SGR codes; engines are dim
_DIM = 2


class Log:
    """A Sink of Process: `line` is what a child wrote, `note` what we say about it."""

    def __init__(self, file: Path, screen: TextIO, environ: Mapping[str, str]) -> None:
        self._file = file.open("w", encoding="utf-8", buffering=1)  # of this run only, so it cannot grow for ever
        self._screen = screen
        self._coloured = screen.isatty() and "NO_COLOR" not in environ

    def line(self, name: str, text: str) -> None:
        self._file.write(f"{name:>{_WIDTH}} │ {text}\n")
        if name not in set(Engine):
            self._show(name, text)

    def note(self, name: str, text: str) -> None:
        self._file.write(f"{name:>{_WIDTH}} ┃ {text}\n")
        self._show(name, text)

    def plain(self, text: str) -> None:
        with contextlib.suppress(OSError):  # a closed window must not keep us from stopping everything in order
            self._screen.write(f"{text}\n")
            self._screen.flush()

    def close(self) -> None:
        self._file.close()

    def _show(self, name: str, text: str) -> None:
        prefix = f"{name:>{_WIDTH}} │"
        if self._coloured:
            prefix = f"\x1b[{_COLOURS.get(name, _DIM)}m{prefix}\x1b[0m"
        self.plain(f"{prefix} {text}")


def say(text: str) -> None:
    """Say one thing where there is no log yet, or none is needed."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
