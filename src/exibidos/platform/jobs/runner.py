"""How is one job done? Claim it, keep the lease alive while its handler works, then record how it ended."""

import asyncio
import time
from datetime import timedelta
from enum import StrEnum
from random import Random
from typing import Protocol
from uuid import UUID

import msgspec
import structlog

from exibidos.kernel.errors import Limited, Unavailable
from exibidos.platform.db import Database
from exibidos.platform.jobs.attempt import Attempt
from exibidos.platform.jobs.backoff import PUT_OFF_AT_MOST, after_failure, after_not_now, after_outage
from exibidos.platform.jobs.handlers import Handlers, Hopeless, NotNow
from exibidos.platform.jobs.ledger import Lease, Ledger, LostLease
from exibidos.platform.jobs.reason import reason_of

# Two beats may be lost before the third would come too late.
_BEATS_PER_LEASE = 3
# Within it a cancelled handler must end and give its job back; whatever does not is found by a sweeper.
_ABANDON_SECONDS = 2


class JobEnd(StrEnum):
    """How an attempt at a job ended."""

    DONE = "done"
    FAILED = "failed"
    POSTPONED = "postponed"
    RELEASED = "released"
    LOST = "lost"
    DEAD = "dead"


class Told(Protocol):
    """Who is told of each attempt that ended: which job, of which queue, how, the how-manieth attempt, after how long."""

    def __call__(self, job: str, queue: str, end: str, attempt: int, seconds: float) -> None: ...


class Runner:
    """Does jobs by id for one process. Safe to call for an id that is not due, not ours, done, or being done elsewhere."""

    def __init__(self, db: Database, ledger: Ledger, handlers: Handlers, told: Told | None = None) -> None:
        self._db = db
        self._ledger = ledger
        self._handlers = handlers
        self._told = told
        self._random = Random()  # noqa: S311 - jitter, not a secret
        self._stopping = False
        self._open: dict[asyncio.Task[None], asyncio.Task[object] | None] = {}

    async def run(self, job_id: UUID) -> None:
        """Do the job if it can be claimed; its failure is recorded, never raised."""
        lease = await self._claim(job_id)
        if lease is None:
            return
        began = time.monotonic()
        attempt = Attempt(self._db, self._ledger, lease)
        work = asyncio.create_task(self._do(lease, attempt))
        heart = asyncio.create_task(self._beat(lease, attempt, work))
        self._open[work] = asyncio.current_task()
        try:
            await asyncio.wait({work})
            self._tell(lease, await self._judge(lease, attempt, work), time.monotonic() - began)
        finally:
            heart.cancel()
            del self._open[work]

    async def abandon(self) -> None:
        """Cancel what still runs and queue it again, uncounted. For the end of a process."""
        self._stopping = True
        callers = [caller for caller in self._open.values() if caller]
        for work in self._open:
            work.cancel()
        if callers:
            await asyncio.wait(callers, timeout=_ABANDON_SECONDS)

    async def bury_poison(self) -> None:
        """Bury the jobs that took every worker with them; no attempt of theirs lived to say so."""
        for lease in await self._ledger.seize_poison(self._db, self._handlers.names):
            await self._bury(lease, f"every worker that tried died or hung ({lease.attempts} attempts)")
            self._tell(lease, JobEnd.DEAD, 0.0)

    def _tell(self, lease: Lease, end: JobEnd, seconds: float) -> None:
        if self._told is not None:
            self._told(lease.name, self._handlers[lease.name].job.queue, end, lease.attempts, seconds)

    async def _claim(self, job_id: UUID) -> Lease | None:
        while not self._stopping:
            try:
                return await self._ledger.claim(self._db, job_id, self._handlers.names)
            except Unavailable:
                # Held here, so that a queue is not drained into nothing while Postgres is away.
                structlog.get_logger().warning("jobs.database_unreachable", id=str(job_id))
                await asyncio.sleep(self._random.uniform(0.5, 1.5))
        return None

    async def _do(self, lease: Lease, attempt: Attempt) -> None:
        bound = self._handlers[lease.name]
        await bound.handle(msgspec.convert(lease.payload, bound.job), attempt)
        await attempt.close()

    async def _beat(self, lease: Lease, attempt: Attempt, work: asyncio.Task[None]) -> None:
        length = self._ledger.lease.total_seconds()
        renewed_at = time.monotonic()
        while True:
            await asyncio.sleep(length / _BEATS_PER_LEASE)
            if attempt.closing:
                continue
            try:
                ours = await self._ledger.renew(self._db, lease)
            except Unavailable:
                ours = time.monotonic() - renewed_at < length
            else:
                renewed_at = time.monotonic()
            if not ours and not attempt.closing:
                attempt.lost = True
                work.cancel()
                return

    async def _judge(self, lease: Lease, attempt: Attempt, work: asyncio.Task[None]) -> JobEnd:
        """Record how it ended, as soon as Postgres can be told; when the lease has run out before, a sweeper finds the job."""
        until = time.monotonic() + self._ledger.lease.total_seconds()
        while True:
            try:
                return await self._record(lease, LostLease() if attempt.lost else _error_of(work))
            except Unavailable:
                if self._stopping or time.monotonic() > until:
                    structlog.get_logger().warning("job.left_to_sweeper", job=lease.name, id=str(lease.id))
                    return JobEnd.LOST
                await asyncio.sleep(self._random.uniform(0.5, 1.5))

    async def _record(self, lease: Lease, error: BaseException | None) -> JobEnd:
        log = structlog.get_logger().bind(job=lease.name, id=str(lease.id), attempt=lease.attempts)
        if error is None:
            log.debug("job.done")
            return JobEnd.DONE
        if isinstance(error, LostLease):
            log.warning("job.lease_lost")
            return JobEnd.LOST
        if isinstance(error, asyncio.CancelledError) and self._stopping:
            await self._ledger.put_back(self._db, lease, delay=timedelta(), reason=None, counts=False)
            log.info("job.released")
            return JobEnd.RELEASED
        if isinstance(error, Unavailable | Limited | NotNow):
            delay = await self._postpone(lease, error)
            if delay is not None:
                log.warning("job.postponed", reason=reason_of(error), seconds=round(delay.total_seconds(), 1))
                return JobEnd.POSTPONED
        if isinstance(error, Hopeless | NotNow) or lease.attempts >= self._ledger.max_attempts:
            await self._bury(lease, reason_of(error))
            return JobEnd.DEAD
        delay = after_failure(lease.attempts, self._random)
        await self._ledger.put_back(self._db, lease, delay=delay, reason=reason_of(error), counts=True)
        log.warning("job.failed", exc_info=error, seconds=round(delay.total_seconds(), 1))
        return JobEnd.FAILED

    async def _postpone(self, lease: Lease, error: Unavailable | Limited | NotNow) -> timedelta | None:
        """Queue the job again, uncounted, and return after how long; None when somebody has put it off for long enough."""
        if not isinstance(error, NotNow):
            delay = after_outage(error.retry_after, self._random)
            await self._ledger.put_back(self._db, lease, delay=delay, reason=reason_of(error), counts=False)
            return delay
        put_off_for = lease.put_off_for or timedelta()
        if put_off_for >= PUT_OFF_AT_MOST:
            return None
        delay = after_not_now(put_off_for, self._random)
        await self._ledger.put_off(self._db, lease, delay=delay, reason=reason_of(error))
        return delay

    async def _bury(self, lease: Lease, reason: str) -> None:
        """Mark the job dead; in the same transaction its feature records what that means."""
        bound = self._handlers[lease.name]
        try:
            async with self._db.write() as tx:
                if not await self._ledger.bury(tx, lease, reason):
                    return
                if bound.give_up:
                    await bound.give_up(tx, msgspec.convert(lease.payload, bound.job))
        except Unavailable:
            raise
        except Exception as error:  # noqa: BLE001 - a job must die even if its feature cannot say what that means, or it kills for ever
            async with self._db.write() as tx:
                await self._ledger.bury(tx, lease, f"{reason} (giving up failed too: {reason_of(error)})")
        structlog.get_logger().error("job.dead", job=lease.name, id=str(lease.id), reason=reason)


def _error_of(work: asyncio.Task[None]) -> BaseException | None:
    return asyncio.CancelledError() if work.cancelled() else work.exception()
