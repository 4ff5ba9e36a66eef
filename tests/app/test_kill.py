"""Is every job done once when workers are killed and what carries the ids, Redis or SQS, forgets everything?"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import asyncpg
import msgspec
import pytest
from redis.asyncio import Redis

from exibidos.platform.db import Database, open_database
from exibidos.platform.engines import Addresses
from exibidos.platform.jobs import Ledger, open_transport
from exibidos.platform.settings import load
from killable_worker import EFFECTS, Leave, worker_environment
from sqs_lender import lent_sqs

pytestmark = pytest.mark.anyio
_KILLS = 5


class _Carrier(msgspec.Struct):
    """What carries the ids: the variables that say so, and how it loses its memory; `jobs` is how many it can carry in a test's time."""

    jobs: int
    environment: Mapping[str, str]
    forget_everything: Callable[[], Awaitable[object]]


@asynccontextmanager
async def _redis(engines: Addresses) -> AsyncIterator[_Carrier]:
    async with Redis.from_url(engines.redis_url) as redis:
        yield _Carrier(300, {}, redis.flushall)


@asynccontextmanager
async def _sqs(_engines: Addresses) -> AsyncIterator[_Carrier]:
    async with lent_sqs() as sqs:
        yield _Carrier(150, sqs.environment(), sqs.restart)  # moto answers some 50 questions a second


@pytest.mark.parametrize("carried_by", [_redis, _sqs], ids=["redis", "sqs"])
async def test_five_kills_and_a_carrier_that_forgets_everything_lose_no_job_and_double_none(
    owner_url: str,
    database_url: str,
    engines: Addresses,
    carried_by: Callable[[Addresses], AbstractAsyncContextManager[_Carrier]],
    tmp_path: Path,
) -> None:
    owner = await asyncpg.connect(owner_url)
    await owner.execute(EFFECTS)
    async with carried_by(engines) as carrier:
        environment = worker_environment(
            database_url=database_url, redis_url=engines.redis_url, JOBS_CONCURRENCY="4", **carrier.environment
        )
        async with _crew(environment, desks=tmp_path, size=2) as crew, _asking(environment) as db, asyncio.timeout(60):
            for start in range(0, carrier.jobs, 50):
                async with db.write() as tx:
                    for number in range(start, start + 50):
                        tx.enqueue(Leave(number=number, desks=str(tmp_path)))
            for kill in range(_KILLS):
                await _until_effects(owner, (kill + 1) * carrier.jobs // 8)
                await crew.kill_oldest_at_work()
                if kill == _KILLS // 2:
                    await carrier.forget_everything()
                await crew.hire()
            await _until_effects(owner, carrier.jobs)
            await _until_nothing_is_open(owner)
    numbers = [row["number"] for row in await owner.fetch("SELECT number FROM effects ORDER BY number")]
    states = await owner.fetch("SELECT state, count(*) FROM jobs GROUP BY state")
    leased_twice = await owner.fetchval("SELECT count(*) FROM jobs WHERE attempts > 1")
    await owner.close()
    assert numbers == list(range(carrier.jobs))
    assert [tuple(row) for row in states] == [("done", carrier.jobs)]
    assert leased_twice >= 1, "the kills hit nobody at work, so this proved nothing"


class _Crew:
    """Workers, oldest first, and the process that forks them."""

    def __init__(self, parent: asyncio.subprocess.Process, desks: Path) -> None:
        assert parent.stdin
        assert parent.stdout
        self._asks, self._answers = parent.stdin, parent.stdout
        self._workers: list[int] = []
        self._desks = desks

    async def hire(self) -> None:
        self._asks.write(b"one more\n")
        self._workers.append(int(await self._answers.readline()))

    async def kill_oldest_at_work(self) -> None:
        oldest = self._workers.pop(0)
        while not any(self._desks.glob(f"{oldest}-*")):  # noqa: ASYNC110 - another process sits there: no event to wait for
            await asyncio.sleep(0.001)  # a job stays 0.05 s at its desk, so the kill that follows hits it there
        os.kill(oldest, signal.SIGKILL)


@asynccontextmanager
async def _crew(environment: Mapping[str, str], *, desks: Path, size: int) -> AsyncIterator[_Crew]:
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "killable_worker"),
        env={**os.environ, **environment, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUNBUFFERED": "1"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert parent.stdin
    try:
        crew = _Crew(parent, desks)
        for _ in range(size):
            await crew.hire()
        yield crew
    finally:
        parent.stdin.close()
        assert await parent.wait() == 0, "a worker that nobody killed failed"


@asynccontextmanager
async def _asking(environment: Mapping[str, str]) -> AsyncIterator[Database]:
    settings = load(environment)
    async with (
        open_transport(settings.redis, settings.queue) as transport,
        open_database(
            settings.database, before_commit=[Ledger(settings.jobs).record], after_commit=[transport.ring]
        ) as db,
    ):
        yield db


async def _until_effects(owner: asyncpg.Connection, count: int) -> None:
    while await owner.fetchval("SELECT count(*) FROM effects") < count:  # noqa: ASYNC110 - a database has no event to wait for
        await asyncio.sleep(0.02)


async def _until_nothing_is_open(owner: asyncpg.Connection) -> None:
    while await owner.fetchval("SELECT count(*) FROM jobs WHERE state IN ('queued', 'leased')"):  # noqa: ASYNC110 - see above
        await asyncio.sleep(0.05)
