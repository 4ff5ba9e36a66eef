"""What does the ledger say about a job, as tests want to read it? Also the jobs they enqueue and how those are done."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from exibidos.kernel.events import Job
from exibidos.platform.db import Database
from exibidos.platform.jobs import Attempt


class Greet(Job, frozen=True, kw_only=True):
    """Say hello; handlers are the tests' own."""

    name: ClassVar[str] = "test:greet"
    whom: str = "Ana"


class Echo(Greet, frozen=True, kw_only=True):
    """Show that a greeting had its effect."""

    name: ClassVar[str] = "test:echo"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the ledger."""

    id: UUID
    state: str
    attempts: int
    reason: str | None
    queue: str
    payload: Any
    run_at: datetime
    ring_at: datetime
    lease_until: datetime | None
    finished_at: datetime | None


async def enqueue(db: Database, job: Job | None = None, *, at: datetime | None = None) -> UUID:
    """Enqueue a job, or a greeting, in a transaction of its own."""
    async with db.write() as tx:
        return tx.enqueue(job or Greet(), at=at)


async def row_of(db: Database, job_id: UUID) -> Row:
    """Return what the ledger says about the job."""
    async with db.read() as tx:
        row = await tx.row(Row, "SELECT * FROM jobs WHERE id = $1", job_id)
    assert row
    return row


async def state_of(db: Database, job_id: UUID) -> str:
    """Return the job's state alone."""
    return (await row_of(db, job_id)).state


async def make_due(db: Database, job_id: UUID) -> None:
    """Let the job's waiting be over: its turn, its ring, and whoever holds its lease."""
    await db.statement(
        _Id,
        "UPDATE jobs SET run_at = now(), ring_at = now(), lease_until = CASE WHEN state = 'leased' THEN now() END "
        "WHERE id = $1 RETURNING id",
        job_id,
    )


class _Id(msgspec.Struct):
    id: UUID


async def greet(job: Greet, attempt: Attempt) -> None:
    """Have an effect that can be counted: one more job in the ledger, asked for by this one."""
    async with attempt.write() as tx:
        tx.enqueue(Echo(whom=job.whom))


async def fail(_job: Greet, _attempt: Attempt) -> None:
    raise ValueError("postgresql://ana:secret@db/club is no photo\nDETAIL: someone's row")


async def count_echoes(db: Database) -> int:
    async with db.read() as tx:
        return await tx.value(int, "SELECT count(*) FROM jobs WHERE name = 'test:echo'") or 0
