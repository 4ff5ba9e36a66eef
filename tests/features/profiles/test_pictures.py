"""Does a member show one face at a time, to whom they may meet, and is what was sent let go?"""

from uuid import UUID

import pytest

from exibidos.features.images import DropObjects
from exibidos.features.profiles import Kind, ProcessPicture, Size, get_deliverable, list_faces, list_shown, remove
from exibidos.features.profiles.model import PictureState, SizedPicture
from exibidos.features.profiles.policy import check_large_enough, kind_of
from exibidos.features.profiles.service.pictures import finalize, list_pictures
from exibidos.features.profiles.store import pictures as store
from exibidos.features.social import block
from exibidos.kernel.actor import GUEST, Member
from exibidos.kernel.errors import Invalid, NotFound
from exibidos.platform.db import Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio


async def sent(tx: Tx, make: Make, member: Member, kind: Kind = Kind.AVATAR) -> UUID:
    """Send a picture that waits for the worker."""
    return await finalize(tx, member, (await make.upload(member)).id, kind, prefix="test")


async def shown(tx: Tx, make: Make, member: Member, kind: Kind = Kind.AVATAR) -> UUID:
    """Show a picture, as the worker does."""
    picture_id = await sent(tx, make, member, kind)
    waiting = await store.find_sent(tx, picture_id)
    assert waiting is not None
    made = [
        SizedPicture(
            name=size,
            key=f"{waiting.folder}/{size}.webp",
            content_type="image/webp",
            width=320,
            height=320,
            size=10,
            sha256=b"0" * 32,
        )
        for size in Size
    ]
    await store.replace_shown(tx, waiting, "#806040", made)
    return picture_id


def dropped(tx: Tx) -> list[str]:
    return [key for _, job, _ in tx.jobs if isinstance(job, DropObjects) for key in job.keys]


async def test_of_two_that_are_sent_the_later_one_is_made(tx: Tx, make: Make) -> None:
    ana = await make.member()
    upload = await make.upload(ana)
    first = await finalize(tx, ana, upload.id, Kind.AVATAR, prefix="test")
    assert await finalize(tx, ana, upload.id, Kind.AVATAR, prefix="test") == first
    with pytest.raises(NotFound):  # it has become an avatar, and is no cover besides
        await finalize(tx, ana, upload.id, Kind.COVER, prefix="test")
    with pytest.raises(NotFound):
        await finalize(tx, await make.member(), upload.id, Kind.AVATAR, prefix="test")
    second = await sent(tx, make, ana)
    assert [picture.id for picture in await list_pictures(tx, ana)] == [second]
    assert dropped(tx) == [upload.key, upload.key]
    assert [job.picture_id for _, job, _ in tx.jobs if isinstance(job, ProcessPicture)] == [first, second]


async def test_the_one_before_stays_until_the_next_is_ready_and_goes_then(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    first = await shown(tx, make, ana)
    second = await sent(tx, make, ana)
    assert [face.id for face in await list_faces(tx, GUEST, ["ana"])] == [first]
    await store.mark_refused(tx, second, PictureState.REJECTED, "media.broken")
    assert [(each.id, each.reason) for each in await list_pictures(tx, ana)] == [
        (first, None),
        (second, "media.broken"),
    ]
    third = await shown(tx, make, ana)
    assert [face.id for face in await list_faces(tx, GUEST, ["ana"])] == [third]
    with pytest.raises(NotFound):
        await get_deliverable(tx, first, Size.SMALL)


async def test_a_face_is_absent_where_its_person_is(tx: Tx, make: Make) -> None:
    ana, bia = await make.member("ana"), await make.member("bia")
    face, cover = await shown(tx, make, ana), await shown(tx, make, ana, Kind.COVER)
    assert {each.id for each in await list_shown(tx, bia, "ana")} == {face, cover}
    assert (await get_deliverable(tx, face, Size.LARGE)).width == 320
    await block(tx, bia, ana.id)
    assert await list_shown(tx, bia, "ana") == await list_faces(tx, bia, ["ana", "bia"]) == []
    for column in ("suspended_at", "deactivated_at"):
        await tx.execute(f"UPDATE members SET {column} = now() WHERE id = $1", ana.id)
        assert await list_faces(tx, GUEST, ["ana"]) == []
        with pytest.raises(NotFound):
            await get_deliverable(tx, face, Size.LARGE)
        await tx.execute(f"UPDATE members SET {column} = NULL WHERE id = $1", ana.id)
    assert [each.id for each in await list_faces(tx, GUEST, ["ana"])] == [face]


async def test_removed_is_what_is_shown_and_what_waits_and_nothing_is_left(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    await shown(tx, make, ana, Kind.COVER)
    await shown(tx, make, ana)
    upload = await make.upload(ana)
    await finalize(tx, ana, upload.id, Kind.AVATAR, prefix="test")
    await remove(tx, ana, Kind.AVATAR)
    await remove(tx, ana, Kind.AVATAR)
    assert [each.kind for each in await list_shown(tx, GUEST, "ana")] == [Kind.COVER]
    keys = dropped(tx)
    assert upload.key in keys
    assert sum(key.endswith(("/small.webp", "/large.webp")) for key in keys) == 2


def test_what_would_have_to_be_made_larger_is_refused() -> None:
    check_large_enough(Kind.AVATAR, 96, 4000)
    check_large_enough(Kind.COVER, 800, 250)
    for kind, width, height in ((Kind.AVATAR, 95, 4000), (Kind.COVER, 799, 4000), (Kind.COVER, 4000, 249)):
        with pytest.raises(Invalid, match="too_small"):
            check_large_enough(kind, width, height)
    with pytest.raises(NotFound):
        kind_of("original")
