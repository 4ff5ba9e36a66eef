"""Does the log write soon, keep a bounded amount while Postgres is away, and never hold up a delivery?"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest
from structlog.testing import capture_logs

from exibidos.features.images.model import Delivery, Reason, VariantName, ViewerClass
from exibidos.features.images.service.delivery_log import DeliveryLog, open_delivery_log
from exibidos.platform.db import Database, open_database
from exibidos.platform.settings import Database as DatabaseSettings
from fixtures_make import NOON, Make
from gate import Gate, gate_to

pytestmark = pytest.mark.anyio


def left(image_id: UUID, hour: int = 0) -> Delivery:
    return Delivery(
        image_id=image_id,
        variant=VariantName.FEED,
        viewer=ViewerClass.ANYONE,
        reason=Reason.PUBLIC,
        hour=NOON + timedelta(hours=hour),
    )


@pytest.fixture
async def image_id(database: Database) -> UUID:
    async with database.write() as tx:
        make = Make(tx)
        return await make.image(await make.member())


@asynccontextmanager
async def behind_a_gate(url: str) -> AsyncIterator[tuple[Gate, Database]]:
    async with gate_to(url) as gate, open_database(DatabaseSettings(url=gate.url)) as through:
        yield gate, through


async def written(database: Database) -> int:
    async with database.read() as tx:
        return await tx.value(int, "SELECT coalesce(sum(count), 0)::bigint FROM deliveries") or 0


async def until_written(database: Database, count: int) -> None:
    async with asyncio.timeout(10):
        while await written(database) < count:  # noqa: ASYNC110 - a database has no event to wait for
            await asyncio.sleep(0.02)
    assert await written(database) == count


async def test_a_single_delivery_is_written_by_the_clock(database: Database, image_id: UUID) -> None:
    async with open_delivery_log(database) as log:
        log.note(left(image_id))
        await until_written(database, 1)


async def test_five_hundred_do_not_wait_for_the_clock(database: Database, image_id: UUID) -> None:
    log = DeliveryLog(database, longest_seconds=3600)
    writing = asyncio.create_task(log.run())
    for written_before in (0, 500):
        for _ in range(499):
            log.note(left(image_id))
        assert await written(database) == written_before
        log.note(left(image_id))
        await until_written(database, written_before + 500)
    log.leave()
    await writing


async def test_a_clean_stop_writes_the_rest(database: Database, image_id: UUID) -> None:
    async with open_delivery_log(database) as log:
        for hour in range(7):
            log.note(left(image_id, hour))
    assert await written(database) == 7


async def test_while_postgres_is_away_counts_wait_and_then_all_are_written(
    database: Database, database_url: str, image_id: UUID
) -> None:
    async with behind_a_gate(database_url) as (gate, through), open_delivery_log(through) as log:
        log.note(left(image_id))
        await until_written(database, 1)
        gate.shut()
        with capture_logs() as said:
            async with asyncio.timeout(10):
                while len(said) < 2:
                    log.note(left(image_id))
                    await asyncio.sleep(0.01)
        noted = said[-1]["waiting"]
        assert said[-1] == {
            "event": "deliveries.not_written",
            "log_level": "warning",
            "reason": "Unavailable",
            "waiting": noted,
            "lost": 0,
        }
        gate.reopen()
        await until_written(database, 1 + noted)


async def test_noting_takes_no_time_while_postgres_hangs(database_url: str, image_id: UUID) -> None:
    held = await asyncpg.connect(database_url)
    async with open_database(DatabaseSettings(url=database_url)) as database, open_delivery_log(database) as log:
        async with held.transaction():
            await held.execute("LOCK TABLE deliveries IN ACCESS EXCLUSIVE MODE")
            for _ in range(500):
                log.note(left(image_id))
            async with asyncio.timeout(5):
                while not await held.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):  # noqa: ASYNC110 - see above
                    await asyncio.sleep(0.01)
            began = time.monotonic()
            for _ in range(10_000):
                log.note(left(image_id))
            assert time.monotonic() - began < 1  # 100 µs each on the slowest of days; measured: 1.5 µs
        await until_written(database, 10_500)
    await held.close()


async def test_what_is_kept_is_bounded_and_the_oldest_goes(
    database: Database, database_url: str, image_id: UUID
) -> None:
    async with behind_a_gate(database_url) as (gate, through):
        gate.shut()
        log = DeliveryLog(through, most_kept=3)
        for hour in range(3):
            log.note(left(image_id, hour))
        with capture_logs() as said:
            await log.write()
            for hour in range(3, 5):
                log.note(left(image_id, hour))
                log.note(left(image_id, hour))
            await log.write()
        assert [(line["waiting"], line["lost"]) for line in said] == [(3, 0), (5, 2)]
        gate.reopen()
        await log.write()
        assert await written(database) == 5


async def test_a_count_goes_on_while_its_kind_is_kept_however_full_it_is(database: Database, image_id: UUID) -> None:
    log = DeliveryLog(database, most_kept=1)
    for _ in range(5):
        log.note(left(image_id))
    await log.write()
    assert await written(database) == 5


async def test_a_stop_does_not_wait_for_a_postgres_that_hangs(database_url: str, image_id: UUID) -> None:
    held = await asyncpg.connect(database_url)
    async with open_database(DatabaseSettings(url=database_url)) as database:
        with capture_logs() as said:
            async with held.transaction():
                await held.execute("LOCK TABLE deliveries IN ACCESS EXCLUSIVE MODE")
                began = time.monotonic()
                async with open_delivery_log(database) as log:
                    log.note(left(image_id))
                assert time.monotonic() - began < 6
        assert [(line["event"], line["waiting"]) for line in said] == [("deliveries.not_written", 1)]
    await held.close()


async def test_two_processes_that_write_the_same_rows_at_once_lose_nothing(database: Database, image_id: UUID) -> None:
    logs = [DeliveryLog(database) for _ in range(8)]
    for number, log in enumerate(logs):
        for hour in range(24 * 30):
            log.note(left(image_id, hour if number % 2 else 719 - hour))
    with capture_logs() as said:
        await asyncio.gather(*(log.write() for log in logs))
    assert said == []
    assert await written(database) == 8 * 720
