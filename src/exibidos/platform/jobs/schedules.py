"""What is done again and again? Schedules: rows that any number of schedulers claim, so each turn is asked for once."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import msgspec
import structlog

from exibidos.kernel.errors import Unavailable
from exibidos.kernel.events import Job
from exibidos.platform.db import Database

# Schedules are minutes to days apart; one cheap statement a second keeps them punctual.
_TICK_SECONDS = 1.0


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """A job that is due at every full `every`, counted in UTC from a Monday at midnight: each hour's start, each day's, each week's."""

    name: str
    every: timedelta
    job: Job


class _Name(msgspec.Struct, frozen=True):
    name: str


async def declare(db: Database, schedules: Sequence[Schedule]) -> None:
    """Make the rows of all schedules, or change their pace; turns that were planned at the same pace stay."""
    names, paces = [schedule.name for schedule in schedules], [schedule.every for schedule in schedules]
    async with db.write() as tx:
        await tx.execute(_DECLARE, names, paces)


async def tick(db: Database, schedules: Sequence[Schedule]) -> int:
    """Ask for the jobs of all schedules that are due and plan their next turns; return how many. Missed turns are made up for once."""
    by_name = {schedule.name: schedule for schedule in schedules}
    async with db.write() as tx:
        due = await tx.rows(_Name, _TAKE_DUE, list(by_name))
        for row in due:
            tx.enqueue(by_name[row.name].job)
    return len(due)


async def keep_schedules(db: Database, schedules: Sequence[Schedule], stopping: asyncio.Event) -> None:
    """Declare the schedules and tick until the process stops, also through times without Postgres."""
    declared = False
    while not stopping.is_set():
        try:
            if not declared:
                await declare(db, schedules)
                declared = True
            await tick(db, schedules)
        except Unavailable:
            structlog.get_logger().warning("schedules.database_unreachable")
        try:
            await asyncio.wait_for(stopping.wait(), _TICK_SECONDS)
        except TimeoutError:
            continue


_NEXT = "date_bin({every}, now(), timestamptz '2001-01-01 00:00:00+00') + {every}"
_DECLARE = f"""
INSERT INTO schedules (name, every, next_at)
SELECT name, every, {_NEXT.format(every="every")} FROM unnest($1::text[], $2::interval[]) AS declared (name, every)
ON CONFLICT (name) DO UPDATE SET every = EXCLUDED.every, next_at = EXCLUDED.next_at
WHERE schedules.every <> EXCLUDED.every
"""
_TAKE_DUE = f"""
WITH due AS (
    SELECT name FROM schedules WHERE next_at <= now() AND name = ANY($1::text[]) FOR UPDATE SKIP LOCKED
)
UPDATE schedules SET next_at = {_NEXT.format(every="schedules.every")} FROM due WHERE schedules.name = due.name
RETURNING schedules.name
"""
