"""Can nobody take away their own last way in, not even two at a time?"""

import asyncio

import pytest

from exibidos.features.accounts.policy import check_may_remove_way_in
from exibidos.features.accounts.service.members import count_ways_in
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Conflict
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Database, Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("ways", [0, 1])
def test_the_last_way_in_stays(ways: int) -> None:
    with pytest.raises(Conflict):
        check_may_remove_way_in(ways)


def test_one_of_two_may_go() -> None:
    check_may_remove_way_in(2)


async def test_a_password_is_a_way_in(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    assert await count_ways_in(tx, ana.id) == 1
    await tx.execute("UPDATE members SET password_hash = NULL")
    assert await count_ways_in(tx, ana.id) == 0
    assert await count_ways_in(tx, new_id()) == 0


async def test_who_counts_holds_the_member_until_the_commit(database: Database) -> None:
    async with database.write() as tx:
        ana = await Make(tx).member("ana")
    async with database.write() as first:
        await count_ways_in(first, ana.id)
        second = asyncio.create_task(_count(database, ana))
        done, _ = await asyncio.wait([second], timeout=0.2)
        assert not done
        await first.execute("UPDATE members SET password_hash = NULL")
    assert await second == 0


async def _count(database: Database, ana: Member) -> int:
    async with database.write() as tx:
        return await count_ways_in(tx, ana.id)
