"""How do ids travel through Redis? One stream per queue, read by taskiq; whatever Redis forgets, the ledger remembers.

taskiq-redis 1.2.4 keeps unacknowledged messages and takes them over from dead workers, but only after a read that returned something,
and its reader ends when the connection drops or a FLUSHALL takes the consumer group. The ledger makes taking over needless, so this
reader acknowledges nothing (NOACK), waits until Redis is back, and makes the group again.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError
from taskiq import AckableMessage
from taskiq_redis import RedisStreamBroker

from exibidos.platform.jobs.ledger import Ring
from exibidos.platform.jobs.message import encode, is_ours

# With NOACK nothing is pending for a consumer, so all workers may share one: a name per process would stay in Redis for ever.
_GROUP = _CONSUMER = "workers"
# About 2 MB a queue. Older messages are trimmed away even if unread: the sweeper rings again for what is still queued.
_LONGEST_STREAM = 10_000
# Below redis-py's socket timeout of 5 s, which then means that Redis is away, not that nothing came.
_BLOCK_MILLISECONDS = 2_000
_PAUSE_SECONDS = 0.5


class Stream(RedisStreamBroker):
    """The stream of one queue: taskiq's broker with a reader that survives Redis, and many messages sent at once."""

    def __init__(self, url: str, queue: str, *, capacity: int = 1) -> None:
        """`capacity` is how many jobs may be taken and unfinished."""
        super().__init__(
            url,
            queue_name=stream_of(queue),
            consumer_group_name=_GROUP,
            consumer_name=_CONSUMER,
            consumer_id="0",  # from the first message: one that came between a FLUSHALL and the group's making counts too
            maxlen=_LONGEST_STREAM,
            # One more for a connection that Redis closed meanwhile; our own loops know how to wait.
            retry=Retry(NoBackoff(), 1),
        )
        self._capacity = capacity
        self._taken = 0

    async def send(self, rings: Sequence[Ring]) -> None:
        """Send ids to their queues' streams, in one round trip; raises what redis-py raises."""
        async with Redis(connection_pool=self.connection_pool) as redis, redis.pipeline(transaction=False) as pipe:
            for ring in rings:
                pipe.xadd(stream_of(ring.queue), {b"data": encode(ring)}, maxlen=self.maxlen, approximate=True)
            await pipe.execute()

    async def is_drained(self, queue: str) -> bool:
        """Say whether the queue's stream holds no message that nobody has read; True also when Redis has lost the stream."""
        async with Redis(connection_pool=self.connection_pool) as redis:
            try:
                groups: Any = await redis.xinfo_groups(stream_of(queue))
            except ResponseError:
                return True  # no such key
        return any(group["name"] == _GROUP.encode() and group["lag"] == 0 for group in groups)

    async def listen(self) -> AsyncGenerator[AckableMessage, None]:
        """Yield messages for ever, never holding more than this process has room for: others may be idle."""
        async with Redis(connection_pool=self.connection_pool) as redis:
            while True:
                _stop_if_cancelled()
                try:
                    messages = await self._read(redis)
                except RedisError as error:
                    await self._recover(error)
                    continue
                for message in messages:
                    self._taken += 1
                    yield AckableMessage(data=message, ack=self._give_room)

    async def _read(self, redis: Redis) -> list[bytes]:
        fetched: Any = await redis.xreadgroup(
            _GROUP,
            _CONSUMER,
            {self.queue_name: ">"},
            count=max(1, self._capacity - self._taken),
            block=_BLOCK_MILLISECONDS,
            noack=True,
        )
        found = [(place, fields.get(b"data", b"")) for _, entries in fetched for place, fields in entries]
        for place, data in found:
            if not is_ours(data):
                structlog.get_logger().warning("jobs.alien_message", stream=self.queue_name, message=place.decode())
        return [data for _, data in found if is_ours(data)]

    def _give_room(self) -> None:
        self._taken -= 1

    async def _recover(self, error: RedisError) -> None:
        log = structlog.get_logger().bind(stream=self.queue_name)
        if "NOGROUP" not in str(error):
            log.warning("jobs.redis_unreachable", reason=type(error).__name__)
            await asyncio.sleep(_PAUSE_SECONDS)
            return
        log.info("jobs.stream_made")
        with contextlib.suppress(RedisError):  # it went away again; the next read says so
            await self._declare_consumer_group()


def _stop_if_cancelled() -> None:
    """Cancel for good, when a cancellation was swallowed on its way.

    redis-py turns one that meets it while it connects into an error of its own; a reader that recovered from that one would read
    for ever after its worker was told to stop.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


def stream_of(queue: str) -> str:
    return f"jobs:{queue}"
