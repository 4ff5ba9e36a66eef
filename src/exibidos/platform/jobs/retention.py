"""How long does the ledger remember? A week what is done, three months what died; a scheduled job forgets the rest."""

from datetime import timedelta
from typing import ClassVar

from exibidos.kernel.events import Job
from exibidos.platform.jobs.attempt import Attempt
from exibidos.platform.jobs.schedules import Schedule

# Long enough to look into last week's complaint; at 10 jobs a second it is 6 million rows, so runs are hourly and bounded.
_KEEP_DONE = timedelta(days=7)
_KEEP_DEAD = timedelta(days=90)
_AT_ONCE = 50_000


class PurgeJobs(Job, frozen=True, kw_only=True):
    """Forget jobs that ended long ago."""

    name: ClassVar[str] = "jobs:purge"


async def purge_jobs(_job: PurgeJobs, attempt: Attempt) -> None:
    """Delete the oldest finished rows, at most 50,000 of each kind a run."""
    async with attempt.write() as tx:
        for state, keep in (("done", _KEEP_DONE), ("dead", _KEEP_DEAD)):
            await tx.execute(_PURGE, state, keep, _AT_ONCE)


PURGE_HOURLY = Schedule(name="jobs:purge", every=timedelta(hours=1), job=PurgeJobs())

_PURGE = """
DELETE FROM jobs WHERE id IN (
    SELECT id FROM jobs WHERE state = $1 AND finished_at < now() - $2::interval ORDER BY finished_at LIMIT $3
)
"""
