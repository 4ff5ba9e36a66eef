"""Does a portfolio hang as its author arranged it, of their own photos alone, and for whom each photo is?"""

from uuid import UUID

import pytest

from exibidos.features.images import State, Visibility, delete
from exibidos.features.images.model import Moderation
from exibidos.features.profiles import arrange, choose, has_portfolio, list_chosen, list_portfolio, move, take_down
from exibidos.features.profiles.policy import MOST_IN_PORTFOLIO, check_portfolio, moved
from exibidos.features.social import block
from exibidos.kernel.actor import GUEST, Member, Viewer
from exibidos.kernel.errors import Invalid, NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio


async def seen(tx: Tx, viewer: Viewer, author: Member) -> list[UUID]:
    return [photo.id for photo in await list_portfolio(tx, viewer, author.id)]


async def test_photos_hang_in_the_order_that_was_chosen(tx: Tx, make: Make) -> None:
    ana = await make.member()
    assert not await has_portfolio(tx, GUEST, ana.id)
    one, two, three = [await make.image(ana) for _ in range(3)]
    await arrange(tx, ana, [three, one])
    await choose(tx, ana, two)
    await choose(tx, ana, three)
    assert await seen(tx, GUEST, ana) == [three, one, two]
    await move(tx, ana, two, steps=-1)
    await move(tx, ana, three, steps=-1)
    assert await seen(tx, GUEST, ana) == [three, two, one]
    await move(tx, ana, three, steps=1)
    await move(tx, ana, new_id(), steps=1)
    assert await seen(tx, GUEST, ana) == [two, three, one]
    await take_down(tx, ana, three)
    await take_down(tx, ana, three)
    assert await seen(tx, GUEST, ana) == [two, one]
    await delete(tx, ana, two)
    assert await seen(tx, ana, ana) == [one]
    await arrange(tx, ana, [])
    assert not await has_portfolio(tx, ana, ana.id)


async def test_only_ones_own_published_photos_are_hung(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    others = await make.image(bia)
    for wrong in (
        others,
        new_id(),
        await make.image(ana, deleted=True),
        await make.image(ana, state=State.REJECTED),
        await make.image(ana, moderation=Moderation.HIDDEN),
    ):
        with pytest.raises(NotFound):
            await choose(tx, ana, wrong)
    await choose(tx, bia, others)
    with pytest.raises(NotFound):
        await arrange(tx, ana, [others])
    assert await seen(tx, GUEST, bia) == [others]


async def test_each_photo_is_seen_by_whom_it_is_for(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    public = await make.image(ana)
    mine, followers = [await make.image(ana, visibility=kind) for kind in (Visibility.ONLY_ME, Visibility.FOLLOWERS)]
    await arrange(tx, ana, [mine, followers, public])
    assert await seen(tx, GUEST, ana) == await seen(tx, bia, ana) == [public]
    assert [photo.id for photo in await list_chosen(tx, ana)] == [mine, followers, public]
    await tx.execute("UPDATE images SET moderation = 'hidden' WHERE id = $1", followers)
    assert await seen(tx, ana, ana) == [public]
    await block(tx, ana, bia.id)
    assert await seen(tx, bia, ana) == []


def test_what_is_moved_stays_within_and_a_portfolio_has_an_end() -> None:
    one, two, three = new_id(), new_id(), new_id()
    assert moved([one, two, three], one, 5) == [two, three, one]
    assert moved([one, two, three], three, -5) == [three, one, two]
    with pytest.raises(Invalid, match="twice"):
        check_portfolio([one, one])
    with pytest.raises(Invalid, match="full"):
        check_portfolio([new_id() for _ in range(MOST_IN_PORTFOLIO + 1)])
