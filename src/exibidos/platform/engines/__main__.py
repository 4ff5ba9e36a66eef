"""How do tests borrow engines? `python -m exibidos.platform.engines` prints their addresses and runs them until its input ends.

A pipe's end cannot be missed: also when the tests are killed, everything stops and the temporary folder goes.
"""

import asyncio
import contextlib
import shutil
import sys
import tempfile
from pathlib import Path

import msgspec

from exibidos.platform.engines import DidNotStart, Engine, Engines, EnginesMissing, Guard, Ports


class _Notes:
    def line(self, name: str, text: str) -> None:
        """Drop it: the last lines of an engine that fails stand in DidNotStart."""

    def note(self, name: str, text: str) -> None:
        sys.stderr.write(f"{name}: {text}\n")


async def _lend(root: Path) -> None:
    guard, sink = Guard(), _Notes()
    engines = Engines(guard=guard, sink=sink, ports=Ports(sink.note), throwaway=True)
    try:
        addresses = await engines.start(root, list(Engine))
        sys.stdout.write(msgspec.json.encode(addresses).decode() + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)
    finally:
        await engines.stop()
        guard.close()


def main() -> None:
    root = Path(tempfile.mkdtemp(prefix="exibidos-engines-"))
    try:
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C reaches us with the tests
            asyncio.run(_lend(root))
    except (DidNotStart, EnginesMissing) as problem:
        sys.exit(str(problem))
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    main()
