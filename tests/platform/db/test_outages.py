"""What do people read when Postgres goes away in the middle of what they asked, and what has happened then?"""

import asyncio
from collections.abc import AsyncIterator, Callable

import asyncpg
import pytest

from exibidos.kernel.errors import Unavailable
from exibidos.platform.db import Database, Tx, open_database
from exibidos.platform.settings import Database as DatabaseSettings
from gate import Gate, gate_to

pytestmark = pytest.mark.anyio


@pytest.fixture
async def gate(database_url: str) -> AsyncIterator[Gate]:
    async with gate_to(database_url) as gate:
        yield gate


async def test_a_write_that_never_reached_its_commit_is_known_to_have_failed(gate: Gate, database: Database) -> None:
    async with open_database(DatabaseSettings(url=gate.url)) as far:
        with pytest.raises(Unavailable, match=r"database\.unreachable"):
            await _leave(far, gate.shut)
    assert await _left(database) == 0


async def test_a_commit_whose_answer_is_lost_is_called_uncertain(gate: Gate, database: Database) -> None:
    async def lose_the_answer(_tx: Tx) -> None:
        gate.mute = True
        asyncio.get_running_loop().call_later(0.3, gate.shut)

    async with open_database(DatabaseSettings(url=gate.url), before_commit=[lose_the_answer]) as far:
        with pytest.raises(Unavailable, match=r"database\.uncertain"):
            await _leave(far)
    assert await _left(database) == 1, "it was saved, only nobody heard"


async def test_after_a_failover_writes_find_the_new_primary(owner_url: str, database: Database) -> None:
    """What refuses to write was the primary before; connections to it must not stay in the pool."""
    await _leave(database)
    owner = await asyncpg.connect(owner_url)
    name = await owner.fetchval("SELECT current_database()")
    await owner.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    async with open_database(DatabaseSettings(url=owner_url)) as demoted:
        with pytest.raises(Unavailable):
            await _touch(demoted)
        await owner.execute("SET default_transaction_read_only = off")
        await owner.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
        await _touch(demoted)
    await owner.close()


async def test_two_statements_at_once_are_our_own_mistake(database: Database) -> None:
    with pytest.raises(asyncpg.InterfaceError):
        async with database.read() as tx:
            await asyncio.gather(tx.value(str, "SELECT pg_sleep(0.2)::text"), tx.value(int, "SELECT 1"))


async def _leave(database: Database, before: Callable[[], None] | None = None) -> None:
    async with database.write() as tx:
        if before:
            before()
        await tx.execute("INSERT INTO schedules (name, every, next_at) VALUES ('left', '1 h', now())")


async def _touch(database: Database) -> None:
    async with database.write() as tx:
        await tx.execute("UPDATE schedules SET next_at = now()")


async def _left(database: Database) -> int | None:
    async with database.read() as tx:
        return await tx.value(int, "SELECT count(*) FROM schedules WHERE name = 'left'")
