"""Does following happen once, ask where it must, end when it should, and stay exact in a storm?"""

import asyncio
import random
from uuid import UUID

import msgspec
import pytest

from exibidos.features import social
from exibidos.features.accounts import set_private
from exibidos.features.social import (
    FollowAccepted,
    FollowAsked,
    Followed,
    FollowState,
    Unfollowed,
    accept,
    block,
    count_circle,
    get_profile,
    get_relation,
    list_followers,
    list_following,
    list_requests,
    refuse,
    remove_follower,
    unfollow,
)
from exibidos.kernel.actor import GUEST, Member
from exibidos.kernel.errors import Conflict, Forbidden, NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Database, Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio


async def follow(tx: Tx, member: Member, other: Member) -> FollowState:
    return await social.follow(tx, member, other.id, require_verified=True)


async def _private(tx: Tx, make: Make, slug: str | None = None) -> Member:
    member = await make.member(slug)
    await set_private(tx, member, True)
    tx.events.clear()
    return member


async def test_an_open_account_is_followed_at_once_and_said_once(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    tx.events.clear()
    assert await follow(tx, ana, bia) is FollowState.FOLLOWING
    assert await follow(tx, ana, bia) is FollowState.FOLLOWING
    assert tx.events == [Followed(follower_id=ana.id, followed_id=bia.id)]
    assert (await get_relation(tx, ana, bia.id)).follow is FollowState.FOLLOWING
    assert (await get_relation(tx, bia, ana.id)).follows_you


async def test_a_private_account_is_asked_and_decides(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await _private(tx, make)
    tx.events.clear()
    assert await follow(tx, ana, bia) is FollowState.ASKED
    assert await follow(tx, ana, bia) is FollowState.ASKED
    assert (await get_relation(tx, bia, ana.id)).asks_you
    assert [face.id for face in await list_requests(tx, bia)] == [ana.id]
    assert await social.count_requests(tx, bia) == 1
    await accept(tx, bia, ana.id)
    assert tx.events == [
        FollowAsked(follower_id=ana.id, followed_id=bia.id),
        FollowAccepted(follower_id=ana.id, followed_id=bia.id),
    ]
    assert await list_requests(tx, bia) == []
    assert (await count_circle(tx, GUEST, bia.id)).followers == 1


async def test_a_refused_request_is_gone_and_may_be_made_again(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await _private(tx, make)
    await follow(tx, ana, bia)
    await refuse(tx, bia, ana.id)
    assert (await get_relation(tx, ana, bia.id)).follow is None
    assert tx.events[-1] == Unfollowed(follower_id=ana.id, followed_id=bia.id, state=FollowState.ASKED, by_id=bia.id)
    assert await follow(tx, ana, bia) is FollowState.ASKED


@pytest.mark.parametrize("verb", [accept, refuse])
async def test_nobody_decides_about_a_request_that_was_not_made_to_them(tx: Tx, make: Make, verb: object) -> None:
    assert callable(verb)
    ana, bia, eva = await make.member(), await _private(tx, make), await make.member()
    await follow(tx, ana, bia)
    for who, asker in ((eva, ana.id), (ana, bia.id), (bia, eva.id), (bia, new_id()), (bia, None)):
        with pytest.raises(NotFound, match=r"social\.no_such_request"):
            await verb(tx, who, asker)
    assert (await get_relation(tx, ana, bia.id)).follow is FollowState.ASKED


async def test_accepting_who_follows_already_is_not_there(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    await follow(tx, ana, bia)
    with pytest.raises(NotFound):
        await refuse(tx, bia, ana.id)
    assert (await get_relation(tx, ana, bia.id)).follow is FollowState.FOLLOWING


async def test_following_ends_from_either_side_and_once(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    await follow(tx, ana, bia)
    tx.events.clear()
    await unfollow(tx, ana, bia.id)
    await unfollow(tx, ana, bia.id)
    await follow(tx, ana, bia)
    await remove_follower(tx, bia, ana.id)
    state = FollowState.FOLLOWING
    assert [event for event in tx.events if isinstance(event, Unfollowed)] == [
        Unfollowed(follower_id=ana.id, followed_id=bia.id, state=state, by_id=ana.id),
        Unfollowed(follower_id=ana.id, followed_id=bia.id, state=state, by_id=bia.id),
    ]
    assert (await count_circle(tx, ana, ana.id)).following == 0


async def test_opening_an_account_accepts_nobody_until_they_ask_again(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await _private(tx, make)
    await follow(tx, ana, bia)
    await set_private(tx, bia, False)
    assert (await get_relation(tx, ana, bia.id)).follow is FollowState.ASKED
    assert await follow(tx, ana, bia) is FollowState.FOLLOWING
    assert await list_requests(tx, bia) == []


async def test_closing_an_account_keeps_who_follows(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    await follow(tx, ana, bia)
    await set_private(tx, bia, True)
    assert await follow(tx, ana, bia) is FollowState.FOLLOWING


async def test_nobody_follows_themselves(tx: Tx, make: Make) -> None:
    ana = await make.member()
    with pytest.raises(Conflict, match=r"social\.yourself"):
        await follow(tx, ana, ana)


async def test_whose_address_is_not_proven_follows_where_the_club_does_not_ask(tx: Tx, make: Make) -> None:
    ana, bia = msgspec.structs.replace(await make.member(), verified=False), await make.member()
    with pytest.raises(Forbidden, match=r"accounts\.unverified"):
        await follow(tx, ana, bia)
    assert await social.follow(tx, ana, bia.id, require_verified=False) is FollowState.FOLLOWING


async def test_who_is_gone_or_suspended_cannot_be_followed_and_is_in_no_list(tx: Tx, make: Make) -> None:
    ana, bia, eva = await make.member(), await make.member(), await make.member(suspended=True)
    with pytest.raises(NotFound):
        await follow(tx, ana, eva)
    with pytest.raises(NotFound):
        await social.follow(tx, ana, new_id(), require_verified=True)
    await follow(tx, ana, bia)
    await tx.execute("UPDATE members SET suspended_at = now() WHERE id = $1", bia.id)
    profile = await get_profile(tx, ana, ana.slug)
    assert await list_following(tx, ana, profile) == []
    assert (await count_circle(tx, ana, ana.id)).following == 0


async def test_a_private_account_shows_its_circle_to_followers_alone(tx: Tx, make: Make) -> None:
    ana, bia, eva = await make.member(), await _private(tx, make, "bia"), await make.member()
    await follow(tx, ana, bia)
    await accept(tx, bia, ana.id)
    profile = await get_profile(tx, ana, "BIA")
    assert [face.id for face in await list_followers(tx, ana, profile)] == [ana.id]
    assert [face.id for face in await list_followers(tx, bia, profile)] == [ana.id]
    for stranger in (eva, GUEST):
        with pytest.raises(Forbidden, match=r"social\.for_followers"):
            await list_followers(tx, stranger, profile)
        with pytest.raises(Forbidden, match=r"social\.for_followers"):
            await list_following(tx, stranger, profile)


async def test_lists_go_on_where_they_stopped(tx: Tx, make: Make) -> None:
    ana, crowd = await make.member(), [await make.member() for _ in range(5)]
    for number, one in enumerate(crowd):
        await follow(tx, one, ana)
        await tx.execute(
            "UPDATE follows SET created_at = now() + $2 * interval '1 second' WHERE created_by_id = $1",
            one.id,
            number // 2,
        )
    profile, seen = await get_profile(tx, ana, ana.slug), list[UUID]()
    before = None
    while page := await list_followers(tx, ana, profile, before=before, limit=2):
        seen += [face.id for face in page]
        before = page[-1].at, page[-1].id
    assert sorted(seen) == sorted(one.id for one in crowd)
    assert len(seen) == len(set(seen))


async def _people(database: Database, count: int) -> list[Member]:
    async with database.write() as tx:
        make = Make(tx)
        return [await make.member() for _ in range(count)]


async def test_of_a_hundred_follows_at_once_there_is_one_and_it_is_said_once(database: Database) -> None:
    ana, bia = await _people(database, 2)
    said: list[object] = []

    async def one() -> None:
        async with database.write() as tx:
            await follow(tx, ana, bia)
            said.extend(tx.events)

    await asyncio.gather(*(one() for _ in range(100)))
    async with database.read() as tx:
        assert (await count_circle(tx, ana, bia.id)).followers == 1
    assert said == [Followed(follower_id=ana.id, followed_id=bia.id)]


async def test_after_a_storm_nobody_follows_across_a_block_and_counts_are_what_there_is(database: Database) -> None:
    people = await _people(database, 6)
    dice = random.Random(7)
    at_once = asyncio.Semaphore(50)

    async def act() -> None:
        one, other = dice.sample(people, 2)
        verb = dice.choice(["follow", "follow", "follow", "unfollow", "block", "unblock", "accept", "private"])
        async with at_once, database.write() as tx:
            try:
                if verb == "follow":
                    await follow(tx, one, other)
                elif verb == "unfollow":
                    await unfollow(tx, one, other.id)
                elif verb == "block":
                    await block(tx, one, other.id)
                elif verb == "unblock":
                    await social.unblock(tx, one, other.id)
                elif verb == "accept":
                    await accept(tx, one, other.id)
                else:
                    await set_private(tx, one, dice.random() < 0.5)
            except NotFound:
                pass  # across a block, or nobody asked: rightly

    await asyncio.gather(*(act() for _ in range(1500)))
    async with database.read() as tx:
        across = """
            SELECT count(*) FROM follows f JOIN blocks b ON (b.created_by_id, b.blocked_id) = (f.created_by_id, f.followed_id)
                                                         OR (b.blocked_id, b.created_by_id) = (f.created_by_id, f.followed_id)
        """
        assert await tx.value(int, across) == 0
        followed = "SELECT count(*) FROM follows WHERE followed_id = $1 AND state = 'following'"
        for one in people:
            assert (await count_circle(tx, GUEST, one.id)).followers == await tx.value(int, followed, one.id)


_SOMEBODY_WAITS = """
    SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
                   WHERE d.datname = current_database() AND l.locktype = 'advisory' AND NOT l.granted)
"""


async def test_a_follow_that_waits_for_a_block_finds_nobody(database: Database) -> None:
    """The lock of the pair is what lets it see the block: without it, it would look before and write after."""
    ana, bia = await _people(database, 2)
    async with database.write() as blocking:
        await block(blocking, bia, ana.id)

        async def late() -> None:
            async with database.write() as tx:
                await follow(tx, ana, bia)

        waiting = asyncio.create_task(late())
        async with database.read() as tx:
            # Postgres tells nobody that somebody waits, so it is asked until somebody does.
            while not await tx.value(bool, _SOMEBODY_WAITS):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    with pytest.raises(NotFound):
        await waiting
