"""What is remembered of deliveries, and who is told?"""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from exibidos.features.images import list_deliveries, store
from exibidos.features.images.model import Delivery, Moderation, Reason, State, VariantName, ViewerClass, Visibility
from exibidos.features.images.service.deliver import get_deliverable
from exibidos.features.images.service.delivery_log import delivery_of
from exibidos.features.images.service.seen import fold
from exibidos.kernel.actor import Role, Viewer
from exibidos.kernel.errors import NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Tx
from fixtures_make import NOON, Make

pytestmark = pytest.mark.anyio


def left(image_id: UUID, *, hour: datetime = NOON, variant: VariantName = VariantName.FEED) -> Delivery:
    return Delivery(image_id=image_id, variant=variant, viewer=ViewerClass.ANYONE, reason=Reason.PUBLIC, hour=hour)


async def remembered(tx: Tx, image_id: UUID, audience: Viewer | None, name: VariantName) -> tuple[ViewerClass, Reason]:
    found = await get_deliverable(tx, audience, image_id, name)
    delivery = delivery_of(found, audience, image_id, NOON)
    assert (delivery.image_id, delivery.variant) == (image_id, name)
    return delivery.viewer, delivery.reason


async def test_a_public_photo_goes_to_anyone_because_it_is_public(tx: Tx, make: Make) -> None:
    image_id = await make.image(await make.member())
    assert await remembered(tx, image_id, None, VariantName.FEED) == (ViewerClass.ANYONE, Reason.PUBLIC)


async def test_a_private_photo_goes_to_its_author_as_their_own(tx: Tx, make: Make) -> None:
    author = await make.member()
    image_id = await make.image(author, visibility=Visibility.ONLY_ME, sensitive=True)
    assert await remembered(tx, image_id, author, VariantName.FULL) == (ViewerClass.AUTHOR, Reason.OWN)


async def test_a_veiled_photo_goes_to_anyone_blurred_because_it_is_sensitive(tx: Tx, make: Make) -> None:
    image_id = await make.image(await make.member(), sensitive=True)
    assert await remembered(tx, image_id, None, VariantName.BLUR) == (ViewerClass.ANYONE, Reason.SENSITIVE)


async def test_a_lifted_veil_is_a_members_choice(tx: Tx, make: Make) -> None:
    image_id = await make.image(await make.member(), sensitive=True)
    assert await remembered(tx, image_id, await make.member(), VariantName.FULL) == (
        ViewerClass.MEMBER,
        Reason.CHOSEN,
    )


async def test_an_unlisted_photo_goes_to_members_who_have_its_link(tx: Tx, make: Make) -> None:
    image_id = await make.image(await make.member(), visibility=Visibility.UNLISTED)
    assert await remembered(tx, image_id, await make.member(), VariantName.FEED) == (ViewerClass.MEMBER, Reason.LINK)


async def test_a_moderator_who_looks_like_any_member_is_told_as_a_member(tx: Tx, make: Make) -> None:
    image_id = await make.image(await make.member(), sensitive=True)
    someone = await make.member()
    moderator = Viewer(id=someone.id, role=Role.MODERATOR, of_age=True)
    assert await remembered(tx, image_id, moderator, VariantName.FEED) == (ViewerClass.MEMBER, Reason.CHOSEN)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("moderation", [Moderation.CLEAR, Moderation.HIDDEN])
async def test_what_left_always_has_a_reason(tx: Tx, make: Make, state: State, moderation: Moderation) -> None:
    author, other = await make.member(suspended=True), await make.member()
    for visibility in Visibility:
        image_id = await make.image(author, visibility=visibility, state=state, moderation=moderation)
        for audience in (author, other, None):
            try:
                assert (await remembered(tx, image_id, audience, VariantName.FEED))[1] is not Reason.ABSENT
            except NotFound:
                continue


async def test_the_log_knows_the_hour_and_no_minute(tx: Tx, make: Make) -> None:
    author = await make.member()
    image_id = await make.image(author)
    found = await get_deliverable(tx, None, image_id, VariantName.FEED)
    at = datetime(2026, 11, 22, 13, 59, 59, 999_999, tzinfo=UTC)
    await store.add_deliveries(tx, {delivery_of(found, None, image_id, at): 1})
    (told,) = await list_deliveries(tx, author, image_id)
    assert told.first_at == told.last_at == datetime(2026, 11, 22, 13, tzinfo=UTC)


async def test_a_row_has_no_place_for_a_person(tx: Tx) -> None:
    columns = await tx.values(
        str, "SELECT attname::text FROM pg_attribute WHERE attrelid = 'deliveries'::regclass AND attnum > 0"
    )
    assert set(columns) == {
        "image_id",
        "day",
        "viewer",
        "reason",
        "variant",
        "count",
        "created_at",
        "updated_at",
    }


async def test_counts_of_a_day_add_up_whatever_order_they_come_in(tx: Tx, make: Make) -> None:
    author = await make.member()
    image_id = await make.image(author)
    await store.add_deliveries(tx, {left(image_id, hour=NOON + timedelta(hours=2)): 3})
    await store.add_deliveries(tx, {left(image_id): 4, left(image_id, hour=NOON + timedelta(hours=1)): 5})
    (told,) = await list_deliveries(tx, author, image_id)
    assert (told.count, told.first_at, told.last_at) == (12, NOON, NOON + timedelta(hours=2))
    assert await tx.value(int, "SELECT count(*) FROM deliveries WHERE image_id = $1", image_id) == 1


async def test_the_most_frequent_kind_stands_first(tx: Tx, make: Make) -> None:
    author = await make.member()
    image_id = await make.image(author)
    await store.add_deliveries(tx, {left(image_id): 2, left(image_id, variant=VariantName.THUMB): 9})
    told = await list_deliveries(tx, author, image_id)
    assert [(each.variant, each.count) for each in told] == [(VariantName.THUMB, 9), (VariantName.FEED, 2)]


async def test_a_photo_that_is_gone_by_now_keeps_no_other_from_being_written(tx: Tx, make: Make) -> None:
    author = await make.member()
    image_id = await make.image(author)
    await store.add_deliveries(tx, {left(new_id()): 1, left(image_id): 1})
    assert [told.count for told in await list_deliveries(tx, author, image_id)] == [1]


async def test_an_erased_photo_takes_its_deliveries_along(tx: Tx, make: Make) -> None:
    image_id = await make.image(await make.member())
    await store.add_deliveries(tx, {left(image_id): 1})
    await tx.execute("DELETE FROM images WHERE id = $1", image_id)
    assert await tx.value(int, "SELECT count(*) FROM deliveries WHERE image_id = $1", image_id) == 0


async def test_only_the_author_is_told(tx: Tx, make: Make) -> None:
    author, other = await make.member(), await make.member()
    image_id = await make.image(author)
    await store.add_deliveries(tx, {left(image_id): 1})
    for asker, asked in ((other, image_id), (author, new_id())):
        with pytest.raises(NotFound) as refused:
            await list_deliveries(tx, asker, asked)
        assert refused.value.code == "images.no_such_photo"


async def test_a_photo_in_the_trash_is_absent_here_as_well(tx: Tx, make: Make) -> None:
    author = await make.member()
    image_id = await make.image(author, deleted=True)
    with pytest.raises(NotFound):
        await list_deliveries(tx, author, image_id)


async def test_days_become_months_after_thirty_days_and_nothing_is_lost(tx: Tx, make: Make) -> None:
    author = await make.member()
    image_id = await make.image(author)
    ages = (0, 30, 31, 40, 60, 61, 400)
    await store.add_deliveries(tx, {left(image_id, hour=NOON - timedelta(days=age)): 1 for age in ages})
    before = await list_deliveries(tx, author, image_id)
    for _ in range(2):  # a second run finds nothing to do
        await fold(tx, now=NOON)
        days = await tx.values(date, "SELECT day FROM deliveries WHERE image_id = $1 ORDER BY day", image_id)
        assert days == [date(2025, 10, 1), date(2026, 9, 1), date(2026, 10, 1), date(2026, 10, 23), date(2026, 11, 22)]
        assert await list_deliveries(tx, author, image_id) == before


async def test_folding_takes_no_more_than_it_is_let(tx: Tx, make: Make) -> None:
    image_id = await make.image(await make.member())
    old = {left(image_id, hour=NOON - timedelta(days=age)): 1 for age in range(400, 410)}
    await store.add_deliveries(tx, old)
    assert [await store.fold_deliveries(tx, NOON.date(), 4) for _ in range(4)] == [4, 4, 2, 0]
