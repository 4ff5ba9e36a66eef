"""Which jobs died, why, and how do they get another chance?"""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from exibidos.kernel.errors import NotFound
from exibidos.kernel.events import Event
from exibidos.platform.db import ReadTx, Tx


class JobReplayed(Event, frozen=True, kw_only=True):
    """Someone gave a dead job another chance; `by` is the member, None the host at a console."""

    job_id: UUID
    name: str
    by: UUID | None


class DeadJob(msgspec.Struct, frozen=True, kw_only=True):
    """A job that nobody will do unless it is replayed."""

    id: UUID
    name: str
    queue: str
    payload: Any
    attempts: int
    reason: str
    created_at: datetime
    finished_at: datetime


async def list_dead(tx: ReadTx, *, limit: int = 100) -> list[DeadJob]:
    """Return dead jobs, the latest first."""
    return await tx.rows(DeadJob, _LIST_DEAD, limit)


async def replay(tx: Tx, job_id: UUID, *, by: UUID | None = None) -> None:
    """Queue a dead job again with all its attempts; raises NotFound("jobs.not_dead")."""
    name = await tx.value(str, _REPLAY, job_id)
    if name is None:
        raise NotFound("jobs.not_dead")
    tx.emit(JobReplayed(job_id=job_id, name=name, by=by))


_LIST_DEAD = """
SELECT id, name, queue, payload, attempts, reason, created_at, finished_at FROM jobs
WHERE state = 'dead' ORDER BY finished_at DESC LIMIT $1
"""
# The sweeper rings for it: a replay is nothing that waits for milliseconds.
_REPLAY = """
UPDATE jobs SET state = 'queued', attempts = 0, finished_at = NULL, run_at = now(), ring_at = now()
WHERE id = $1 AND state = 'dead' RETURNING name
"""
