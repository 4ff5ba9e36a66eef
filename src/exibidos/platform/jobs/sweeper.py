"""What if a worker, a message or what carries it is gone? A sweep finds work that nobody does and rings for it again."""

import asyncio
import contextlib
from collections.abc import Sequence
from random import Random

import structlog

from exibidos.platform.db import Database
from exibidos.platform.jobs.ledger import Ledger
from exibidos.platform.jobs.runner import Runner
from exibidos.platform.jobs.transport import AWAY, Transport


class Sweeper:
    """Sweeps at a jittered pace in every worker; several at once do not repeat each other."""

    def __init__(
        self,
        db: Database,
        ledger: Ledger,
        transport: Transport,
        runner: Runner,
        *,
        queues: Sequence[str],
        seconds: float,
    ) -> None:
        self._db = db
        self._ledger = ledger
        self._transport = transport
        self._runner = runner
        self._queues = queues
        self._seconds = seconds
        self._random = Random()  # noqa: S311 - jitter, not a secret

    async def run(self, stopping: asyncio.Event) -> None:
        """Sweep until the process stops."""
        while not stopping.is_set():
            try:
                await self.sweep()
            except AWAY as error:
                structlog.get_logger().warning("jobs.sweep_failed", reason=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), self._seconds * self._random.uniform(0.5, 1.5))

    async def sweep(self) -> None:
        """Free expired leases, bury poison, and ring for whatever lost its message or was never rung for."""
        freed = await self._ledger.free_expired(self._db)
        await self._runner.bury_poison()
        # The carrier is asked before rings are taken: those that it refused would wait for their next turn.
        for queue in self._queues:
            if await self._transport.is_drained(queue):
                await self._ledger.ring_lost(self._db, queue)
        rung = 0
        while rings := await self._ledger.take_rings(self._db):
            await self._transport.send(rings)
            rung += len(rings)
        if freed or rung:
            structlog.get_logger().info("jobs.swept", freed=freed, rung=rung)
