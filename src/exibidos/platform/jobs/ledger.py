"""What is true about work? The `jobs` table: who may do a job, until when, and how it ended. Redis only carries ids.

A lease is a fresh token and an end. Whoever completes a job must still hold its token, so a late or second worker changes nothing.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import msgspec

from exibidos.platform.db import Database, Tx
from exibidos.platform.settings import Jobs as JobsSettings


class LostLease(Exception):
    """Someone else may do this job by now: this attempt's effect must not commit."""


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """The right to do one job. `attempts` counts this one; `again` says that one before it failed or was put off, counted or not.

    `put_off_for` is how long somebody has been saying "later" (`NotNow`), None when nobody has.
    """

    id: UUID
    lease_token: UUID
    name: str
    payload: Any
    attempts: int
    again: bool
    put_off_for: timedelta | None


class Ring(msgspec.Struct, frozen=True):
    """A message that a queue shall carry: nothing but the id."""

    id: UUID
    queue: str


class _Id(msgspec.Struct, frozen=True):
    id: UUID


class Ledger:
    """The questions and verdicts about jobs, each one statement. Times are Postgres's own, so workers' clocks may differ."""

    def __init__(self, settings: JobsSettings) -> None:
        self.max_attempts = settings.max_attempts
        self.lease = timedelta(seconds=settings.lease_seconds)
        self._grace = timedelta(seconds=settings.sweep_seconds)

    async def record(self, tx: Tx) -> None:
        """Write the rows of all jobs that the transaction asked for. A step before the commit."""
        if not tx.jobs:
            return
        ids, jobs, starts = zip(*tx.jobs, strict=True)
        await tx.execute(
            _RECORD, ids, [job.name for job in jobs], [job.queue for job in jobs], jobs, starts, self._grace
        )

    async def claim(self, db: Database, job_id: UUID, names: Collection[str]) -> Lease | None:
        """Take a due job, or one whose lease ran out; None when it is not there to take, not one of `names`, or of a paused queue."""
        leases = await db.statement(Lease, _CLAIM, job_id, uuid4(), self.lease, self.max_attempts, list(names))
        return leases[0] if leases else None

    async def renew(self, db: Database, lease: Lease) -> bool:
        """Prolong the lease; False when it is no longer ours."""
        return bool(await db.statement(_Id, _RENEW, lease.id, lease.lease_token, self.lease))

    async def complete(self, tx: Tx, lease: Lease) -> None:
        """Mark the job done within the transaction that holds its effect; raises LostLease, which undoes both."""
        if not await tx.execute(_COMPLETE, lease.id, lease.lease_token):
            raise LostLease

    async def complete_alone(self, db: Database, lease: Lease) -> None:
        """Mark a job done that had nothing to write; raises LostLease."""
        if not await db.statement(_Id, f"{_COMPLETE} RETURNING id", lease.id, lease.lease_token):
            raise LostLease

    async def put_back(self, db: Database, lease: Lease, *, delay: timedelta, reason: str | None, counts: bool) -> bool:
        """Queue the job again after `delay`; an attempt that does not count is given back. False when the lease is lost."""
        uncounted = 0 if counts else 1
        return bool(await db.statement(_Id, _PUT_BACK, lease.id, lease.lease_token, delay, reason, uncounted))

    async def put_off(self, db: Database, lease: Lease, *, delay: timedelta, reason: str) -> bool:
        """Queue the job again after `delay`, uncounted, and note since when it is put off. False when the lease is lost."""
        return bool(await db.statement(_Id, _PUT_OFF, lease.id, lease.lease_token, delay, reason))

    async def bury(self, tx: Tx, lease: Lease, reason: str) -> bool:
        """Mark the job dead, with the reason; False when the lease is lost."""
        return bool(await tx.execute(_BURY, lease.id, lease.lease_token, reason))

    async def free_expired(self, db: Database) -> int:
        """Queue again what workers let expire, unless the attempts are used up; return how many."""
        return len(await db.statement(_Id, _FREE_EXPIRED, self.max_attempts, _BATCH))

    async def seize_poison(self, db: Database, names: Collection[str]) -> list[Lease]:
        """Take jobs whose every attempt ended with a dead or hanging worker, to bury them."""
        return await db.statement(Lease, _SEIZE_POISON, self.max_attempts, list(names), self.lease, _BATCH)

    async def take_rings(self, db: Database) -> list[Ring]:
        """Return queued jobs that are due and were not rung for lately, and note that they are rung for now."""
        return await db.statement(Ring, _TAKE_RINGS, self._grace, _LONGEST_SILENCE, _BATCH)

    async def ring_lost(self, db: Database, queue: str) -> None:
        """Make everything that waits in a drained queue due for a ring: its messages are lost."""
        await db.statement(_Id, _RING_LOST, queue, self._grace)


# A statement over 500 rows takes about 10 ms; whatever is more waits for the next one.
_BATCH = 500
# A job that waits in a long queue is rung for after 1, 2, 4 … sweeps, at the latest every minute, in case its message was lost:
# nothing is stuck for 120 s (REQUIREMENTS 19), and a backlog of N jobs adds at most N messages a minute.
_LONGEST_SILENCE = timedelta(seconds=60)

_RECORD = """
INSERT INTO jobs (id, name, queue, payload, run_at, ring_at)
SELECT id, name, queue, payload, coalesce(start, now()), coalesce(start, now() + $6)
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[], $5::timestamptz[]) AS asked (id, name, queue, payload, start)
"""
_CLAIM = """
UPDATE jobs SET state = 'leased', lease_token = $2, lease_until = now() + $3, attempts = attempts + 1
WHERE id = $1 AND attempts < $4 AND name = ANY($5::text[])
  AND (state = 'queued' AND run_at <= now() OR state = 'leased' AND lease_until < now())
  AND NOT EXISTS (SELECT FROM paused_queues p WHERE p.queue = jobs.queue)
RETURNING id, lease_token, name, payload, attempts, attempts > 1 OR reason IS NOT NULL AS again, now() - put_off_at AS put_off_for
"""
_RENEW = """
UPDATE jobs SET lease_until = now() + $3 WHERE id = $1 AND lease_token = $2 AND state = 'leased' RETURNING id
"""
_COMPLETE = """
UPDATE jobs SET state = 'done', lease_token = NULL, lease_until = NULL, finished_at = now()
WHERE id = $1 AND lease_token = $2 AND state = 'leased'
"""
_PUT_BACK = """
UPDATE jobs SET state = 'queued', lease_token = NULL, lease_until = NULL, reason = coalesce($4, reason),
    run_at = now() + $3, ring_at = now() + $3, attempts = attempts - $5
WHERE id = $1 AND lease_token = $2 AND state = 'leased'
RETURNING id
"""
_PUT_OFF = """
UPDATE jobs SET state = 'queued', lease_token = NULL, lease_until = NULL, reason = $4,
    run_at = now() + $3, ring_at = now() + $3, attempts = attempts - 1, put_off_at = coalesce(put_off_at, now())
WHERE id = $1 AND lease_token = $2 AND state = 'leased'
RETURNING id
"""
_BURY = """
UPDATE jobs SET state = 'dead', lease_token = NULL, lease_until = NULL, finished_at = now(), reason = $3
WHERE id = $1 AND lease_token = $2 AND state = 'leased'
"""
_FREE_EXPIRED = """
UPDATE jobs SET state = 'queued', lease_token = NULL, lease_until = NULL, ring_at = now()
WHERE id IN (
    SELECT id FROM jobs WHERE state = 'leased' AND lease_until < now() AND attempts < $1
    ORDER BY lease_until LIMIT $2 FOR UPDATE SKIP LOCKED
)
RETURNING id
"""
_SEIZE_POISON = """
UPDATE jobs SET lease_token = gen_random_uuid(), lease_until = now() + $3
WHERE id IN (
    SELECT id FROM jobs
    WHERE state = 'leased' AND lease_until < now() AND attempts >= $1 AND name = ANY($2::text[])
    ORDER BY lease_until LIMIT $4 FOR UPDATE SKIP LOCKED
)
RETURNING id, lease_token, name, payload, attempts, true AS again, now() - put_off_at AS put_off_for
"""
_TAKE_RINGS = """
UPDATE jobs SET ring_at = now() + least(greatest(now() - run_at, $1), $2)
WHERE id IN (
    SELECT id FROM jobs
    WHERE state = 'queued' AND ring_at <= now() AND NOT EXISTS (SELECT FROM paused_queues p WHERE p.queue = jobs.queue)
    ORDER BY ring_at LIMIT $3 FOR UPDATE OF jobs SKIP LOCKED
)
RETURNING id, queue
"""
# What was asked for a moment ago may be about to be rung for by the transaction that asked.
_RING_LOST = """
UPDATE jobs SET ring_at = now()
WHERE state = 'queued' AND queue = $1 AND run_at < now() - $2::interval AND ring_at > now()
  AND NOT EXISTS (SELECT FROM paused_queues p WHERE p.queue = $1)
RETURNING id
"""
