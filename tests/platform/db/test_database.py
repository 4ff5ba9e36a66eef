"""Which failures of Postgres are outages, which people wait out, and which are our own mistakes?"""

import asyncio

import asyncpg
import pytest

from exibidos.kernel.errors import Unavailable
from exibidos.platform.db import Database, open_database
from exibidos.platform.settings import Database as DatabaseSettings

pytestmark = pytest.mark.anyio


async def test_a_full_disk_is_an_outage(database: Database) -> None:
    with pytest.raises(Unavailable):
        async with database.write() as tx:
            await tx.execute("DO $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$")


async def test_a_database_that_nobody_runs_is_an_outage() -> None:
    async with open_database(DatabaseSettings(url="postgresql://a:b@127.0.0.1:1/c")) as database:
        with pytest.raises(Unavailable):
            async with database.read() as tx:
                await tx.value(int, "SELECT 1")


async def test_a_value_that_does_not_fit_is_our_own_mistake(database: Database) -> None:
    """As an outage it would be told to come back for ever, and a job would be postponed without end."""
    with pytest.raises(asyncpg.DataError):
        async with database.read() as tx:
            await tx.value(int, "SELECT $1::int", "a word")


async def test_an_error_does_not_repeat_the_row_that_broke_a_rule(database: Database) -> None:
    """Whoever reads logs would find addresses beside the hashes of passwords there."""
    with pytest.raises(asyncpg.NotNullViolationError) as caught:
        async with database.write() as tx:
            await tx.execute("INSERT INTO schedules (name, every) VALUES ($1, '1 h')", "ana@exibidos.test")
    assert "ana@exibidos.test" not in str(caught.value)


async def test_a_transaction_that_fails_leaves_nothing(database: Database) -> None:
    async def write_then_fail() -> None:
        async with database.write() as tx:
            await tx.execute("INSERT INTO schedules (name, every, next_at) VALUES ('x', '1 h', now())")
            raise LookupError

    with pytest.raises(LookupError):
        await write_then_fail()
    async with database.read() as tx:
        assert await tx.value(int, "SELECT count(*) FROM schedules WHERE name = 'x'") == 0


async def test_what_reads_cannot_write(database: Database) -> None:
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with database.read() as tx:
            await tx.value(int, "INSERT INTO schedules (name, every, next_at) VALUES ('x', '1 h', now()) RETURNING 1")


async def test_a_connection_that_nobody_gives_back_does_not_keep_a_process_from_ending(database_url: str) -> None:
    async with asyncio.timeout(9), open_database(DatabaseSettings(url=database_url)) as database:
        await database._writer.acquire()  # and never released, as by a task that was cancelled at the wrong moment
    assert [usage.busy for usage in database.usage()] == [0, 0]
