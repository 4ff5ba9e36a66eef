"""Which change of the source asks for what? Code for new servers, a revision for a migration first, an asset for the bundler."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from enum import StrEnum
from pathlib import Path

from watchfiles import awatch

from exibidos.platform.engines import Sink

_SOURCE = Path(__file__).parents[2]
_ASSETS = _SOURCE / "web" / "assets"
_REVISIONS = _SOURCE / "migrations" / "versions"


class Change(StrEnum):
    CODE = "code"
    SCHEMA = "schema"
    ASSETS = "assets"


async def changes() -> AsyncIterator[Change]:
    """Yield what each batch of saved files asks for."""
    async for batch in awatch(*watched(), debounce=400, step=50):
        for change in kinds({Path(path) for _, path in batch}):
            yield change


def watched() -> list[Path]:
    """Return what to watch: all of it, but the bundler's output and the thousands of folders that npm installs beside its input."""
    opened, closed = {_SOURCE, _SOURCE / "web", _ASSETS}, {_SOURCE / "web" / "static", _ASSETS / "node_modules"}
    return [path for folder in opened if folder.exists() for path in folder.iterdir() if path not in opened | closed]


def kinds(paths: set[Path]) -> list[Change]:
    """Return what these files ask for: assets first, so that new servers find them bundled."""
    assets = {path for path in paths if path.is_relative_to(_ASSETS)}
    found = [Change.ASSETS] if assets else []
    if code := paths - assets:
        found.append(Change.SCHEMA if any(path.is_relative_to(_REVISIONS) for path in code) else Change.CODE)
    return found


async def build_assets(sink: Sink) -> None:
    """Bundle styles and scripts with the Node that came as a package; a mistake in them is said, and the old bundle stays."""
    npm = Path(sys.executable).with_name("npm")
    build = await asyncio.create_subprocess_exec(
        npm, "run", "--silent", "build", cwd=_ASSETS, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    said, _ = await build.communicate()
    sink.note("assets", "bundled again" if build.returncode == 0 else f"not bundled:\n{said.decode(errors='replace')}")
