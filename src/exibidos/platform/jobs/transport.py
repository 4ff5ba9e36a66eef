"""How do workers learn of new jobs at once? After the commit their ids go into Redis or SQS; without these the sweeper sends them later."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog
from redis.exceptions import RedisError

from exibidos.kernel.errors import Unavailable
from exibidos.platform.db import Tx
from exibidos.platform.jobs.ledger import Ring
from exibidos.platform.jobs.sqs import SqsQueue
from exibidos.platform.jobs.stream import Stream
from exibidos.platform.settings import Queue as QueueSettings
from exibidos.platform.settings import Redis as RedisSettings

# The commit has succeeded: nobody waits for the bell longer than this.
_RING_SECONDS = 1.0
# While the carrier hangs, only one request in this many seconds pays that second. The sweeper rings for the others.
_QUIET_SECONDS = 5.0
# What a carrier that is away raises: redis-py's own errors, or ours for SQS.
AWAY = (Unavailable, RedisError, OSError, TimeoutError)


class Transport:
    """The sending side: a bell after each commit, and the sweeper's repeated ones."""

    def __init__(self, carrier: Stream | SqsQueue) -> None:
        self._carrier = carrier
        self._quiet_until = 0.0

    async def ring(self, tx: Tx) -> None:
        """Send the ids of the jobs that a committed transaction asked for at once. A step after the commit; never raises."""
        rings = [Ring(job_id, job.queue) for job_id, job, at in tx.jobs if at is None]
        if not rings or time.monotonic() < self._quiet_until:
            return
        try:
            async with asyncio.timeout(_RING_SECONDS):
                await self.send(rings)
        except AWAY as error:
            self._quiet_until = time.monotonic() + _QUIET_SECONDS
            structlog.get_logger().warning("jobs.not_rung", count=len(rings), reason=type(error).__name__)

    async def send(self, rings: Sequence[Ring]) -> None:
        """Send ids to their queues; raises one of AWAY."""
        await self._carrier.send(rings)

    async def is_drained(self, queue: str) -> bool:
        """Say whether nothing is on its way to a queue's workers, so that a job which still waits has lost its message."""
        return await self._carrier.is_drained(queue)


@asynccontextmanager
async def open_transport(redis: RedisSettings, queue: QueueSettings | None = None) -> AsyncIterator[Transport]:
    """Open the sending side for as long as the block lasts: SQS where QUEUE_URL says so, else Redis. It connects when first needed."""
    carrier = open_carrier(redis, queue, "default")
    if isinstance(carrier, SqsQueue):
        await carrier.open()  # making its client takes longer than a commit may wait
    try:
        yield Transport(carrier)
    finally:
        await carrier.shutdown()


def open_carrier(
    redis: RedisSettings, queue: QueueSettings | None, name: str, *, capacity: int = 1, hold_seconds: int = 30
) -> Stream | SqsQueue:
    """Return what carries ids to the workers of a queue."""
    if queue is not None and queue.url:
        return SqsQueue(queue, name, capacity=capacity, hold_seconds=hold_seconds)
    return Stream(redis.url, name, capacity=capacity)
