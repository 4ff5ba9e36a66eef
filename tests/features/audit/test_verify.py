"""Does the chain show what a superuser changed, removed or swapped, and only that?"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from exibidos.features import audit
from exibidos.features.audit import Broken, Whole, store
from exibidos.features.audit.model import Damage
from exibidos.platform.db import Database
from log_tampering import tampering

pytestmark = pytest.mark.anyio
Fill = Callable[[int], Awaitable[None]]

_SWAP = """
UPDATE logs.audit a SET {columns} FROM logs.audit b
WHERE (a.seq, b.seq) IN ((3, 5), (5, 3))
"""
_DOUBLE = """
INSERT INTO logs.audit SELECT seq, at + interval '1 s', actor, act, object_kind, object_id, details, prev_hash, hash
FROM logs.audit WHERE seq = 4
"""
_CONTENT = "actor = b.actor, act = b.act, object_kind = b.object_kind, object_id = b.object_id, details = b.details"


async def test_an_empty_log_is_whole(db: Database) -> None:
    assert await audit.verify(db) == Whole(rows=0, head=None)


async def test_untouched_rows_are_whole(db: Database, fill: Fill) -> None:
    await fill(7)
    found = await audit.verify(db)
    assert isinstance(found, Whole)
    assert found.rows == 7
    assert found.head
    assert found.head.seq == 7


async def test_pages_do_not_hide_the_seam(db: Database, fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_PAGE", 3)
    await fill(7)
    found = await audit.verify(db)
    assert isinstance(found, Whole)
    assert found.rows == 7


@pytest.mark.parametrize(
    ("trick", "seq", "damage"),
    [
        ("UPDATE logs.audit SET details = details || '{\"x\": 1}' WHERE seq = 4", 4, Damage.CHANGED),
        ("UPDATE logs.audit SET details = '5' WHERE seq = 4", 4, Damage.CHANGED),
        ("UPDATE logs.audit SET actor = NULL WHERE seq = 1", 1, Damage.CHANGED),
        ("UPDATE logs.audit SET act = 'image.edited' WHERE seq = 7", 7, Damage.CHANGED),
        ("UPDATE logs.audit SET object_id = 'another' WHERE seq = 2", 2, Damage.CHANGED),
        ("UPDATE logs.audit SET at = at - interval '1 microsecond' WHERE seq = 6", 6, Damage.CHANGED),
        ("UPDATE logs.audit SET hash = sha256('x') WHERE seq = 5", 5, Damage.CHANGED),
        ("UPDATE logs.audit SET prev_hash = sha256('x') WHERE seq = 5", 5, Damage.CHANGED),
        ("UPDATE logs.audit SET seq = 8 WHERE seq = 7", 7, Damage.REMOVED),
        ("DELETE FROM logs.audit WHERE seq = 4", 4, Damage.REMOVED),
        ("DELETE FROM logs.audit WHERE seq IN (3, 4, 6)", 3, Damage.REMOVED),
        ("DELETE FROM logs.audit WHERE seq = 1", 1, Damage.REMOVED),
        ("DELETE FROM logs.audit WHERE seq <= 3", 3, Damage.REMOVED),
        (_DOUBLE, 4, Damage.DOUBLED),
        (_SWAP.format(columns=_CONTENT), 3, Damage.CHANGED),
        (_SWAP.format(columns=f"{_CONTENT}, prev_hash = b.prev_hash, hash = b.hash"), 3, Damage.CHANGED),
        ("UPDATE logs.audit SET seq = CASE seq WHEN 3 THEN 5 ELSE 3 END WHERE seq IN (3, 5)", 3, Damage.CHANGED),
    ],
)  # fmt: skip
async def test_the_row_that_a_superuser_touched_is_named(
    db: Database, fill: Fill, owner_url: str, trick: str, seq: int, damage: Damage
) -> None:
    await fill(7)
    async with tampering(owner_url) as superuser:
        await superuser.execute(trick)
    found = await audit.verify(db)
    assert isinstance(found, Broken)
    assert (found.seq, found.damage) == (seq, damage)


async def test_a_row_that_was_replaced_with_a_hash_of_its_own_is_named(
    db: Database, fill: Fill, owner_url: str
) -> None:
    await fill(7)
    async with tampering(owner_url) as superuser:
        await superuser.execute("UPDATE logs.audit SET object_id = 'another' WHERE seq = 4")
        await superuser.execute(
            """
            UPDATE logs.audit SET hash = sha256(convert_to(jsonb_build_array(
                seq, (extract(epoch FROM at) * 1000000)::bigint, actor, act, object_kind, object_id, details,
                encode(prev_hash, 'hex'))::text, 'UTF8')) WHERE seq = 4
            """
        )
    found = await audit.verify(db)
    assert isinstance(found, Broken)
    assert (found.seq, found.damage) == (4, Damage.REPLACED)


async def test_a_log_that_was_cut_off_no_longer_has_the_row_that_somebody_wrote_down(
    db: Database, fill: Fill, owner_url: str
) -> None:
    await fill(5)
    before = await audit.verify(db)
    assert isinstance(before, Whole)
    await fill(2)
    assert isinstance(await audit.verify(db, before.head), Whole)
    async with tampering(owner_url) as superuser:
        await superuser.execute("DELETE FROM logs.audit WHERE seq >= 5")
    assert isinstance(await audit.verify(db), Whole), "the rest is a whole chain; only the known row shows it"
    found = await audit.verify(db, before.head)
    assert isinstance(found, Broken)
    assert (found.seq, found.damage) == (5, Damage.REMOVED)


async def test_sixteen_writers_keep_the_chain_whole(db: Database, database_url: str) -> None:
    async def write(number: int) -> None:
        for turn in range(12):
            async with db.write() as tx:
                for _ in range(1 + turn % 3):
                    audit.record(tx, audit.Act(name="test.done", object_kind="writer", object_id=str(number)))

    await asyncio.gather(*(write(number) for number in range(16)))
    found = await audit.verify(db)
    assert isinstance(found, Whole)
    assert found.rows == 16 * 24
    connection = await asyncpg.connect(database_url)
    ordered = await connection.fetchval(
        "SELECT bool_and(at >= before) FROM (SELECT at, lag(at) OVER (ORDER BY seq) AS before FROM logs.audit) AS rows"
    )
    await connection.close()
    assert ordered, "time goes forward along the chain"


async def test_what_does_not_commit_is_not_in_the_log(db: Database, fill: Fill) -> None:
    await fill(1)
    with contextlib.suppress(KeyError):
        async with db.write() as tx:
            audit.record(tx, audit.Act(name="test.done", object_kind="test", object_id="1"))
            raise KeyError
    await fill(1)
    found = await audit.verify(db)
    assert isinstance(found, Whole)
    assert found.rows == 2
