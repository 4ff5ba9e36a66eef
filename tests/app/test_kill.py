"""Is every job done once when workers are killed and Redis forgets everything?"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from exibidos.platform.db import Database, open_database
from exibidos.platform.engines import Addresses
from exibidos.platform.jobs import Ledger, open_transport
from exibidos.platform.settings import load
from killable_worker import EFFECTS, Leave, worker_environment

pytestmark = pytest.mark.anyio
_JOBS = 300
_KILLS = 5


async def test_five_kills_and_a_flushall_lose_no_job_and_double_none(
    owner_url: str, database_url: str, engines: Addresses
) -> None:
    owner = await asyncpg.connect(owner_url)
    await owner.execute(EFFECTS)
    environment = worker_environment(database_url=database_url, redis_url=engines.redis_url, JOBS_CONCURRENCY="4")
    async with _crew(environment, size=2) as crew, _asking(environment) as db, asyncio.timeout(60):
        for start in range(0, _JOBS, 50):
            async with db.write() as tx:
                for number in range(start, start + 50):
                    tx.enqueue(Leave(number=number))
        for kill in range(_KILLS):
            await _until_effects(owner, (kill + 1) * 40)
            crew.kill_oldest()
            if kill == _KILLS // 2:
                async with Redis.from_url(engines.redis_url) as redis:
                    await redis.flushall()
            await crew.hire()
        await _until_effects(owner, _JOBS)
        await _until_nothing_is_open(owner)
    numbers = [row["number"] for row in await owner.fetch("SELECT number FROM effects ORDER BY number")]
    states = await owner.fetch("SELECT state, count(*) FROM jobs GROUP BY state")
    leased_twice = await owner.fetchval("SELECT count(*) FROM jobs WHERE attempts > 1")
    await owner.close()
    assert numbers == list(range(_JOBS))
    assert [tuple(row) for row in states] == [("done", _JOBS)]
    assert leased_twice >= 1, "the kills hit nobody at work, so this proved nothing"


class _Crew:
    """Workers, oldest first, and the process that forks them."""

    def __init__(self, parent: asyncio.subprocess.Process) -> None:
        assert parent.stdin
        assert parent.stdout
        self._asks, self._answers = parent.stdin, parent.stdout
        self._workers: list[int] = []

    async def hire(self) -> None:
        self._asks.write(b"one more\n")
        self._workers.append(int(await self._answers.readline()))

    def kill_oldest(self) -> None:
        os.kill(self._workers.pop(0), signal.SIGKILL)


@asynccontextmanager
async def _crew(environment: Mapping[str, str], *, size: int) -> AsyncIterator[_Crew]:
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "killable_worker"),
        env={**os.environ, **environment, "PYTHONPATH": str(Path(__file__).parents[1]), "PYTHONUNBUFFERED": "1"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert parent.stdin
    try:
        crew = _Crew(parent)
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
        open_transport(settings.redis) as transport,
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
