"""What if a worker, a message or Redis is gone? A sweep finds work that nobody does and rings for it again."""

import asyncio
from random import Random

import structlog
from redis.exceptions import RedisError

from exibidos.kernel.errors import Unavailable
from exibidos.platform.db import Database
from exibidos.platform.jobs.ledger import Ledger
from exibidos.platform.jobs.runner import Runner
from exibidos.platform.jobs.transport import Transport


class Sweeper:
    """Sweeps at a jittered pace in every worker; several at once do not repeat each other."""

    def __init__(self, db: Database, ledger: Ledger, transport: Transport, runner: Runner, *, seconds: float) -> None:
        self._db = db
        self._ledger = ledger
        self._transport = transport
        self._runner = runner
        self._seconds = seconds
        self._soon = asyncio.Event()
        self._random = Random()  # noqa: S311 - jitter, not a secret

    async def run(self, stopping: asyncio.Event) -> None:
        """Sweep until the process stops."""
        while not stopping.is_set():
            self._soon.clear()
            try:
                await self.sweep()
            except (Unavailable, RedisError, OSError) as error:
                structlog.get_logger().warning("jobs.sweep_failed", reason=type(error).__name__)
            await self._pause(stopping)

    async def sweep(self) -> None:
        """Free expired leases, bury poison, and ring for whatever is due and not rung for lately."""
        freed = await self._ledger.free_expired(self._db)
        await self._runner.bury_poison()
        rung = 0
        # Asked first: rings are noted before they are sent, and those that Redis refuses would wait for their next turn.
        if await self._transport.answers():
            while rings := await self._ledger.take_rings(self._db):
                await self._transport.send(rings)
                rung += len(rings)
        if freed or rung:
            structlog.get_logger().info("jobs.swept", freed=freed, rung=rung)

    async def lost(self, queue: str) -> None:
        """Ring at once for all that waits in a queue whose stream Redis has lost."""
        try:
            await self._ledger.ring_soon(self._db, queue)
        except Unavailable:
            return  # without Postgres nothing can run; the ordinary sweeps follow when it is back
        self._soon.set()

    async def _pause(self, stopping: asyncio.Event) -> None:
        seconds = self._seconds * self._random.uniform(0.5, 1.5)
        waits = [asyncio.create_task(event.wait()) for event in (stopping, self._soon)]
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()
