"""Does the ledger forget what ended long ago, and nothing else?"""

import pytest

from exibidos.platform.db import Database
from exibidos.platform.jobs import Handlers, PurgeJobs, Runner, purge_jobs
from ledger_rows import enqueue

pytestmark = pytest.mark.anyio

_AGED = """
INSERT INTO jobs (id, name, queue, payload, run_at, ring_at, state, finished_at, reason)
SELECT gen_random_uuid(), state || ' for ' || days, 'default', '{}', now(), now(), state, now() - days * interval '1 day', 'x'
FROM unnest(ARRAY['done', 'dead']) AS state, unnest(ARRAY[6, 8, 89, 91]) AS days
"""


async def test_done_jobs_are_kept_a_week_and_dead_ones_three_months(
    db: Database, handlers: Handlers, runner: Runner
) -> None:
    handlers.bind(PurgeJobs, purge_jobs)
    async with db.write() as tx:
        await tx.execute(_AGED)
    await runner.run(await enqueue(db, PurgeJobs()))
    async with db.read() as tx:
        kept = await tx.values(str, "SELECT name FROM jobs WHERE name <> 'jobs:purge' ORDER BY finished_at, name")
    assert kept == ["dead for 89", "dead for 8", "dead for 6", "done for 6"]
