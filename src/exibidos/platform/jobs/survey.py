"""What is in the ledger? Its queues at a glance, its jobs, and one of them in full."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

import msgspec

from exibidos.kernel.errors import NotFound
from exibidos.platform.db import ReadTx


class JobState(StrEnum):
    """Where a job stands; the ledger's own words."""

    QUEUED = "queued"
    LEASED = "leased"
    DONE = "done"
    DEAD = "dead"


class QueueSurvey(msgspec.Struct, frozen=True, kw_only=True):
    """A queue at a glance. `due` may be done now, `later` waits for its hour, `oldest_seconds` is how long the first of the due waits."""

    queue: str
    due: int = 0
    later: int = 0
    leased: int = 0
    dead: int = 0
    oldest_seconds: float = 0.0
    paused: bool = False


class JobRow(msgspec.Struct, frozen=True, kw_only=True):
    """What the ledger says about a job."""

    id: UUID
    name: str
    queue: str
    payload: Any
    state: JobState
    attempts: int
    run_at: datetime
    lease_until: datetime | None
    reason: str | None
    created_at: datetime
    finished_at: datetime | None


async def survey_queues(tx: ReadTx, queues: tuple[str, ...]) -> list[QueueSurvey]:
    """Return these queues, and any other that jobs or pauses name, by name. Walks what is open and what died, never what is done."""
    return await tx.rows(QueueSurvey, _SURVEY, list(queues))


async def list_jobs(
    tx: ReadTx, *, state: JobState | None = None, queue: str | None = None, name: str | None = None, limit: int = 50
) -> list[JobRow]:
    """Return jobs, the newest first; without a state those that are not done."""
    states = [JobState.QUEUED, JobState.LEASED, JobState.DEAD] if state is None else [state]
    union = " UNION ALL ".join(_OF_STATE.format(state=each) for each in states)
    return await tx.rows(JobRow, f"SELECT * FROM ({union}) AS found ORDER BY id DESC LIMIT $3", queue, name, limit)


async def get_job(tx: ReadTx, job_id: UUID) -> JobRow:
    """Return one job; raises NotFound("jobs.no_such_job")."""
    row = await tx.row(JobRow, f"SELECT {_COLUMNS} FROM jobs WHERE id = $1", job_id)
    if row is None:
        raise NotFound("jobs.no_such_job", id=str(job_id))
    return row


_COLUMNS = "id, name, queue, payload, state, attempts, run_at, lease_until, reason, created_at, finished_at"
# The three indexes of the ledger are partial by state; a condition on each state alone lets the planner use them (0002).
_SURVEY = """
WITH open AS (
    SELECT queue, state, run_at FROM jobs WHERE state = 'queued'
    UNION ALL SELECT queue, state, run_at FROM jobs WHERE state = 'leased'
    UNION ALL SELECT queue, state, run_at FROM jobs WHERE state = 'dead' AND finished_at IS NOT NULL
), counted AS (
    SELECT queue,
           count(*) FILTER (WHERE state = 'queued' AND run_at <= now()) AS due,
           count(*) FILTER (WHERE state = 'queued' AND run_at > now()) AS later,
           count(*) FILTER (WHERE state = 'leased') AS leased,
           count(*) FILTER (WHERE state = 'dead') AS dead,
           min(run_at) FILTER (WHERE state = 'queued' AND run_at <= now()) AS oldest
    FROM open GROUP BY queue
), known AS (
    SELECT unnest($1::text[]) AS queue UNION SELECT queue FROM counted UNION SELECT queue FROM paused_queues
)
SELECT queue, coalesce(due, 0) AS due, coalesce(later, 0) AS later, coalesce(leased, 0) AS leased, coalesce(dead, 0) AS dead,
       coalesce(extract(epoch FROM now() - oldest)::float8, 0) AS oldest_seconds, p.queue IS NOT NULL AS paused
FROM known LEFT JOIN counted USING (queue) LEFT JOIN paused_queues p USING (queue) ORDER BY queue
"""
# A SELECT for each state, so that each may walk its own partial index. Ids are UUIDv7: their order is the order of asking.
_OF_STATE = f"""
(SELECT {_COLUMNS} FROM jobs
 WHERE state = '{{state}}' AND ($1::text IS NULL OR queue = $1) AND ($2::text IS NULL OR name = $2) ORDER BY id DESC LIMIT $3)
"""
