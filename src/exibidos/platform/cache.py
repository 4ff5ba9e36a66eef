"""How do we remember for a while, count, and ring bells? Through Valkey or Redis; every key has a time to live.

Nothing here is the only copy of anything but sessions and counters (DESIGN §2): after a flush people sign in again, and that is all.
"""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import cast

import msgspec
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from exibidos.kernel.errors import Unavailable

# A healthy answer takes under a millisecond; after two seconds somebody is waiting for a server that is not there.
_PATIENCE_SECONDS = 2.0


class CacheServer(msgspec.Struct, frozen=True, kw_only=True):
    """How the server keeps what it is given: what it does when full, whether a restart loses everything, how full it is (0 to 1)."""

    policy: str
    persists: bool
    share_used: float


class Cache:
    """Keys with an end. Raises Unavailable("cache.unreachable") when the server does not answer, so sign-in fails closed."""

    def __init__(self, client: Redis) -> None:
        self.client = client
        # How often the server did not answer or refused, by code, for whoever keeps numbers.
        self.failures: Counter[str] = Counter()

    async def remember(self, key: str, value: bytes, ttl: timedelta) -> None:
        """Keep bytes under a key for `ttl`."""
        async with self._answering():
            await self.client.set(key, value, ex=ttl)

    async def recall(self, key: str, *, renew: timedelta | None = None) -> bytes | None:
        """Return what is kept, or None; `renew` starts its time anew in the same step."""
        async with self._answering():
            found = await (self.client.get(key) if renew is None else self.client.getex(key, ex=renew))
            return cast("bytes | None", found)

    async def take(self, key: str) -> bytes | None:
        """Return what is kept and drop it in the same step, so that of two who ask only one gets it; None when nothing is."""
        async with self._answering():
            return cast("bytes | None", await self.client.getdel(key))

    async def forget(self, *keys: str) -> None:
        """Drop keys at once."""
        async with self._answering():
            await self.client.unlink(*keys)

    @asynccontextmanager
    async def at_once(self) -> AsyncIterator[Pipeline]:
        """Lend a pipeline for what must happen together or not at all, or in one round trip; who borrows it executes it."""
        async with self._answering(), self.client.pipeline(transaction=True) as pipe:
            yield pipe

    async def members_of_set(self, key: str) -> list[str]:
        """Return a set's members, in no order."""
        async with self._answering():
            found = await cast("Awaitable[set[bytes]]", self.client.smembers(key))
            return [member.decode() for member in found]

    async def count(self, key: str, window: timedelta) -> tuple[int, int]:
        """Add one to a counter whose life begins with its first count; return the sum and the seconds it has left."""
        async with self._answering(), self.client.pipeline(transaction=True) as pipe:
            pipe.incr(key)
            pipe.expire(key, window, nx=True)
            pipe.ttl(key)
            counted, _, left = await pipe.execute()
            return int(counted), max(1, int(left))

    async def describe(self) -> CacheServer:
        """Return what the server says about itself; what a provider hides is taken for well."""
        async with self._answering():
            info = await self.client.info()
            try:
                saves = bool((await self.client.config_get("save")).get("save"))
            except ResponseError:
                saves = True
        limit = int(info.get("maxmemory", 0))
        return CacheServer(
            policy=str(info.get("maxmemory_policy", "unknown")),
            persists=bool(int(info.get("aof_enabled", 1))) or saves,
            share_used=int(info.get("used_memory", 0)) / limit if limit else 0.0,
        )

    @asynccontextmanager
    async def _answering(self) -> AsyncIterator[None]:
        try:
            yield
        except (RedisConnectionError, RedisTimeoutError, OSError) as error:
            raise self._unavailable("cache.unreachable") from error
        except RedisError as error:
            # LOADING after a restart, READONLY on a fresh replica, OOM under noeviction: all pass by themselves or by the host's hand.
            raise self._unavailable("cache.refused") from error

    def _unavailable(self, code: str) -> Unavailable:
        self.failures[code] += 1
        return Unavailable(code)


@asynccontextmanager
async def open_cache(url: str) -> AsyncIterator[Cache]:
    """Open a client for as long as the block lasts; it connects when first used."""
    client = Redis.from_url(
        url,
        socket_timeout=_PATIENCE_SECONDS,
        socket_connect_timeout=_PATIENCE_SECONDS,
        # Once more for a connection that the server closed meanwhile; not after a silence, which would be waited for twice.
        retry=Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,)),
    )
    try:
        yield Cache(client)
    finally:
        await client.aclose()
