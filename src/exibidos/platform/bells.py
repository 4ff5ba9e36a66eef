"""How does a process hear that something changed elsewhere? One pub/sub connection, many listeners.

A bell carries no content: whoever hears it reads the truth from Postgres. So a lost one costs a listener its patience, never its data.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from exibidos.platform.db import Tx

_PREFIX = "bell:"
_CONNECT_SECONDS = 2.0
# After a lost connection: soon enough to feel live, seldom enough not to hammer a server that is coming back.
_AGAIN_SECONDS = 1.0
# Enough to end in order; a process that stops waits no longer for a connection that does not.
_CLOSE_SECONDS = 2.0
# The commit has succeeded: nobody waits for the bell longer than this, and while Valkey hangs only one in so many seconds waits at all.
_RING_SECONDS = 1.0
_QUIET_SECONDS = 5.0


class Bells:
    """Rings topics and lets listeners wait for them."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._pubsub = client.pubsub(ignore_subscribe_messages=True)
        self._listeners: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._deaf: set[str] = set()
        self._subscribed = asyncio.Event()
        self._quiet_until = 0.0

    async def ring_after(self, tx: Tx) -> None:
        """Ring what a committed transaction asked for; a Valkey that does not answer costs liveness, not the commit."""
        await self.ring(*tx.bells)

    async def ring(self, *topics: str) -> None:
        """Wake whoever listens to these topics; like every bell, it may be lost."""
        if not topics or time.monotonic() < self._quiet_until:
            return
        try:
            async with asyncio.timeout(_RING_SECONDS):
                for topic in dict.fromkeys(topics):
                    await self._client.publish(_PREFIX + topic, b"")
        except (RedisError, OSError, TimeoutError) as error:
            self._quiet_until = time.monotonic() + _QUIET_SECONDS
            structlog.get_logger().warning("bells.silent", topics=len(topics), why=type(error).__name__)

    @asynccontextmanager
    async def listen(self, topic: str) -> AsyncIterator[asyncio.Event]:
        """Give an event that is set whenever the topic rings; the listener clears it. The connection is shared by the process."""
        heard = asyncio.Event()
        self._listeners[topic].add(heard)
        try:
            if len(self._listeners[topic]) == 1:
                await self._subscribe(topic)
            yield heard
        finally:
            self._listeners[topic].discard(heard)
            if not self._listeners[topic]:
                del self._listeners[topic]
                self._deaf.discard(topic)
                await self._unsubscribe(topic)

    async def run(self) -> None:
        """Read the connection for ever; after a loss, wake every listener, since any of them may have missed its bell."""
        while True:
            await self._subscribed.wait()
            try:
                message = await self._pubsub.get_message(timeout=None)
            except (RedisError, OSError, RuntimeError):
                if (task := asyncio.current_task()) and task.cancelling():
                    raise asyncio.CancelledError from None  # redis-py makes an error of its own of one that meets it while it connects
                await asyncio.sleep(_AGAIN_SECONDS)
                for topic in self._deaf & self._listeners.keys():
                    await self._subscribe(topic)
                self._wake(*self._listeners)
                continue
            if message is not None:
                self._wake(message["channel"].decode().removeprefix(_PREFIX))

    async def close(self) -> None:
        """Give the connection back."""
        await self._pubsub.aclose()  # type: ignore[no-untyped-call]

    def _wake(self, *topics: str) -> None:
        for topic in topics:
            for heard in self._listeners.get(topic, ()):
                heard.set()

    async def _subscribe(self, topic: str) -> None:
        try:
            await self._pubsub.subscribe(_PREFIX + topic)
            self._deaf.discard(topic)
        except (RedisError, OSError):
            self._deaf.add(topic)  # `run` tries again for as long as somebody listens
            structlog.get_logger().warning("bells.deaf", topic=topic)
        self._subscribed.set()

    async def _unsubscribe(self, topic: str) -> None:
        try:
            await self._pubsub.unsubscribe(_PREFIX + topic)
        except (RedisError, OSError):
            structlog.get_logger().warning("bells.deaf", topic=topic)


@asynccontextmanager
async def open_bells(url: str) -> AsyncIterator[Bells]:
    """Open the bells of one process for as long as the block lasts."""
    # No health checks: after a pause, subscribing would wait for an answer on the connection that `run` reads, and both would fail.
    client = Redis.from_url(
        url,
        socket_connect_timeout=_CONNECT_SECONDS,
        socket_timeout=_CONNECT_SECONDS,  # of a greeting; waiting for a bell has no end
        socket_keepalive=True,
        # The client's own ten would hold an event stream for half a minute; `run` knows how to wait.
        retry=Retry(NoBackoff(), 1),
    )
    bells = Bells(client)
    reading = asyncio.create_task(bells.run())
    try:
        yield bells
    finally:
        reading.cancel()
        await asyncio.wait([reading], timeout=_CLOSE_SECONDS)
        await bells.close()
        await client.aclose()
