"""Does a job that cannot be done die with its reason, say so to its feature, and rise again when asked?"""

from datetime import datetime
from uuid import UUID

import pytest

from exibidos.kernel.errors import NotFound
from exibidos.platform.db import Database, Tx
from exibidos.platform.jobs import Handlers, JobState, Ledger, Runner, drop, list_jobs, replay, replay_dead
from ledger_rows import Echo, Greet, count_echoes, enqueue, fail, greet, make_due, row_of, state_of

pytestmark = pytest.mark.anyio


async def test_giving_up_is_recorded_in_the_transaction_that_makes_a_job_dead(
    db: Database, handlers: Handlers, runner: Runner
) -> None:
    async def give_up(tx: Tx, job: Greet) -> None:
        tx.enqueue(Echo(whom=job.whom))

    handlers.bind(Greet, fail, give_up)
    await _die(db, runner)
    assert await count_echoes(db) == 1


async def test_a_job_dies_even_if_giving_up_fails(db: Database, handlers: Handlers, runner: Runner) -> None:
    async def give_up(tx: Tx, job: Greet) -> None:
        tx.enqueue(Echo(whom=job.whom))
        raise KeyError("nobody")

    handlers.bind(Greet, fail, give_up)
    await _die(db, runner)
    async with db.read() as tx:
        (dead,) = await list_jobs(tx, state=JobState.DEAD)
    assert (dead.reason or "").endswith("(giving up failed too: KeyError: 'nobody')")
    assert await count_echoes(db) == 0


async def test_a_job_that_killed_every_worker_is_buried_with_a_reason(
    db: Database, ledger: Ledger, handlers: Handlers, runner: Runner
) -> None:
    handlers.bind(Greet, greet)
    job_id = await enqueue(db)
    for _ in range(3):
        assert await ledger.claim(db, job_id, handlers.names)
        await make_due(db, job_id)
    assert await ledger.claim(db, job_id, handlers.names) is None
    await runner.bury_poison()
    row = await row_of(db, job_id)
    assert (row.state, row.reason) == ("dead", "every worker that tried died or hung (3 attempts)")


async def test_a_dead_job_can_be_replayed_once(db: Database, handlers: Handlers, runner: Runner) -> None:
    handlers.bind(Greet, fail)
    job_id = await _die(db, runner)
    async with db.write() as tx:
        await replay(tx, job_id)
    row = await row_of(db, job_id)
    assert (row.state, row.attempts) == ("queued", 0)
    async with db.write() as tx:
        with pytest.raises(NotFound):
            await replay(tx, job_id)


async def test_all_dead_jobs_of_a_name_are_replayed_but_not_those_that_die_again(
    db: Database, handlers: Handlers, runner: Runner
) -> None:
    handlers.bind(Greet, fail)
    handlers.bind(Echo, fail)
    greets, echo = [await _die(db, runner) for _ in range(3)], await _die(db, runner, Echo())
    async with db.read() as tx:
        began = await tx.value(datetime, "SELECT now()")
    assert began
    async with db.write() as tx:
        assert await replay_dead(tx, died_before=began, name="test:greet") == 3
    again = greets[0]
    for _ in range(3):
        await runner.run(again)
        await make_due(db, again)
    async with db.write() as tx:
        assert await replay_dead(tx, died_before=began, name="test:greet") == 0
    assert [await state_of(db, each) for each in greets] == ["dead", "queued", "queued"]
    assert await state_of(db, echo) == "dead"


async def test_a_dead_job_can_be_forgotten_and_a_living_one_cannot(
    db: Database, handlers: Handlers, runner: Runner
) -> None:
    handlers.bind(Greet, fail)
    dead, living = await _die(db, runner), await enqueue(db)
    async with db.write() as tx:
        await drop(tx, dead)
        with pytest.raises(NotFound):
            await drop(tx, living)
    async with db.read() as tx:
        assert [job.id for job in await list_jobs(tx)] == [living]


async def _die(db: Database, runner: Runner, job: Greet | None = None) -> UUID:
    job_id = await enqueue(db, job)
    for _ in range(3):
        await runner.run(job_id)
        await make_due(db, job_id)
    assert await state_of(db, job_id) == "dead"
    return job_id
