"""Is anybody there to do work? A job that does nothing, sent the whole way through ledger, transport and worker, and back."""

import asyncio
import time
from typing import ClassVar
from uuid import UUID

from exibidos.kernel.events import Job
from exibidos.platform.db import Database
from exibidos.platform.jobs.attempt import Attempt
from exibidos.platform.jobs.survey import JobState, get_job

_LOOK_SECONDS = 0.1


class Canary(Job, frozen=True, kw_only=True):
    """Come back alive. Each queue has one of its own."""

    name: ClassVar[str] = "system:canary"


async def sing(_job: Canary, _attempt: Attempt) -> None:
    """Do nothing: that a worker got here is all."""


async def hear(db: Database, canary: Canary, *, seconds: float) -> float | None:
    """Send a canary and return after how many seconds it was done; None when it was not, and then it is called back."""
    began = time.monotonic()
    async with db.write() as tx:
        job_id = tx.enqueue(canary)
    while (took := time.monotonic() - began) < seconds:
        if await _is_done(db, job_id):
            return took
        await asyncio.sleep(_LOOK_SECONDS)
    async with db.write() as tx:
        await tx.execute("DELETE FROM jobs WHERE id = $1 AND state = 'queued'", job_id)
    return None


async def _is_done(db: Database, job_id: UUID) -> bool:
    async with db.read() as tx:
        return (await get_job(tx, job_id)).state is JobState.DONE
