"""Does the club work behind a pooler in transaction mode, where each transaction meets another session?"""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from alternating_pooler import alternating_pooler
from exibidos.app.reactions import react
from exibidos.features import audit, images, voting
from exibidos.features.voting import Choice
from exibidos.platform.db import Database, open_database
from exibidos.platform.db.migrate import upgrade
from exibidos.platform.jobs import Ledger
from exibidos.platform.settings import Database as DatabaseSettings
from exibidos.platform.settings import Jobs as JobsSettings
from fixtures_make import Make
from fixtures_replica import Pair

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def pooled_url(pair: Pair) -> AsyncIterator[str]:
    """Lend the way through a pooler to a database with the club's schema."""
    await upgrade(pair.primary_url)
    place = urlsplit(pair.primary_url)
    assert place.port
    async with alternating_pooler(place.port) as port:
        yield urlunsplit(place._replace(netloc=place.netloc.replace(str(place.port), str(port))))


@pytest.fixture
async def pooled(pooled_url: str) -> AsyncIterator[Database]:
    """Open a process's database as the settings for poolers say, with all that the club does around a commit."""
    steps = (react, Ledger(JobsSettings()).record, audit.write)
    settings = DatabaseSettings(url=pooled_url, statement_cache_size=0, pool_size=3)
    async with open_database(settings, before_commit=steps) as opened:
        yield opened


async def test_each_transaction_meets_another_session(pooled: Database) -> None:
    async with pooled.write() as tx:
        one = {await tx.value(int, "SELECT pg_backend_pid()") for _ in range(3)}
    async with pooled.write() as tx:
        other = {await tx.value(int, "SELECT pg_backend_pid()") for _ in range(3)}
    assert len(one) == len(other) == 1
    assert one != other


async def test_the_club_is_written_and_read(pooled: Database) -> None:
    async with pooled.write() as tx:
        make = Make(tx)
        ana, bia = await make.member("ana"), await make.member("bia")
        photo = await make.image(ana)
    for choice in (Choice.FOR, Choice.AGAINST):
        async with pooled.write() as tx:
            await voting.cast(tx, bia, photo, choice, require_verified=False)
    async with pooled.write() as tx:
        await images.delete(tx, ana, await Make(tx).image(ana))
    async with pooled.browse() as tx:
        assert [found.id for found in await images.list_wall(tx, bia, limit=9)] == [photo]
        assert (await images.get_photo(tx, bia, photo)).title == "Sem título"
    assert isinstance(await audit.verify(pooled), audit.Whole)


async def write_a_little(db: Database) -> None:
    async with db.write() as tx:
        await tx.value(int, "SELECT 1")


async def test_many_at_once_do_not_meet_each_others_statements(pooled: Database) -> None:
    async def count(number: int) -> None:
        for step in range(30):
            async with pooled.read() as tx:
                assert await tx.value(int, "SELECT $1::int + $2::int", number, step) == number + step
            async with pooled.write() as tx:
                assert await tx.value(str, "SELECT $1::text", f"{number}/{step}") == f"{number}/{step}"

    await asyncio.gather(*(count(number) for number in range(6)))


async def test_with_the_setting_for_a_plain_server_statements_are_lost(pooled_url: str) -> None:
    """So this pooler would show it."""
    async with open_database(DatabaseSettings(url=pooled_url, pool_size=1)) as plain:
        ends = await asyncio.gather(*(write_a_little(plain) for _ in range(4)), return_exceptions=True)
    assert any(isinstance(end, asyncpg.InvalidSQLStatementNameError) for end in ends)
