"""Does the ledger say the truth about work, whoever asks and however late?"""

from datetime import UTC, datetime, timedelta

import pytest

from exibidos.platform.db import Database
from exibidos.platform.jobs import Ledger, LostLease
from ledger_rows import Greet, enqueue, make_due, row_of, state_of

pytestmark = pytest.mark.anyio
GREET = {Greet.name}


async def test_a_job_is_recorded_in_the_transaction_that_asked_for_it(db: Database) -> None:
    job_id = await enqueue(db, Greet(whom="Bia"))
    row = await row_of(db, job_id)
    assert (row.state, row.queue, row.payload, row.attempts) == ("queued", "default", {"whom": "Bia"}, 0)


async def test_a_transaction_that_fails_leaves_no_job(db: Database) -> None:
    with pytest.raises(RuntimeError):
        await _enqueue_and_fail(db)
    async with db.read() as tx:
        assert await tx.value(int, "SELECT count(*) FROM jobs") == 0


async def test_a_job_for_later_cannot_be_claimed_now(db: Database, ledger: Ledger) -> None:
    job_id = await enqueue(db, at=datetime.now(UTC) + timedelta(hours=1))
    assert await ledger.claim(db, job_id, GREET) is None
    await make_due(db, job_id)
    assert await ledger.claim(db, job_id, GREET)


async def test_a_claimed_job_cannot_be_claimed_again_until_its_lease_ends(db: Database, ledger: Ledger) -> None:
    job_id = await enqueue(db)
    first = await ledger.claim(db, job_id, GREET)
    assert first
    assert await ledger.claim(db, job_id, GREET) is None
    await make_due(db, job_id)
    second = await ledger.claim(db, job_id, GREET)
    assert second
    assert second.lease_token != first.lease_token
    assert (first.attempts, second.attempts) == (1, 2)


async def test_a_worker_does_not_claim_a_job_that_it_has_no_handler_for(db: Database, ledger: Ledger) -> None:
    job_id = await enqueue(db)
    assert await ledger.claim(db, job_id, {"test:other"}) is None


async def test_a_late_worker_cannot_complete_a_job_that_another_has_taken_over(db: Database, ledger: Ledger) -> None:
    job_id = await enqueue(db)
    late = await ledger.claim(db, job_id, GREET)
    await make_due(db, job_id)
    assert late
    assert await ledger.claim(db, job_id, GREET)
    assert not await ledger.renew(db, late)
    with pytest.raises(LostLease):
        await ledger.complete_alone(db, late)
    assert await state_of(db, job_id) == "leased"


async def test_an_expired_lease_is_freed_and_rung_for(db: Database, ledger: Ledger) -> None:
    job_id = await enqueue(db)
    await ledger.claim(db, job_id, GREET)
    assert await ledger.free_expired(db) == 0
    await make_due(db, job_id)
    assert await ledger.free_expired(db) == 1
    assert [ring.id for ring in await ledger.take_rings(db)] == [job_id]


async def test_a_new_job_is_rung_for_again_only_after_a_sweep_has_passed(db: Database, ledger: Ledger) -> None:
    job_id = await enqueue(db)
    assert await ledger.take_rings(db) == []
    await make_due(db, job_id)
    assert [(ring.id, ring.queue) for ring in await ledger.take_rings(db)] == [(job_id, "default")]
    assert await ledger.take_rings(db) == []


async def test_the_longer_a_job_waits_the_less_often_it_is_rung_for(db: Database, ledger: Ledger) -> None:
    job_id = await enqueue(db)
    async with db.write() as tx:
        await tx.execute("UPDATE jobs SET run_at = now() - interval '8 seconds', ring_at = now()")
    await ledger.take_rings(db)
    row = await row_of(db, job_id)
    assert timedelta(seconds=6) < row.ring_at - datetime.now(UTC) < timedelta(seconds=10)


async def test_jobs_that_wait_in_a_drained_queue_are_due_for_a_ring_unless_they_are_new_or_for_later(
    db: Database, ledger: Ledger
) -> None:
    waiting, _new, _later = (
        await enqueue(db),
        await enqueue(db),
        await enqueue(db, at=datetime.now(UTC) + timedelta(hours=1)),
    )
    async with db.write() as tx:
        await tx.execute(
            "UPDATE jobs SET run_at = now() - interval '9 s', ring_at = now() + interval '9 s' WHERE id = $1", waiting
        )
    await ledger.ring_lost(db, "other")
    assert await ledger.take_rings(db) == []
    await ledger.ring_lost(db, "default")
    assert [ring.id for ring in await ledger.take_rings(db)] == [waiting]


async def _enqueue_and_fail(db: Database) -> None:
    async with db.write() as tx:
        tx.enqueue(Greet())
        raise RuntimeError("the verb failed")
