"""How do workers learn of new jobs at once? After the commit their ids go into Redis; without Redis the sweeper sends them later."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

import structlog
from redis.exceptions import RedisError
from taskiq import BrokerMessage, TaskiqMessage

from exibidos.platform.db import Tx
from exibidos.platform.jobs.ledger import Ring
from exibidos.platform.jobs.stream import Stream, stream_of
from exibidos.platform.settings import Redis as RedisSettings

# The one task that taskiq knows; its only argument is a job's id.
TASK = "do"
# The commit has succeeded: nobody waits for the bell longer than this.
_RING_SECONDS = 1.0
# While Redis hangs, only one request in this many seconds pays that second. The sweeper rings for the others.
_QUIET_SECONDS = 5.0


class Transport:
    """The sending side: a bell after each commit, and the sweeper's repeated ones."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._quiet_until = 0.0

    async def ring(self, tx: Tx) -> None:
        """Send the ids of the jobs that a committed transaction asked for at once. A step after the commit; never raises."""
        rings = [Ring(job_id, job.queue) for job_id, job, at in tx.jobs if at is None]
        if not rings or time.monotonic() < self._quiet_until:
            return
        try:
            async with asyncio.timeout(_RING_SECONDS):
                await self.send(rings)
        except (RedisError, OSError, TimeoutError) as error:
            self._quiet_until = time.monotonic() + _QUIET_SECONDS
            structlog.get_logger().warning("jobs.not_rung", count=len(rings), reason=type(error).__name__)

    async def send(self, rings: Sequence[Ring]) -> None:
        """Send ids to their queues; raises what redis-py raises."""
        await self._stream.kick_all([_message(ring.id, ring.queue) for ring in rings])

    async def is_drained(self, queue: str) -> bool:
        """Say whether nothing waits in a queue's stream, so that a job which still waits has lost its message."""
        return await self._stream.is_drained(queue)


@asynccontextmanager
async def open_transport(settings: RedisSettings) -> AsyncIterator[Transport]:
    """Open the sending side for as long as the block lasts. Connections are made when first needed."""
    stream = Stream(settings.url, "default")
    try:
        yield Transport(stream)
    finally:
        await stream.shutdown()


def _message(job_id: UUID, queue: str) -> BrokerMessage:
    message = TaskiqMessage(
        task_id=str(job_id), task_name=TASK, labels={"queue_name": stream_of(queue)}, args=[str(job_id)], kwargs={}
    )
    return BrokerMessage(
        task_id=message.task_id,
        task_name=TASK,
        message=message.model_dump_json().encode(),
        labels=message.labels,
    )
