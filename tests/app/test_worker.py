"""Does a worker come through whatever happens around it, and leave nothing undone when it stops?"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg
import pytest
from msgspec import structs
from redis.asyncio import Redis

from exibidos.platform.db import Database, open_database
from exibidos.platform.engines import Addresses
from exibidos.platform.jobs import Attempt, Handlers, Ledger, open_transport
from exibidos.platform.settings import Settings, load
from gate import gate_to
from killable_worker import work, worker_environment
from ledger_rows import Greet, enqueue, row_of, state_of

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("redis")]


@pytest.fixture
def settings(database_url: str, engines: Addresses) -> Settings:
    return load(worker_environment(database_url=database_url, redis_url=engines.redis_url))


@pytest.fixture
async def redis(engines: Addresses) -> AsyncIterator[Redis]:
    """Lend the server that carries the ids, empty."""
    async with Redis.from_url(engines.redis_url) as client:
        await client.flushall()
        yield client


@pytest.fixture
async def asking(settings: Settings) -> AsyncIterator[Database]:
    """Open the database as a web process does: the ledger before each commit, the bell after it."""
    ledger = Ledger(settings.jobs)
    async with (
        open_transport(settings.redis) as transport,
        open_database(settings.database, before_commit=[ledger.record], after_commit=[transport.ring]) as db,
    ):
        yield db


@pytest.fixture
async def dying(settings: Settings) -> AsyncIterator[Database]:
    """Open the database as a process that always dies between the commit and the bell."""
    async with open_database(settings.database, before_commit=[Ledger(settings.jobs).record]) as db:
        yield db


async def test_a_job_is_done_right_after_its_commit(settings: Settings, asking: Database) -> None:
    async with _worker(settings, _nothing):
        await _until_done(asking, await enqueue(asking))  # the first makes sure that the worker listens
        began = time.monotonic()
        job_id = await enqueue(asking)
        await _until_done(asking, job_id)
        assert time.monotonic() - began < 0.5, "the sweeper did it, not the bell"


async def test_a_job_whose_asker_died_before_ringing_is_done_after_a_sweep(settings: Settings, dying: Database) -> None:
    async with _worker(settings, _nothing):
        job_id = await enqueue(dying)
        await _until_done(dying, job_id)


async def test_work_goes_on_when_redis_forgets_everything_and_drops_every_connection(
    settings: Settings, asking: Database, redis: Redis
) -> None:
    async with _worker(settings, _nothing):
        await _until_done(asking, await enqueue(asking))
        await redis.flushall()
        await redis.client_kill_filter(_type="normal", skipme=True)
        await _until_done(asking, await enqueue(asking))


async def test_work_goes_on_when_a_stranger_writes_to_the_stream(
    settings: Settings, asking: Database, redis: Redis
) -> None:
    async with _worker(settings, _nothing):
        await _until_done(asking, await enqueue(asking))
        await redis.xadd("jobs:default", {"data": "rm -rf /"})
        await redis.xadd("jobs:default", {"other": "field"})
        not_an_id = '{"task_id":"7","task_name":"do","labels":{},"args":["7"],"kwargs":{}}'
        await redis.xadd("jobs:default", {"data": not_an_id})
        await _until_done(asking, await enqueue(asking))


async def test_work_goes_on_when_postgres_drops_every_connection_in_the_middle_of_it(
    settings: Settings, asking: Database, owner_url: str
) -> None:
    began = asyncio.Event()

    async def take_a_while(job: Greet, attempt: Attempt) -> None:
        began.set()
        await asyncio.sleep(0.3)
        await _nothing(job, attempt)

    async with _worker(settings, take_a_while):
        job_id = await enqueue(asking)
        await asyncio.wait_for(began.wait(), 10)
        owner = await asyncpg.connect(owner_url)
        await owner.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await owner.close()
        await asyncio.sleep(0.1)
        await _until_done(asking, job_id)


async def test_work_goes_on_when_redis_comes_back(settings: Settings, asking: Database, engines: Addresses) -> None:
    async with gate_to(engines.redis_url) as gate:
        behind = structs.replace(settings, redis=structs.replace(settings.redis, url=gate.url))
        gate.shut()
        async with _worker(behind, _nothing):
            job_id = await enqueue(asking)
            await asyncio.sleep(1)
            assert await state_of(asking, job_id) == "queued"
            gate.reopen()
            await _until_done(asking, job_id)


async def test_no_more_jobs_run_at_once_than_there_are_places(settings: Settings, asking: Database) -> None:
    running, most = 0, 0

    async def count(_job: Greet, _attempt: Attempt) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.05)
        running -= 1

    async with _worker(settings, count):
        job_ids = [await enqueue(asking) for _ in range(12)]
        for job_id in job_ids:
            await _until_done(asking, job_id)
    assert most == settings.jobs.concurrency


async def test_a_worker_that_stops_finishes_what_it_began(settings: Settings, asking: Database) -> None:
    began = asyncio.Event()

    async def take_a_while(_job: Greet, _attempt: Attempt) -> None:
        began.set()
        await asyncio.sleep(0.5)

    async with _worker(settings, take_a_while):
        job_id = await enqueue(asking)
        await asyncio.wait_for(began.wait(), 10)
    assert await state_of(asking, job_id) == "done"


async def test_a_worker_that_stops_gives_back_what_it_cannot_finish(settings: Settings, asking: Database) -> None:
    began = asyncio.Event()

    async def take_for_ever(_job: Greet, _attempt: Attempt) -> None:
        began.set()
        await asyncio.Event().wait()

    async with _worker(settings, take_for_ever, grace_seconds=0.2):
        job_id = await enqueue(asking)
        await asyncio.wait_for(began.wait(), 10)
    row = await row_of(asking, job_id)
    assert (row.state, row.attempts) == ("queued", 0)


async def _nothing(_job: Greet, attempt: Attempt) -> None:
    async with attempt.write():
        pass


@asynccontextmanager
async def _worker(
    settings: Settings, handle: Callable[[Greet, Attempt], Awaitable[None]], *, grace_seconds: float = 10
) -> AsyncIterator[None]:
    handlers = Handlers()
    handlers.bind(Greet, handle)
    stopping = asyncio.Event()
    working = asyncio.create_task(work(settings, handlers, stopping, grace_seconds=grace_seconds))
    try:
        yield
    finally:
        stopping.set()
        await asyncio.wait_for(working, 15)


async def _until_done(db: Database, job_id: UUID) -> None:
    async with asyncio.timeout(20):
        while await state_of(db, job_id) != "done":  # noqa: ASYNC110 - a database has no event to wait for
            await asyncio.sleep(0.01)
