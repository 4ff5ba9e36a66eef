"""What does a runner do when Postgres goes away at each of a job's beats?"""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from exibidos.platform.db import Database, open_database
from exibidos.platform.jobs import Attempt, Handlers, Ledger, Runner, Schedule, keep_schedules
from exibidos.platform.settings import Database as DatabaseSettings
from gate import Gate, gate_to
from ledger_rows import Greet, enqueue, make_due, row_of, state_of

pytestmark = pytest.mark.anyio
_HOUR = timedelta(hours=1)


@pytest.fixture
async def gate(database_url: str) -> AsyncIterator[Gate]:
    async with gate_to(database_url) as gate:
        yield gate


@pytest.fixture
async def gated(gate: Gate, ledger: Ledger) -> AsyncIterator[Database]:
    """Open the test's database through the gate; `db` reaches it directly."""
    async with open_database(DatabaseSettings(url=gate.url), before_commit=[ledger.record]) as opened:
        yield opened


@pytest.fixture
def runner(gated: Database, ledger: Ledger, handlers: Handlers) -> Runner:
    return Runner(gated, ledger, handlers)


async def write(_job: Greet, attempt: Attempt) -> None:
    async with attempt.write():
        pass


async def test_a_job_that_cannot_be_claimed_is_held_until_postgres_is_back(
    db: Database, gate: Gate, handlers: Handlers, runner: Runner
) -> None:
    handlers.bind(Greet, write)
    job_id = await enqueue(db)
    gate.shut()
    running = asyncio.create_task(runner.run(job_id))
    await asyncio.sleep(0.2)
    gate.reopen()
    await asyncio.wait_for(running, 10)
    assert await state_of(db, job_id) == "done"


async def test_a_runner_that_stops_lets_go_of_a_job_that_it_cannot_claim(
    db: Database, gate: Gate, handlers: Handlers, runner: Runner
) -> None:
    handlers.bind(Greet, write)
    job_id = await enqueue(db)
    gate.shut()
    running = asyncio.create_task(runner.run(job_id))
    await asyncio.sleep(0.1)
    await runner.abandon()
    await asyncio.wait_for(running, 5)
    assert await state_of(db, job_id) == "queued"


async def test_work_goes_on_through_an_outage_shorter_than_its_lease(
    db: Database, gate: Gate, handlers: Handlers, runner: Runner
) -> None:
    async def work(job: Greet, attempt: Attempt) -> None:
        gate.shut()
        await asyncio.sleep(0.5)  # a beat falls into it: the lease is one second, and beats three times in it
        gate.reopen()
        await asyncio.sleep(0.7)
        await write(job, attempt)

    handlers.bind(Greet, work)
    job_id = await enqueue(db)
    await runner.run(job_id)
    assert (await row_of(db, job_id)).attempts == 1
    assert await state_of(db, job_id) == "done"


async def test_work_ends_when_an_outage_outlasts_its_lease(
    db: Database, gate: Gate, handlers: Handlers, runner: Runner
) -> None:
    async def work(_job: Greet, _attempt: Attempt) -> None:
        gate.shut()
        await asyncio.Event().wait()

    handlers.bind(Greet, work)
    job_id = await enqueue(db)
    await asyncio.wait_for(runner.run(job_id), 5)
    assert await state_of(db, job_id) == "leased"


async def test_a_verdict_that_cannot_be_recorded_is_left_to_the_sweeper(
    db: Database, ledger: Ledger, gate: Gate, handlers: Handlers, runner: Runner
) -> None:
    async def work(_job: Greet, _attempt: Attempt) -> None:
        gate.shut()
        raise ValueError("no photo")

    handlers.bind(Greet, work)
    job_id = await enqueue(db)
    await runner.run(job_id)
    assert await state_of(db, job_id) == "leased"
    await make_due(db, job_id)
    assert await ledger.free_expired(db) == 1


async def test_a_verdict_is_recorded_as_soon_as_postgres_is_back(
    db: Database, gate: Gate, handlers: Handlers, runner: Runner
) -> None:
    """A photo whose worker was cut off from Postgres would otherwise wait for its lease to run out."""

    async def work(_job: Greet, _attempt: Attempt) -> None:
        gate.shut()
        asyncio.get_running_loop().call_later(0.3, gate.reopen)
        raise ValueError("no photo")

    handlers.bind(Greet, work)
    job_id = await enqueue(db)
    await runner.run(job_id)
    assert await state_of(db, job_id) == "queued"


async def test_a_death_that_cannot_be_recorded_is_recorded_by_the_next_sweep(
    db: Database, gate: Gate, handlers: Handlers, runner: Runner
) -> None:
    async def work(_job: Greet, _attempt: Attempt) -> None:
        gate.shut()
        raise ValueError("no photo")

    handlers.bind(Greet, work)
    job_id = await enqueue(db)
    async with db.write() as tx:
        await tx.execute("UPDATE jobs SET attempts = 2")
    await runner.run(job_id)
    await make_due(db, job_id)
    gate.reopen()
    await runner.bury_poison()
    assert await state_of(db, job_id) == "dead"


async def test_a_heartbeat_does_not_take_a_slow_commit_for_a_theft(
    db: Database, ledger: Ledger, handlers: Handlers, database_url: str
) -> None:
    async def slow(_tx: object) -> None:
        await asyncio.sleep(0.8)  # reactions that take two beats, after the row is completed and before it is committed

    handlers.bind(Greet, write)
    job_id = await enqueue(db)
    async with open_database(DatabaseSettings(url=database_url), before_commit=[slow]) as slowly:
        await Runner(slowly, ledger, handlers).run(job_id)
    assert await state_of(db, job_id) == "done"


async def test_a_scheduler_waits_for_postgres_and_then_declares(gated: Database, gate: Gate, db: Database) -> None:
    schedule = Schedule(name="test:hourly", every=_HOUR, job=Greet())
    stopping = asyncio.Event()
    gate.shut()
    scheduler = asyncio.create_task(keep_schedules(gated, [schedule], stopping))
    await asyncio.sleep(0.2)
    gate.reopen()
    async with asyncio.timeout(5):
        while not await _declared(db):  # noqa: ASYNC110 - a database has no event to wait for
            await asyncio.sleep(0.05)
    stopping.set()
    await asyncio.wait_for(scheduler, 2)


async def _declared(db: Database) -> bool:
    async with db.read() as tx:
        return bool(await tx.value(bool, "SELECT true FROM schedules"))
