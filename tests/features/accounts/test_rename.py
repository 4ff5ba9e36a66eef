"""Does a member change their slug once, lead there from the old one, and keep it from others for a while?"""

import asyncio
from datetime import timedelta

import pytest

from exibidos.features import accounts
from exibidos.features.accounts import SLUG_HELD, SLUG_RESTS, SlugChanged
from exibidos.features.accounts.service.slugs import find_taken_slug
from exibidos.kernel.actor import Member
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Conflict, Invalid, Limited, NotFound
from exibidos.platform.db import Database, Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio
WEEK = SLUG_RESTS + timedelta(seconds=1)


async def test_the_old_slug_leads_to_the_new_one(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    tx.events.clear()
    assert await accounts.rename(tx, ana, "@Ana-Luz", at=now()) == "ana-luz"
    assert tx.events == [SlugChanged(member_id=ana.id)]
    for slug in ("ana", "ana-luz"):
        assert (await accounts.get_profile(tx, slug)).slug == "ana-luz"


async def test_the_same_slug_again_changes_nothing(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    tx.events.clear()
    assert await accounts.rename(tx, ana, "ana", at=now()) == "ana"
    assert tx.events == []
    assert await accounts.find_next_rename(tx, ana) is None


@pytest.mark.parametrize("wanted", ["bia", "b-ia", "b1a", "bla"])
async def test_what_is_somebody_elses_or_looks_like_it_is_taken(tx: Tx, make: Make, wanted: str) -> None:
    ana = await make.member("ana")
    await make.member("bia")
    with pytest.raises(Conflict, match="slug_taken"):
        await accounts.rename(tx, ana, wanted, at=now())


@pytest.mark.parametrize("wanted", ["adm1n", "x", "ana luz", "javascript:"])
async def test_what_nobody_may_have_is_refused(tx: Tx, make: Make, wanted: str) -> None:
    with pytest.raises(Invalid):
        await accounts.rename(tx, await make.member("ana"), wanted, at=now())


async def test_what_was_left_is_nobody_elses_for_ninety_days(tx: Tx, make: Make) -> None:
    ana, bia = await make.member("ana"), await make.member("bia")
    left = now() - SLUG_HELD - timedelta(minutes=1)
    await accounts.rename(tx, ana, "ana-luz", at=now())
    for wanted in ("ana", "a-na"):
        assert await find_taken_slug(tx, wanted) == "ana"
        with pytest.raises(Conflict, match="slug_taken"):
            await accounts.rename(tx, bia, wanted, at=now())
    await tx.execute("UPDATE former_slugs SET released_at = $1", left)
    assert await accounts.rename(tx, bia, "ana", at=now()) == "ana"
    assert (await accounts.get_profile(tx, "ana")).id == bia.id


async def test_a_new_slug_rests_a_week_and_the_way_back_is_open(tx: Tx, make: Make) -> None:
    ana, at = await make.member("ana"), now()
    await accounts.rename(tx, ana, "ana-luz", at=at)
    assert await accounts.find_next_rename(tx, ana) == at + SLUG_RESTS
    with pytest.raises(Limited) as refused:
        await accounts.rename(tx, ana, "luz", at=at + timedelta(days=1))
    assert refused.value.retry_after == timedelta(days=6).total_seconds()
    assert await accounts.rename(tx, ana, "ana", at=at + timedelta(days=1)) == "ana"
    assert await accounts.rename(tx, ana, "luz", at=at + timedelta(days=1) + WEEK) == "luz"


async def test_what_looks_like_ones_own_is_ones_own(tx: Tx, make: Make) -> None:
    ana = await make.member("ana-luz")
    assert await accounts.rename(tx, ana, "analuz", at=now()) == "analuz"


async def test_a_slug_of_who_is_suspended_leads_nowhere(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    await accounts.rename(tx, ana, "ana-luz", at=now())
    await tx.execute("UPDATE members SET suspended_at = now() WHERE id = $1", ana.id)
    with pytest.raises(NotFound):
        await accounts.get_profile(tx, "ana")
    with pytest.raises(NotFound):
        await accounts.rename(tx, ana, "ana", at=now())


async def test_who_has_a_slug_now_hides_who_had_it(tx: Tx, make: Make) -> None:
    ana, bia = await make.member("ana"), await make.member("bia")
    await accounts.rename(tx, ana, "ana-luz", at=now() - SLUG_HELD - WEEK)
    await accounts.rename(tx, bia, "ana", at=now())
    await tx.execute("UPDATE members SET suspended_at = now() WHERE id = $1", bia.id)
    with pytest.raises(NotFound):
        await accounts.get_profile(tx, "ana")


async def test_of_fifty_who_want_one_slug_at_once_one_has_it(database: Database) -> None:
    async with database.write() as tx:
        people = [await Make(tx).member(f"m-{'abcdefghjk'[n // 10]}{'abcdefghjk'[n % 10]}") for n in range(50)]

    async def one(member: Member, wanted: str) -> str:
        try:
            async with database.write() as tx:
                return await accounts.rename(tx, member, wanted, at=now())
        except Conflict as conflict:
            return conflict.code

    said = await asyncio.gather(*(one(member, ("serra", "s-erra")[n % 2]) for n, member in enumerate(people)))
    assert said.count("accounts.slug_taken") == 49
    # And two who leave at once what the other wants both stay, or one gives way: nobody waits for ever.
    ana, bia = people[0], people[1]
    both = await asyncio.gather(one(ana, "m-ab"), one(bia, "m-aa"))
    assert set(both) <= {"accounts.slug_taken", "m-aa", "m-ab"}
