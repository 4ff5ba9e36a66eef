"""How does a process hear that something changed elsewhere? One pub/sub connection, many listeners.

A bell carries no content: whoever hears it reads the truth from Postgres. So a lost one costs a listener its patience, never its data.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from exibidos.platform.db import Tx

_PREFIX = "bell:"
# After a lost connection: soon enough to feel live, seldom enough not to hammer a server that is coming back.
_AGAIN_SECONDS = 1.0


class Bells:
    """Rings topics and lets listeners wait for them."""

    def __init__(self, client: Redis) -> None:
        self._client = client
        self._pubsub = client.pubsub(ignore_subscribe_messages=True)
        self._listeners: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._subscribed = asyncio.Event()

    async def ring_after(self, tx: Tx) -> None:
        """Ring what a committed transaction asked for; a Valkey that does not answer costs liveness, not the commit."""
        try:
            for topic in dict.fromkeys(tx.bells):
                await self._client.publish(_PREFIX + topic, b"")
        except (RedisError, OSError) as error:
            structlog.get_logger().warning("bells.silent", topics=len(tx.bells), why=type(error).__name__)

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
                await self._unsubscribe(topic)

    async def run(self) -> None:
        """Read the connection for ever; after a loss, wake every listener, since any of them may have missed its bell."""
        while True:
            await self._subscribed.wait()
            try:
                message = await self._pubsub.get_message(timeout=None)
            except (RedisError, OSError, RuntimeError):
                await asyncio.sleep(_AGAIN_SECONDS)
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
            self._subscribed.set()
        except (RedisError, OSError):
            structlog.get_logger().warning("bells.deaf", topic=topic)

    async def _unsubscribe(self, topic: str) -> None:
        try:
            await self._pubsub.unsubscribe(_PREFIX + topic)
        except (RedisError, OSError):
            structlog.get_logger().warning("bells.deaf", topic=topic)


@asynccontextmanager
async def open_bells(url: str) -> AsyncIterator[Bells]:
    """Open the bells of one process for as long as the block lasts."""
    # No health checks: after a pause, subscribing would wait for an answer on the connection that `run` reads, and both would fail.
    client = Redis.from_url(url, socket_connect_timeout=2.0, socket_keepalive=True)
    bells = Bells(client)
    reading = asyncio.create_task(bells.run())
    try:
        yield bells
    finally:
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await bells.close()
        await client.aclose()
