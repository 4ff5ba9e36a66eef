"""Does a replica answer only what it knows as well as the primary, and does anybody notice when it is late or gone?"""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager

import asyncpg
import pytest

from exibidos.features import accounts, images
from exibidos.features.images import Details, Visibility
from exibidos.kernel.actor import GUEST
from exibidos.kernel.errors import NotFound, Unavailable
from exibidos.platform.db import Database, ReadTx, open_database, replica
from exibidos.platform.db.migrate import upgrade
from exibidos.platform.settings import Database as DatabaseSettings
from fixtures_make import Make
from fixtures_replica import Pair, kill

pytestmark = pytest.mark.anyio

BY_REPLICA = "SELECT pg_is_in_recovery()"


@pytest.fixture
async def db(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """Open a process's database on both, with a table of numbers, all of it replayed."""
    monkeypatch.setattr(replica, "_REST_SECONDS", 0.3)
    await pair.on_replica("SELECT CASE WHEN pg_is_wal_replay_paused() THEN pg_wal_replay_resume()::text END")
    await pair.on_primary("CREATE TABLE IF NOT EXISTS numbers (n int)")
    await pair.on_primary("TRUNCATE numbers")
    await pair.caught_up()
    async with open_on(pair) as opened:
        yield opened


def open_on(pair: Pair) -> AbstractAsyncContextManager[Database]:
    return open_database(DatabaseSettings(url=pair.primary_url, replica_url=pair.replica_url))


async def by_replica(tx: ReadTx) -> bool:
    return bool(await tx.value(bool, BY_REPLICA))


async def asked_replica(db: Database) -> bool:
    async with db.browse() as tx:
        return await by_replica(tx)


async def until_replica_answers(db: Database) -> None:
    async with asyncio.timeout(20):
        while not await asked_replica(db):  # noqa: ASYNC110 what is waited for happens in another process
            await asyncio.sleep(0.02)


async def asked_for_ever(db: Database) -> None:
    async with asyncio.timeout(20):
        while True:
            await asked_replica(db)


async def put(db: Database, number: int) -> None:
    async with db.write() as tx:
        await tx.execute("INSERT INTO numbers VALUES ($1)", number)


async def has(db: Database, number: int) -> bool:
    async with db.browse() as tx:
        return bool(await tx.value(bool, "SELECT EXISTS (SELECT FROM numbers WHERE n = $1)", number))


async def test_what_is_long_goes_to_the_replica_and_the_rest_to_the_primary(db: Database) -> None:
    await until_replica_answers(db)
    async with db.read() as tx:
        assert not await by_replica(tx)
    async with db.write() as tx:
        assert not await by_replica(tx)


async def test_a_replica_that_is_late_is_not_asked_until_it_has_caught_up(pair: Pair, db: Database) -> None:
    await until_replica_answers(db)
    await pair.on_replica("SELECT pg_wal_replay_pause()::text")
    await put(db, 1)
    assert await has(db, 1)
    assert not await asked_replica(db)
    await pair.on_replica("SELECT pg_wal_replay_resume()::text")
    await until_replica_answers(db)
    assert await has(db, 1)


async def test_every_process_sees_at_once_what_another_has_written(pair: Pair, db: Database) -> None:
    """A guest whose page comes from another process must not see a photo that has just been hidden, nor a worker miss its row."""
    async with open_on(pair) as other:
        for number in range(100):
            await put(db, number)
            assert await has(other, number)


async def test_a_replica_answers_most_questions_of_a_club_that_is_written_to(db: Database) -> None:
    answered = []
    for number in range(100):
        await put(db, number)
        await asyncio.sleep(0.02)
        answered.append(await asked_replica(db))
    assert answered.count(True) > 50


async def test_questions_that_come_together_ask_the_primary_together(db: Database) -> None:
    await until_replica_answers(db)
    asked = 0
    inner = db._replica._ask_after  # type: ignore[union-attr]

    async def counted(before: asyncio.Task[int | None] | None) -> int | None:
        nonlocal asked
        asked += 1
        return await inner(before)

    db._replica._ask_after = counted  # type: ignore[union-attr, method-assign]
    await asyncio.gather(*(asked_replica(db) for _ in range(200)))
    assert asked < 60


async def test_a_replica_that_is_killed_between_two_questions_is_not_missed(pair: Pair, db: Database) -> None:
    await put(db, 7)
    await pair.caught_up()
    await until_replica_answers(db)
    async with db.browse() as tx:
        assert await by_replica(tx)
        kill(pair.replica)
        async with asyncio.timeout(20):
            while await by_replica(tx):  # noqa: ASYNC110 its sessions learn of its death one by one
                await asyncio.sleep(0.01)
        assert await tx.value(int, "SELECT count(*) FROM numbers") == 1
    began = time.monotonic()
    assert not await asked_replica(db)
    assert time.monotonic() - began < 2
    await until_replica_answers(db)  # its keeper has started it again


async def test_a_replica_that_hangs_costs_little_and_only_once(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replica, "_PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr(replica, "_REST_SECONDS", 60.0)
    silent = socket.create_server(("127.0.0.1", 0))  # lets people in and says nothing
    nobody = f"postgresql://a:b@127.0.0.1:{silent.getsockname()[1]}/c"
    async with open_database(DatabaseSettings(url=pair.primary_url, replica_url=nobody)) as hung:
        assert not await asked_replica(hung)
        began = time.monotonic()
        for _ in range(20):
            assert not await asked_replica(hung)
        assert time.monotonic() - began < 2
    silent.close()


SLEEPS = "SELECT CASE WHEN pg_is_in_recovery() THEN pg_sleep(20)::text ELSE 'primary' END FROM (SELECT count(*) FROM numbers)"


async def test_a_question_that_replay_cancels_is_asked_of_the_primary(pair: Pair, db: Database) -> None:
    await until_replica_answers(db)
    await pair.on_replica("ALTER SYSTEM SET max_standby_streaming_delay = 0")
    await pair.on_replica("SELECT pg_reload_conf()")
    async with db.browse() as tx:
        assert await by_replica(tx)
        asking = asyncio.create_task(tx.value(str, SLEEPS))
        await pair.until("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep')")
        await pair.on_primary("TRUNCATE numbers")
        assert await asking == "primary"


async def test_a_mistake_of_our_own_is_not_asked_twice(db: Database) -> None:
    await until_replica_answers(db)
    with pytest.raises(asyncpg.UndefinedTableError):
        async with db.browse() as tx:
            await tx.value(int, "SELECT 1 FROM nowhere")
    with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
        async with db.browse() as tx:
            await tx.value(int, "INSERT INTO numbers VALUES (1) RETURNING 1")
    assert await asked_replica(db)


async def test_a_cancelled_question_leaves_its_connections(db: Database) -> None:
    await until_replica_answers(db)
    for _ in range(30):  # more than a pool holds
        waiting = asyncio.create_task(asked_replica(db))
        await asyncio.sleep(0.001)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(10):
        await until_replica_answers(db)


async def test_a_club_is_read_from_the_replica_until_a_photo_is_hidden_that_it_still_shows(
    pair: Pair, db: Database
) -> None:
    await upgrade(pair.primary_url)
    async with db.write() as tx:
        make = Make(tx)
        ana = await make.member()
        photo = await make.image(ana)
    await pair.caught_up()
    await until_replica_answers(db)
    async with db.browse() as tx:
        assert [one.id for one in await images.list_wall(tx, GUEST)] == [photo]
        assert [one.id for one in await images.list_by_author(tx, GUEST, ana.id)] == [photo]
        assert await images.count_listed_by_author(tx, GUEST, ana.id) == 1
        assert (await images.get_photo(tx, GUEST, photo)).id == photo
        assert (await accounts.get_profile(tx, ana.slug)).id == ana.id
        assert await by_replica(tx)
    await pair.on_replica("SELECT pg_wal_replay_pause()::text")
    async with db.write() as tx:
        await images.describe(tx, ana, photo, Details(visibility=Visibility.ONLY_ME))
    async with open_on(pair) as strangers, strangers.browse() as tx:
        assert await images.list_wall(tx, GUEST) == []
        with pytest.raises(NotFound):
            await images.get_photo(tx, GUEST, photo)


async def test_a_promoted_replica_is_not_asked(own_pair: Pair) -> None:
    async with open_on(own_pair) as db:
        await until_replica_answers(db)
        assert await own_pair.on_replica("SELECT pg_promote(wait => true)")
        await own_pair.on_replica("CREATE TABLE its_own_way (n int)")
        assert not await asked_replica(db)


async def test_without_its_primary_a_replica_answers_nobody(pair: Pair, db: Database) -> None:
    """It cannot know what it has missed: a photo that was hidden a moment before would be shown."""
    await until_replica_answers(db)
    kill(pair.primary)
    with pytest.raises(Unavailable):
        await asked_for_ever(db)
    await pair.on_primary("SELECT 1")  # its keeper has started it again
    await until_replica_answers(db)


async def test_a_server_that_is_no_replica_is_not_asked(pair: Pair) -> None:
    async with open_database(DatabaseSettings(url=pair.primary_url, replica_url=pair.primary_url)) as db:
        assert not await asked_replica(db)


async def test_a_primary_that_is_a_replica_itself_answers(pair: Pair) -> None:
    async with open_database(DatabaseSettings(url=pair.replica_url, replica_url=pair.replica_url)) as db:
        assert await asked_replica(db)


async def test_without_a_replica_one_place_answers_all(database: Database) -> None:
    assert database._replica is None
    assert not await asked_replica(database)
