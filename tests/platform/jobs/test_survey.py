"""Does the ledger tell a host what waits, what runs, what died, and nothing else?"""

from datetime import UTC, datetime, timedelta

import pytest

from exibidos.kernel.errors import NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Database
from exibidos.platform.jobs import (
    Handlers,
    JobState,
    Ledger,
    QueueSurvey,
    Runner,
    get_job,
    list_jobs,
    pause_queue,
    survey_queues,
)
from ledger_rows import Echo, Greet, enqueue, fail, greet, make_due

pytestmark = pytest.mark.anyio


async def test_queues_are_counted_by_what_may_be_done_now(
    db: Database, ledger: Ledger, handlers: Handlers, runner: Runner
) -> None:
    handlers.bind(Greet, greet)
    handlers.bind(Echo, fail)
    await runner.run(await enqueue(db))  # done, and it asked for an echo, which is due
    await enqueue(db, at=datetime.now(UTC) + timedelta(hours=1))
    assert await ledger.claim(db, await enqueue(db), handlers.names)
    dying = await enqueue(db, Echo())
    for _ in range(3):
        await runner.run(dying)
        await make_due(db, dying)
    async with db.write() as tx:
        await pause_queue(tx, "images")
    async with db.read() as tx:
        default, images = await survey_queues(tx, ("images",))
    assert (default.queue, default.due, default.later, default.leased, default.dead) == ("default", 1, 1, 1, 1)
    assert 0 < default.oldest_seconds < 60
    assert not default.paused
    assert images == QueueSurvey(queue="images", paused=True)


async def test_jobs_are_listed_newest_first_and_done_ones_only_when_asked_for(
    db: Database, handlers: Handlers, runner: Runner
) -> None:
    handlers.bind(Greet, greet)
    done = await enqueue(db)
    await runner.run(done)
    older, newer = await enqueue(db), await enqueue(db)
    async with db.read() as tx:
        assert [job.id for job in await list_jobs(tx, name="test:greet")] == [newer, older]
        assert [job.id for job in await list_jobs(tx, state=JobState.DONE)] == [done]
        assert [job.id for job in await list_jobs(tx, name="test:greet", limit=1)] == [newer]
        assert await list_jobs(tx, queue="images") == []
        assert (await get_job(tx, older)).payload == {"whom": "Ana"}
        with pytest.raises(NotFound):
            await get_job(tx, new_id())
