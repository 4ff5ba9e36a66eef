"""How does a dead job get another chance, and how is one forgotten?"""

from datetime import datetime
from uuid import UUID

import msgspec

from exibidos.kernel.errors import NotFound
from exibidos.kernel.events import Event
from exibidos.platform.db import Tx


class JobReplayed(Event, frozen=True, kw_only=True):
    """Someone gave a dead job another chance; `by` is the member, None the host at a console."""

    job_id: UUID
    name: str
    by: UUID | None


class JobDropped(Event, frozen=True, kw_only=True):
    """Someone decided that a dead job shall never be done; `by` is the member, None the host at a console."""

    job_id: UUID
    name: str
    by: UUID | None


async def replay(tx: Tx, job_id: UUID, *, by: UUID | None = None) -> None:
    """Queue a dead job again with all its attempts; raises NotFound("jobs.not_dead")."""
    name = await tx.value(str, _REPLAY, job_id)
    if name is None:
        raise NotFound("jobs.not_dead")
    tx.emit(JobReplayed(job_id=job_id, name=name, by=by))


async def replay_dead(
    tx: Tx, *, died_before: datetime, name: str | None = None, by: UUID | None = None, limit: int = 500
) -> int:
    """Replay the jobs that died before an instant, the oldest first, at most `limit`; return how many.

    The instant lets a caller repeat this until 0 without meeting those that die again meanwhile.
    """
    replayed = await tx.rows(_Replayed, _REPLAY_DEAD, died_before, name, limit)
    for job in replayed:
        tx.emit(JobReplayed(job_id=job.id, name=job.name, by=by))
    return len(replayed)


async def drop(tx: Tx, job_id: UUID, *, by: UUID | None = None) -> None:
    """Forget a dead job before its three months are over; raises NotFound("jobs.not_dead")."""
    name = await tx.value(str, "DELETE FROM jobs WHERE id = $1 AND state = 'dead' RETURNING name", job_id)
    if name is None:
        raise NotFound("jobs.not_dead")
    tx.emit(JobDropped(job_id=job_id, name=name, by=by))


class _Replayed(msgspec.Struct, frozen=True):
    id: UUID
    name: str


# The sweeper rings for it: a replay is nothing that waits for milliseconds.
_REPLAY = """
UPDATE jobs SET state = 'queued', attempts = 0, finished_at = NULL, put_off_at = NULL, run_at = now(), ring_at = now()
WHERE id = $1 AND state = 'dead' RETURNING name
"""
_REPLAY_DEAD = """
UPDATE jobs SET state = 'queued', attempts = 0, finished_at = NULL, put_off_at = NULL, run_at = now(), ring_at = now()
WHERE id IN (
    SELECT id FROM jobs WHERE state = 'dead' AND finished_at < $1 AND ($2::text IS NULL OR name = $2)
    ORDER BY finished_at LIMIT $3 FOR UPDATE SKIP LOCKED
)
RETURNING id, name
"""
