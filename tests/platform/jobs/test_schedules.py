"""Is each turn of a schedule asked for once, however many schedulers there are?"""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from exibidos.platform.db import Database
from exibidos.platform.jobs import Schedule, keep_schedules
from exibidos.platform.jobs.schedules import declare, tick
from ledger_rows import Greet

pytestmark = pytest.mark.anyio
HOURLY = Schedule(name="test:hourly", every=timedelta(hours=1), job=Greet())
DAILY = Schedule(name="test:daily", every=timedelta(days=1), job=Greet())


async def test_a_schedule_is_due_at_the_next_full_turn(db: Database) -> None:
    await declare(db, [HOURLY, DAILY])
    now = datetime.now(UTC)
    hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    day = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    assert await _next_turns(db) == [day, hour]


async def test_a_schedule_that_is_not_due_asks_for_nothing(db: Database) -> None:
    await declare(db, [HOURLY])
    assert await tick(db, [HOURLY]) == 0


async def test_many_schedulers_ask_once_for_a_turn_and_missed_turns_are_made_up_for_once(db: Database) -> None:
    await declare(db, [HOURLY])
    await _make_due(db, missed=timedelta(hours=5))
    asked = await asyncio.gather(*(tick(db, [HOURLY]) for _ in range(5)))
    assert sorted(asked) == [0, 0, 0, 0, 1]
    assert await _count_greets(db) == 1
    (turn,) = await _next_turns(db)
    assert timedelta(0) < turn - datetime.now(UTC) <= timedelta(hours=1)


async def test_declaring_again_keeps_a_planned_turn_and_a_new_pace_replaces_it(db: Database) -> None:
    await declare(db, [HOURLY])
    await _make_due(db, missed=timedelta(minutes=5))
    planned = await _next_turns(db)
    await declare(db, [HOURLY])
    assert await _next_turns(db) == planned
    await declare(db, [Schedule(name=HOURLY.name, every=timedelta(hours=2), job=Greet())])
    assert await _next_turns(db) > planned


async def test_a_schedule_that_is_no_longer_declared_rests(db: Database) -> None:
    await declare(db, [HOURLY])
    await _make_due(db, missed=timedelta(hours=1))
    assert await tick(db, [DAILY]) == 0


async def test_a_running_scheduler_asks_for_what_becomes_due_and_stops_when_told(db: Database) -> None:
    stopping = asyncio.Event()
    scheduler = asyncio.create_task(keep_schedules(db, [HOURLY], stopping))
    await _until_declared(db)
    await _make_due(db, missed=timedelta(0))
    async with asyncio.timeout(5):
        while await _count_greets(db) == 0:  # noqa: ASYNC110 - the database has no event to wait for
            await asyncio.sleep(0.05)
    stopping.set()
    await asyncio.wait_for(scheduler, 1)


async def _make_due(db: Database, *, missed: timedelta) -> None:
    async with db.write() as tx:
        await tx.execute("UPDATE schedules SET next_at = now() - $1::interval", missed)


async def _until_declared(db: Database) -> None:
    async with asyncio.timeout(5):
        while not await _next_turns(db):  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.05)


async def _next_turns(db: Database) -> list[datetime]:
    async with db.read() as tx:
        return await tx.values(datetime, "SELECT next_at FROM schedules ORDER BY name")


async def _count_greets(db: Database) -> int:
    async with db.read() as tx:
        return await tx.value(int, "SELECT count(*) FROM jobs WHERE name = 'test:greet'") or 0
