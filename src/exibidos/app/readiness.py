"""Could this process answer people now? What it stands on is asked, seldom and for a short time, however often somebody wants to know.

Ready is who can read the database at the schema that this code needs, and is not about to stop: without that every answer is an error.
Valkey and S3 are shared by all processes and reading goes on without them; a process that called itself unready then would be taken out
with all the others, and an outage of sign-in would become one of the whole club. So they are told of, and change nothing (docs/operate.md).
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum

import msgspec

from exibidos.kernel.errors import Unavailable
from exibidos.platform.cache import Cache
from exibidos.platform.db import Database, needed_revision, present_revision
from exibidos.platform.storage import Storage

# What a balancer waits for at most; usual ones give up after 1 to 5 s.
_PATIENCE_SECONDS = 2.0
# Anybody may ask, as often as they like: the database hears of it once a second, the store, which some pay for by the question, less.
_FRESH_SECONDS = 1.0
_STORAGE_FRESH_SECONDS = 15.0
OK = "ok"


class Status(StrEnum):
    READY = "ready"
    DEGRADED = "degraded"
    UNREADY = "unready"


class Checked(msgspec.Struct, frozen=True):
    """How one thing is: `ok` or the code of what is wrong, and how long it took to learn that. Codes name no host and no secret."""

    state: str
    ms: float


class Report(msgspec.Struct, frozen=True):
    """What a balancer and a host read; only `unready` means that people shall be sent elsewhere."""

    status: Status
    checks: Mapping[str, Checked]


class _Probe:
    """One question, asked by one caller at a time and remembered for a while."""

    def __init__(self, ask: Callable[[], Awaitable[str]], fresh_seconds: float) -> None:
        self._ask = ask
        self._fresh_seconds = fresh_seconds
        self._asking = asyncio.Lock()
        self._asked_at = float("-inf")
        self._checked = Checked(OK, 0)

    async def look(self) -> Checked:
        async with self._asking:
            if time.monotonic() - self._asked_at >= self._fresh_seconds:
                began = time.monotonic()
                state = await self._answer()
                self._asked_at = time.monotonic()
                self._checked = Checked(state, round((self._asked_at - began) * 1000, 1))
        return self._checked

    async def _answer(self) -> str:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                return await self._ask()
        except Unavailable as away:
            return away.code
        except TimeoutError:
            return "silent"


class Readiness:
    """What one process knows about itself."""

    def __init__(self, database: Database, cache: Cache, storage: Storage, stopping: asyncio.Event) -> None:
        self._stopping = stopping
        self._vital = {"database": _Probe(lambda: _database(database), _FRESH_SECONDS)}
        self._others = {
            "cache": _Probe(lambda: _cache(cache), _FRESH_SECONDS),
            "storage": _Probe(lambda: _storage(storage), _STORAGE_FRESH_SECONDS),
        }

    async def look(self) -> Report:
        """Ask everything at once and judge."""
        probes = {**self._vital, **self._others}
        found = await asyncio.gather(*(probe.look() for probe in probes.values()))
        checks = dict(zip(probes, found, strict=True))
        if self._stopping.is_set():
            checks["process"] = Checked("stopping", 0)
        ill = {name for name, checked in checks.items() if checked.state != OK}
        if ill - self._others.keys():
            return Report(Status.UNREADY, checks)
        return Report(Status.DEGRADED if ill else Status.READY, checks)


async def _database(database: Database) -> str:
    async with database.read() as tx:
        present = await present_revision(tx)
    # A newer schema is what the other half of a rolling upgrade needs; migrations expand first (CONTRIBUTING).
    return OK if present >= needed_revision() else "database.not_migrated"


async def _cache(cache: Cache) -> str:
    await cache.recall("ready")
    return OK


async def _storage(storage: Storage) -> str:
    await storage.head("ready")
    return OK
