"""Is a job done once, retried when it fails, and dead with its reason when it cannot succeed?"""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from exibidos.kernel.errors import Limited, NotFound, Unavailable
from exibidos.platform.db import Database
from exibidos.platform.jobs import Attempt, Handlers, Ledger, NotNow, Runner, replay
from ledger_rows import Echo, Greet, count_echoes, enqueue, fail, greet, make_due, row_of, state_of

pytestmark = pytest.mark.anyio


async def test_the_effect_and_the_end_of_a_job_commit_together(
    db: Database, handlers: Handlers, runner: Runner
) -> None:
    handlers.bind(Greet, greet)
    job_id = await enqueue(db)
    await runner.run(job_id)
    row = await row_of(db, job_id)
    assert (row.state, row.attempts, row.reason) == ("done", 1, None)
    assert row.finished_at
    assert await count_echoes(db) == 1


async def test_a_job_rung_for_many_times_is_done_once(db: Database, handlers: Handlers, runner: Runner) -> None:
    handlers.bind(Greet, greet)
    job_id = await enqueue(db)
    await asyncio.gather(*(runner.run(job_id) for _ in range(8)))
    await runner.run(job_id)
    assert await count_echoes(db) == 1


async def test_a_handler_that_writes_nothing_completes_its_job(
    db: Database, handlers: Handlers, runner: Runner
) -> None:
    async def look(_job: Greet, attempt: Attempt) -> None:
        async with attempt.read() as tx:
            assert await tx.value(int, "SELECT 1") == 1

    handlers.bind(Greet, look)
    job_id = await enqueue(db)
    await runner.run(job_id)
    assert await state_of(db, job_id) == "done"


async def test_an_attempt_may_not_write_twice(db: Database, handlers: Handlers, runner: Runner) -> None:
    async def twice(_job: Greet, attempt: Attempt) -> None:
        async with attempt.write():
            pass
        with pytest.raises(RuntimeError, match="writes once"):
            async with attempt.write():
                pass

    handlers.bind(Greet, twice)
    job_id = await enqueue(db)
    await runner.run(job_id)
    assert await state_of(db, job_id) == "done"


async def test_an_attempt_may_write_its_refusal_after_a_write_that_failed(
    db: Database, handlers: Handlers, runner: Runner
) -> None:
    async def stumble(_job: Greet, attempt: Attempt) -> None:
        try:
            async with attempt.write() as tx:
                tx.enqueue(Echo())
                await replay(tx, attempt.job_id)
        except NotFound:
            async with attempt.write():
                pass

    handlers.bind(Greet, stumble)
    job_id = await enqueue(db)
    await runner.run(job_id)
    assert await state_of(db, job_id) == "done"
    assert await count_echoes(db) == 0


async def test_a_failed_job_waits_and_is_tried_again_until_it_is_dead_with_its_reason(
    db: Database, handlers: Handlers, runner: Runner
) -> None:
    handlers.bind(Greet, fail)
    job_id = await enqueue(db)
    for attempt in (1, 2):
        await runner.run(job_id)
        row = await row_of(db, job_id)
        assert (row.state, row.attempts) == ("queued", attempt)
        await make_due(db, job_id)
    await runner.run(job_id)
    row = await row_of(db, job_id)
    assert (row.state, row.attempts) == ("dead", 3)
    assert row.reason == "ValueError: postgresql://***@db/club is no photo"


async def test_an_attempt_knows_that_it_is_the_last(db: Database, handlers: Handlers, runner: Runner) -> None:
    seen: list[tuple[int, bool]] = []

    async def note(job: Greet, attempt: Attempt) -> None:
        seen.append((attempt.number, attempt.last))
        await fail(job, attempt)

    handlers.bind(Greet, note)
    job_id = await enqueue(db)
    for _ in range(3):
        await runner.run(job_id)
        await make_due(db, job_id)
    assert seen == [(1, False), (2, False), (3, True)]


@pytest.mark.parametrize("outage", [Unavailable("storage.unreachable"), Limited("mail.slow_down", retry_after=3)])
async def test_an_outage_uses_up_no_attempts(
    db: Database, handlers: Handlers, runner: Runner, outage: Unavailable | Limited
) -> None:
    async def wait(_job: Greet, _attempt: Attempt) -> None:
        raise outage

    handlers.bind(Greet, wait)
    job_id = await enqueue(db)
    for _ in range(5):
        await runner.run(job_id)
        await make_due(db, job_id)
    row = await row_of(db, job_id)
    assert (row.state, row.attempts) == ("queued", 0)
    assert row.reason == f"{type(outage).__name__}: {outage.code}"


async def test_who_says_later_is_asked_less_and_less_and_given_up_after_a_day(
    db: Database, handlers: Handlers, runner: Runner
) -> None:
    again: list[bool] = []

    async def ask(_job: Greet, attempt: Attempt) -> None:
        again.append(attempt.again)
        raise NotNow("the server said 451 4.7.1")

    handlers.bind(Greet, ask)
    job_id = await enqueue(db)
    for minutes, least in ((0, 30), (10, 600), (600, 3600)):
        await _let_pass(db, job_id, minutes)
        await runner.run(job_id)
        row = await row_of(db, job_id)
        assert (row.state, row.attempts, row.reason) == ("queued", 0, "NotNow: the server said 451 4.7.1")
        assert await _waits(db, job_id) >= least - 1
    await _let_pass(db, job_id, 24 * 60)
    await runner.run(job_id)
    assert (await row_of(db, job_id)).state == "dead"
    assert again == [False, True, True, True]

    async with db.write() as tx:
        await replay(tx, job_id)
    await runner.run(job_id)
    assert await state_of(db, job_id) == "queued", "a replayed job has its whole day again"


async def test_a_heartbeat_keeps_the_lease_of_long_work(
    db: Database, ledger: Ledger, handlers: Handlers, runner: Runner
) -> None:
    async def work(job: Greet, attempt: Attempt) -> None:
        await asyncio.sleep(1.6)  # the lease is one second
        assert await ledger.claim(db, attempt.job_id, handlers.names) is None
        await greet(job, attempt)

    handlers.bind(Greet, work)
    job_id = await enqueue(db)
    await runner.run(job_id)
    assert await state_of(db, job_id) == "done"
    assert await count_echoes(db) == 1


async def test_work_whose_lease_is_lost_is_cancelled_and_changes_nothing(
    db: Database, handlers: Handlers, runner: Runner
) -> None:
    cancelled: list[bool] = []

    async def work(job: Greet, attempt: Attempt) -> None:
        await _steal(db)
        try:
            await asyncio.sleep(5)
        except asyncio.CancelledError:
            cancelled.append(True)
            raise
        await greet(job, attempt)

    handlers.bind(Greet, work)
    job_id = await enqueue(db)
    await runner.run(job_id)
    assert cancelled == [True]
    assert (await row_of(db, job_id)).state == "leased"


async def test_a_write_after_the_lease_was_lost_leaves_no_effect(
    db: Database, handlers: Handlers, runner: Runner
) -> None:
    async def work(job: Greet, attempt: Attempt) -> None:
        await _steal(db)
        await greet(job, attempt)

    handlers.bind(Greet, work)
    job_id = await enqueue(db)
    await runner.run(job_id)
    assert await state_of(db, job_id) == "leased"
    assert await count_echoes(db) == 0


async def test_a_last_failure_does_not_bury_a_job_that_another_has_taken_over(
    db: Database, handlers: Handlers, runner: Runner
) -> None:
    async def work(job: Greet, attempt: Attempt) -> None:
        await _steal(db)
        await fail(job, attempt)

    handlers.bind(Greet, work)
    job_id = await enqueue(db)
    async with db.write() as tx:
        await tx.execute("UPDATE jobs SET attempts = 2")
    await runner.run(job_id)
    assert await state_of(db, job_id) == "leased"


async def test_abandoned_work_is_queued_again_and_does_not_count(
    db: Database, handlers: Handlers, runner: Runner
) -> None:
    started = asyncio.Event()

    async def work(_job: Greet, _attempt: Attempt) -> None:
        started.set()
        await asyncio.sleep(30)

    handlers.bind(Greet, work)
    job_id = await enqueue(db)
    running = asyncio.create_task(runner.run(job_id))
    await started.wait()
    await runner.abandon()
    await running
    row = await row_of(db, job_id)
    assert (row.state, row.attempts, row.reason) == ("queued", 0, None)


async def test_a_payload_that_no_longer_fits_its_job_ends_dead_not_stuck(
    db: Database, handlers: Handlers, runner: Runner
) -> None:
    handlers.bind(Greet, greet)
    job_id = await enqueue(db)
    async with db.write() as tx:
        await tx.execute("UPDATE jobs SET payload = '{\"whom\": 5}', attempts = 2")
    await runner.run(job_id)
    row = await row_of(db, job_id)
    assert row.state == "dead"
    assert row.reason
    assert row.reason.startswith("ValidationError: Expected `str`, got `int`")


async def _steal(db: Database) -> None:
    async with db.write() as tx:
        await tx.execute("UPDATE jobs SET lease_token = gen_random_uuid() WHERE state = 'leased'")


async def _let_pass(db: Database, job_id: UUID, minutes: int) -> None:
    """Let it be so long since the job was first put off, and its wait over."""
    await make_due(db, job_id)
    async with db.write() as tx:
        await tx.execute(
            "UPDATE jobs SET put_off_at = now() - $2::interval WHERE put_off_at IS NOT NULL AND id = $1",
            job_id,
            timedelta(minutes=minutes),
        )


async def _waits(db: Database, job_id: UUID) -> float:
    async with db.read() as tx:
        return (
            await tx.value(float, "SELECT extract(epoch FROM run_at - now())::float8 FROM jobs WHERE id = $1", job_id)
            or 0
        )
