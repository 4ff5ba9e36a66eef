"""Does what an author does to many photos happen to all of them, to nobody else's, and leave nothing behind when it is for good?"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from exibidos.features.images import Change, Visibility, change, erase, get_photo, list_trash
from exibidos.features.images.events import DropObjects, ImageChanged, ImageDeleted, ImageErased, ImageRestored
from exibidos.features.images.model import Moderation
from exibidos.features.images.service.many import MOST_AT_ONCE
from exibidos.features.images.service.trash import empty_trash, find_trashed
from exibidos.kernel.errors import Invalid, NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio
NOW = datetime.now(UTC)


async def rows(tx: Tx, *image_ids: UUID) -> list[str]:
    return await tx.values(
        str,
        "SELECT visibility || ':' || sensitive || ':' || (deleted_at IS NOT NULL) FROM images WHERE id = ANY($1) ORDER BY id",
        list(image_ids),
    )


async def test_all_are_changed_and_only_what_changed_is_told(tx: Tx, make: Make) -> None:
    ana = await make.member()
    one, two = await make.image(ana), await make.image(ana, visibility=Visibility.ONLY_ME)
    tx.events.clear()
    await change(tx, ana, [one, two, one], Change(visibility=Visibility.ONLY_ME, sensitive=True))
    assert await rows(tx, one, two) == ["only_me:true:false"] * 2
    told = {event.image_id: set(event.changes) for event in tx.events if isinstance(event, ImageChanged)}
    assert told == {one: {"visibility", "sensitive"}, two: {"sensitive"}}
    await change(tx, ana, [one, two], Change(trash=True))
    await change(tx, ana, [one, two], Change(trash=False, sensitive=False))
    assert await rows(tx, one, two) == ["only_me:false:false"] * 2
    assert [type(event) for event in tx.events[-6:]] == [ImageDeleted] * 2 + [ImageRestored, ImageChanged] * 2


@pytest.mark.parametrize("wanted", [Change(sensitive=True), Change(trash=True), Change(visibility=Visibility.ONLY_ME)])
async def test_one_that_is_not_theirs_leaves_all_as_they_were(tx: Tx, make: Make, wanted: Change) -> None:
    ana, bia = await make.member(), await make.member()
    mine, theirs = await make.image(ana), await make.image(bia)
    held = await make.image(ana, moderation=Moderation.HELD)
    gone = await make.image(ana, deleted=True)
    for wrong in (theirs, held, gone, new_id()):
        before = await rows(tx, mine, theirs, held, gone)
        with pytest.raises(NotFound) as problem:
            await change(tx, ana, [mine, wrong], wanted)
        assert problem.value.code == "images.no_such_photo"
        assert await rows(tx, mine, theirs, held, gone) == before


async def test_lists_have_an_end_and_acts_a_meaning(tx: Tx, make: Make) -> None:
    ana = await make.member()
    mine = await make.image(ana)
    for ids, wanted in (
        ([], Change(trash=True)),
        ([new_id() for _ in range(MOST_AT_ONCE + 1)], Change(trash=True)),
        ([mine], Change()),
        ([mine], Change(visibility=Visibility.GROUP)),
    ):
        with pytest.raises(Invalid):
            await change(tx, ana, ids, wanted)


async def test_the_trash_is_its_owners_and_gives_back_what_was_there(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    mine = await make.image(ana, title="Serra")
    await change(tx, ana, [mine], Change(trash=True))
    assert [one.title for one in await list_trash(tx, ana)] == ["Serra"]
    assert await list_trash(tx, bia) == []
    for act in (change(tx, ana, [mine], Change(trash=True)), change(tx, bia, [mine], Change(trash=False))):
        with pytest.raises(NotFound):
            await act
    with pytest.raises(NotFound):
        await erase(tx, bia, [mine], now=NOW)
    with pytest.raises(NotFound):
        await find_trashed(tx, bia, [mine])
    await change(tx, ana, [mine], Change(trash=False))
    assert (await get_photo(tx, bia, mine)).title == "Serra"
    with pytest.raises(NotFound):
        await erase(tx, ana, [mine], now=NOW)  # what hangs is not erased from under the eyes of its visitors
    held = await make.image(ana, deleted=True, moderation=Moderation.HELD)
    assert await list_trash(tx, ana) == []
    with pytest.raises(NotFound):
        await erase(tx, ana, [held], now=NOW)


async def test_for_good_means_every_byte_and_every_row(tx: Tx, make: Make) -> None:
    ana = await make.member()
    mine = await make.image(ana, deleted=True)
    quarantine = await tx.value(
        str, "SELECT u.key FROM uploads u JOIN images i ON i.upload_id = u.id WHERE i.id = $1", mine
    )
    tx.jobs.clear()
    await erase(tx, ana, [mine], now=NOW)
    drops = [job for _, job, _ in tx.jobs if isinstance(job, DropObjects)]
    assert drops[0].folders == (f"test/{ana.id}/{mine}/",)
    assert len(drops[0].keys) == 6
    assert drops[1].keys == (quarantine,), "until its promise ends storage would take the same bytes again"
    assert ImageErased(image_id=mine, member_id=ana.id) in tx.events
    for table in ("images", "image_variants"):
        column = "id" if table == "images" else "image_id"
        assert await tx.value(int, f"SELECT count(*) FROM {table} WHERE {column} = $1", mine) == 0
    left = "SELECT count(*) FROM uploads WHERE created_by_id = $1"
    assert await tx.value(int, left, ana.id) == 1, "the day's quota still counts it"
    await empty_trash(tx, now=NOW + timedelta(days=2))
    assert await tx.value(int, left, ana.id) == 0
