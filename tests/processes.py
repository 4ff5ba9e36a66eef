"""Which processes live? Found by a mark in their environment, which children inherit, however far they went."""

import time
from pathlib import Path


def living(mark: str) -> set[int]:
    """Return the ids of processes, but zombies, that began with `mark` somewhere in their environment."""
    return {int(folder.name) for folder in Path("/proc").glob("[0-9]*") if mark.encode() in _environ(folder)}


def gone_within(seconds: float, mark: str) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not living(mark):
            return True
        time.sleep(0.05)
    return False


def _environ(folder: Path) -> bytes:
    try:
        return (folder / "environ").read_bytes()  # empty for a zombie
    except OSError:
        return b""
