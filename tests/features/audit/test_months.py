"""Does the chain go on from month to month, and does retention take only what is old, and say so?"""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from exibidos.features import audit
from exibidos.features.audit import Broken, Whole
from exibidos.features.audit.model import Damage
from exibidos.features.audit.store import keep
from exibidos.platform.db import Database
from log_tampering import tampering

pytestmark = pytest.mark.anyio

# A row as it was written in another time; the chain's own statement, with the clock as an argument.
_WRITE = """
WITH last AS (
    SELECT coalesce(max(seq), 0) + 1 AS seq, coalesce((array_agg(hash ORDER BY seq DESC))[1], decode(repeat('00', 32), 'hex')) AS hash
    FROM logs.audit
)
INSERT INTO logs.audit
SELECT seq, $1, NULL, 'test.done', 'test', seq::text, '{}', hash, sha256(convert_to(jsonb_build_array(
    seq, (extract(epoch FROM $1::timestamptz) * 1000000)::bigint, NULL, 'test.done', 'test', seq::text, '{}'::jsonb,
    encode(hash, 'hex'))::text, 'UTF8'))
FROM last
"""


async def test_the_chain_goes_on_over_months_and_retention_says_what_it_dropped(db: Database, owner_url: str) -> None:
    await _live_for_years(owner_url)
    async with db.write() as tx:
        audit.record(tx, audit.Act(name="test.done", object_kind="test", object_id="today"))
    found = await audit.verify(db)
    assert isinstance(found, Whole)
    assert found.rows == 8
    async with db.write() as tx:
        await keep(tx)
    found = await audit.verify(db)
    assert isinstance(found, Whole), found
    assert found.rows == 8 - 4 + 2, "two months of two rows went, and each left a line"
    assert await _months(owner_url) >= 5


async def test_a_month_that_somebody_dropped_by_hand_is_missed(db: Database, owner_url: str) -> None:
    old, *_ = await _live_for_years(owner_url)
    async with tampering(owner_url) as superuser:
        await superuser.execute(f"DROP TABLE logs.audit_{old:%Y_%m}")
    found = await audit.verify(db)
    assert isinstance(found, Broken)
    assert (found.seq, found.damage) == (2, Damage.REMOVED)


async def test_turning_the_months_twice_changes_nothing(db: Database, owner_url: str) -> None:
    before = await _months(owner_url)
    for _ in range(2):
        async with db.write() as tx:
            await keep(tx)
    assert await _months(owner_url) == before == 4


async def test_a_month_made_later_is_guarded_like_the_first(owner_url: str) -> None:
    superuser = await asyncpg.connect(owner_url)
    await superuser.execute(
        "DO $$ DECLARE p regclass; BEGIN FOR p IN SELECT inhrelid::regclass FROM pg_inherits"
        " WHERE inhparent = 'logs.audit'::regclass LOOP EXECUTE format('DROP TABLE %s', p); END LOOP; END $$"
    )
    await superuser.execute("SELECT logs.keep_audit()")
    guards = await superuser.fetch(
        """
        SELECT relid::text, array_agg(tgname::text ORDER BY tgname) AS names, bool_and(tgenabled = 'A') AS always,
               bool_and(pg_get_userbyid(relowner) LIKE '%\\_log') AS owned
        FROM pg_partition_tree('logs.audit') JOIN pg_trigger ON tgrelid = relid JOIN pg_class c ON c.oid = relid
        WHERE isleaf GROUP BY relid
        """
    )
    await superuser.close()
    assert len(guards) == 4
    assert {(*row["names"], row["always"], row["owned"]) for row in guards} == {("link", "nobody_rewrites", True, True)}


async def _live_for_years(owner_url: str) -> list[datetime]:
    """Write two rows in each of three old months and one a year ago; two of the months are older than five years."""
    this_month = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    months = [this_month.replace(year=this_month.year - years) for years in (8, 6, 5)]
    async with tampering(owner_url) as superuser:
        for month in months:
            end = (month + timedelta(days=32)).replace(day=1)
            await superuser.execute(
                f"CREATE TABLE logs.audit_{month:%Y_%m} PARTITION OF logs.audit FOR VALUES FROM ('{month}') TO ('{end}');"
                f"ALTER TABLE logs.audit_{month:%Y_%m} OWNER TO club_template_log, DISABLE TRIGGER link"
            )
            for day in (1, 20):
                await superuser.execute(_WRITE, month + timedelta(days=day))
        await superuser.execute(_WRITE, this_month)
    return months


async def _months(owner_url: str) -> int:
    superuser = await asyncpg.connect(owner_url)
    count: int = await superuser.fetchval("SELECT count(*) FROM pg_inherits WHERE inhparent = 'logs.audit'::regclass")
    await superuser.close()
    return count
