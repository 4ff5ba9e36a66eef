"""Are two people not there for each other once one has blocked the other, and is nobody told who it was?"""

import pytest

from exibidos.features import images, social, voting
from exibidos.features.accounts import set_private
from exibidos.features.social import (
    Blocked,
    FollowState,
    Unblocked,
    block,
    count_circle,
    find_id,
    follow,
    get_blockable,
    get_profile,
    get_relation,
    list_blocked,
    list_followers,
    list_following,
    list_mutes,
    list_requests,
    may_reach,
    mute,
    unblock,
)
from exibidos.kernel.actor import GUEST, Member
from exibidos.kernel.errors import Conflict, NotFound
from exibidos.platform.db import Tx
from fixtures_make import NOON, Make

pytestmark = pytest.mark.anyio


async def _follow(tx: Tx, member: Member, other: Member) -> FollowState:
    return await follow(tx, member, other.id, require_verified=True)


async def test_a_block_ends_following_and_requests_both_ways_and_is_said_once(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    await _follow(tx, ana, bia)
    await set_private(tx, ana, True)
    await _follow(tx, bia, ana)
    tx.events.clear()
    await block(tx, ana, bia.id)
    await block(tx, ana, bia.id)
    assert tx.events == [Blocked(member_id=ana.id, blocked_id=bia.id)]
    assert await tx.value(int, "SELECT count(*) FROM follows WHERE $1 IN (created_by_id, followed_id)", ana.id) == 0
    assert await list_requests(tx, ana) == []


async def test_neither_finds_nor_follows_the_other(tx: Tx, make: Make) -> None:
    ana, bia = await make.member("ana"), await make.member("bia")
    await block(tx, ana, bia.id)
    for one, other in ((ana, bia), (bia, ana)):
        with pytest.raises(NotFound, match=r"accounts\.no_such_member"):
            await get_profile(tx, one, other.slug)
        with pytest.raises(NotFound, match=r"accounts\.no_such_member"):
            await _follow(tx, one, other)
    assert (await get_profile(tx, GUEST, "bia")).id == bia.id


async def test_neither_meets_the_other_among_the_people_of_a_third(tx: Tx, make: Make) -> None:
    ana, bia, eva = await make.member(), await make.member(), await make.member()
    for one in (ana, bia):
        await _follow(tx, one, eva)
        await _follow(tx, eva, one)
    await block(tx, ana, bia.id)
    profile = await get_profile(tx, eva, eva.slug)
    for viewer in (ana, bia):
        assert [face.id for face in await list_followers(tx, viewer, profile)] == [viewer.id]
        assert [face.id for face in await list_following(tx, viewer, profile)] == [viewer.id]
        assert (await count_circle(tx, viewer, eva.id)).followers == 1
    assert (await count_circle(tx, eva, eva.id)).followers == 2


async def test_neither_sees_a_photo_of_the_other_by_any_way(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    await block(tx, ana, bia.id)
    for author, viewer in ((ana, bia), (bia, ana)):
        image_id = await make.image(author)
        with pytest.raises(NotFound, match=r"images\.no_such_photo"):
            await images.get_photo(tx, viewer, image_id)
        assert image_id not in {photo.id for photo in await images.list_wall(tx, viewer, limit=100)}
        assert await images.list_by_author(tx, viewer, author.id) == []
        assert await images.count_listed_by_author(tx, viewer, author.id) == 0


async def test_taking_a_block_back_brings_no_following_back(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    await _follow(tx, bia, ana)
    await block(tx, ana, bia.id)
    tx.events.clear()
    await unblock(tx, ana, bia.id)
    await unblock(tx, ana, bia.id)
    assert tx.events == [Unblocked(member_id=ana.id, blocked_id=bia.id)]
    assert (await get_profile(tx, bia, ana.slug)).id == ana.id
    assert (await get_relation(tx, bia, ana.id)).follow is None


async def test_only_who_blocked_can_take_it_back(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    await block(tx, ana, bia.id)
    await unblock(tx, bia, ana.id)
    with pytest.raises(NotFound):
        await get_profile(tx, bia, ana.slug)
    assert [face.id for face in await list_blocked(tx, ana)] == [bia.id]
    assert await list_blocked(tx, bia) == []


async def test_whom_one_has_blocked_is_still_found_to_block_and_who_blocked_one_is_not(tx: Tx, make: Make) -> None:
    ana, bia = await make.member("ana"), await make.member("bia")
    await block(tx, ana, bia.id)
    assert await get_blockable(tx, ana, "bia") == bia.id
    for slug in ("ana", "nobody-at-all", "no\0body"):
        with pytest.raises(NotFound, match=r"accounts\.no_such_member"):
            await get_blockable(tx, bia, slug)
    assert await find_id(tx, "ANA") == ana.id
    assert await find_id(tx, "nobody-at-all") is None
    assert await find_id(tx, "no\0body") is None


async def test_nobody_blocks_themselves(tx: Tx, make: Make) -> None:
    ana = await make.member()
    with pytest.raises(Conflict, match=r"social\.yourself"):
        await block(tx, ana, ana.id)


async def test_a_muted_person_who_blocks_leaves_the_list_of_mutes(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    await mute(tx, ana, bia.id, ends_at=None, now=NOON)
    await block(tx, bia, ana.id)
    assert await list_mutes(tx, ana) == []


async def test_nothing_reaches_anybody_across_a_block_or_a_mute(tx: Tx, make: Make) -> None:
    ana, bia, eva = await make.member(), await make.member(), await make.member()
    assert await may_reach(tx, ana.id, bia.id)
    await block(tx, ana, bia.id)
    assert not await may_reach(tx, ana.id, bia.id)
    assert not await may_reach(tx, bia.id, ana.id)
    await social.mute(tx, ana, eva.id, ends_at=None, now=NOON)
    assert not await may_reach(tx, eva.id, ana.id)
    assert await may_reach(tx, ana.id, eva.id)


async def test_a_block_moves_no_figures(tx: Tx, make: Make) -> None:
    """If it did, who blocks would learn how somebody has voted."""
    ana, judges = await make.member(), [await make.member() for _ in range(6)]
    image_id = await make.image(ana)
    for number, judge in enumerate(judges):
        choice = voting.Choice.FOR if number else voting.Choice.AGAINST
        await voting.cast(tx, judge, image_id, choice, require_verified=True)
    before = await voting.find_figures(tx, ana, image_id)
    await block(tx, ana, judges[0].id)
    assert before is not None
    assert await voting.find_figures(tx, ana, image_id) == before
