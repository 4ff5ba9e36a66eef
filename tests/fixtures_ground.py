"""How does a test shake a whole club? Engines and servers of its own, each a process that the test stops, kills, freezes and starts."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import msgspec
import pytest

from lending import lending
from resilience.ground import Ground


class Shaken:
    """A running club and the power over each of its processes, by the names of `resilience.ground`."""

    def __init__(self, ground: Ground, orders: IO[str], answers: IO[str]) -> None:
        self.ground = ground
        self._orders = orders
        self._answers = answers

    async def stop(self, name: str) -> None:
        """Ask a process to end, as a host does, and wait until it has."""
        await self._order("stop", name)

    async def start(self, name: str) -> None:
        """Start it and wait until it answers."""
        await self._order("start", name)

    async def kill(self, name: str) -> None:
        """Kill it; whoever keeps it starts it again."""
        await self._order("kill", name)

    async def freeze(self, name: str) -> None:
        """Let it be there, connections and all, and do nothing."""
        await self._order("freeze", name)

    async def thaw(self, name: str) -> None:
        await self._order("thaw", name)

    def said(self, name: str) -> str:
        """Return everything a process has written so far."""
        file = Path(self.ground.logs) / f"{name}.log"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def crashes(self) -> list[str]:
        """Return what the servers did not foresee: the last words of each log that holds a traceback."""
        logs = [self.said(name) for name in ("web", "web-2", "api", "media", "media-2", "work", "work-2", "schedule")]
        return [log[-3000:] for log in logs if "Traceback" in log or "crashed" in log]

    async def _order(self, verb: str, name: str) -> None:
        said = await asyncio.to_thread(self._exchange, f"{verb} {name}\n")
        assert said == "ok\n", said

    def _exchange(self, order: str) -> str:
        self._orders.write(order)
        self._orders.flush()
        return self._answers.readline()


@pytest.fixture(scope="session")
def shaken() -> Iterator[Shaken]:
    """Lend a club on engines that nobody else uses; whoever shakes it leaves it whole."""
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    with lending("resilience.ground", environ) as (line, orders, answers):
        yield Shaken(msgspec.json.decode(line, type=Ground), orders, answers)
