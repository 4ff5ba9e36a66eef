"""Does a job that cannot be done die with its reason, say so to its feature, and rise again when asked?"""

from uuid import UUID

import pytest

from exibidos.kernel.errors import NotFound
from exibidos.platform.db import Database, Tx
from exibidos.platform.jobs import Handlers, Ledger, Runner, list_dead, replay
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
        (dead,) = await list_dead(tx)
    assert dead.reason.endswith("(giving up failed too: KeyError: 'nobody')")
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


async def _die(db: Database, runner: Runner) -> UUID:
    job_id = await enqueue(db)
    for _ in range(3):
        await runner.run(job_id)
        await make_due(db, job_id)
    assert await state_of(db, job_id) == "dead"
    return job_id
