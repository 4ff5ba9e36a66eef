"""Does a paused queue stand still in every worker, and go on when resumed?"""

import asyncio
from uuid import UUID

import pytest

from exibidos.kernel.errors import Conflict
from exibidos.platform.db import Database, open_database
from exibidos.platform.engines import Addresses
from exibidos.platform.jobs import Handlers, Ledger, Runner, open_transport, pause_queue, resume_queue
from exibidos.platform.settings import load
from killable_worker import work, worker_environment
from ledger_rows import Greet, count_echoes, enqueue, greet, make_due, row_of, state_of

pytestmark = pytest.mark.anyio


async def test_a_job_of_a_paused_queue_waits_and_loses_no_attempt(
    db: Database, handlers: Handlers, runner: Runner
) -> None:
    handlers.bind(Greet, greet)
    job_id = await enqueue(db)
    await _pause(db)
    await runner.run(job_id)
    row = await row_of(db, job_id)
    assert (row.state, row.attempts) == ("queued", 0)
    await _resume(db)
    await runner.run(job_id)
    assert await state_of(db, job_id) == "done"


async def test_another_queue_goes_on(db: Database, handlers: Handlers, runner: Runner) -> None:
    handlers.bind(Greet, greet)
    await _pause(db, "images")
    job_id = await enqueue(db)
    await runner.run(job_id)
    assert await state_of(db, job_id) == "done"


async def test_what_is_being_done_is_done_to_its_end(db: Database, ledger: Ledger, handlers: Handlers) -> None:
    handlers.bind(Greet, greet)
    job_id = await enqueue(db)
    lease = await ledger.claim(db, job_id, handlers.names)
    assert lease
    await _pause(db)
    assert await ledger.renew(db, lease)
    await ledger.complete_alone(db, lease)
    assert await state_of(db, job_id) == "done"


async def test_a_sweeper_rings_for_no_paused_queue_until_it_is_resumed(db: Database, ledger: Ledger) -> None:
    job_id = await enqueue(db)
    await make_due(db, job_id)
    await _pause(db)
    assert await ledger.take_rings(db) == []
    await ledger.ring_lost(db, "default")
    assert await ledger.take_rings(db) == []
    await _resume(db)
    assert [ring.id for ring in await ledger.take_rings(db)] == [job_id]


async def test_pausing_twice_and_resuming_what_runs_are_refused(db: Database) -> None:
    with pytest.raises(Conflict):
        await _resume(db)
    await _pause(db)
    with pytest.raises(Conflict):
        await _pause(db)


async def test_running_workers_stop_at_once_and_go_on_after(database_url: str, engines: Addresses) -> None:
    settings = load(worker_environment(database_url=database_url, redis_url=engines.redis_url))
    handlers = Handlers()
    handlers.bind(Greet, greet)
    stopping = asyncio.Event()
    async with (
        open_transport(settings.redis) as transport,
        open_database(
            settings.database, before_commit=[Ledger(settings.jobs).record], after_commit=[transport.ring]
        ) as db,
    ):
        workers = [asyncio.create_task(work(settings, handlers, stopping)) for _ in range(2)]
        first = await enqueue(db)
        await _until_done(db, first)
        await _pause(db)
        waiting = [await enqueue(db) for _ in range(5)]
        await asyncio.sleep(2)  # two sweeps; nothing tells that something does not happen
        assert [await state_of(db, job_id) for job_id in waiting] == ["queued"] * 5
        await _resume(db)
        for job_id in waiting:
            await _until_done(db, job_id)
        stopping.set()
        await asyncio.gather(*workers)
        assert await count_echoes(db) == 6


async def _until_done(db: Database, job_id: UUID) -> None:
    async with asyncio.timeout(20):
        while await state_of(db, job_id) != "done":  # noqa: ASYNC110 - a database has no event to wait for
            await asyncio.sleep(0.05)


async def _pause(db: Database, queue: str = "default") -> None:
    async with db.write() as tx:
        await pause_queue(tx, queue)


async def _resume(db: Database, queue: str = "default") -> None:
    async with db.write() as tx:
        await resume_queue(tx, queue)
