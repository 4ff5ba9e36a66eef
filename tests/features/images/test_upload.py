"""Is a photo made of its upload once, by its owner, within what the club allows?"""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from exibidos.features.images import Details, ImageUploaded, Made, Visibility
from exibidos.features.images.policy import LARGEST_BYTES, check_details
from exibidos.features.images.service.edit import delete, describe, sweep_uploads
from exibidos.features.images.service.quota import UPLOADS_A_DAY
from exibidos.features.images.service.trash import empty_trash
from exibidos.features.images.service.upload import finalize, open_upload
from exibidos.kernel.actor import Standing
from exibidos.kernel.errors import Invalid, Limited, NotFound
from exibidos.platform.db import Database, Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio
NOW = datetime.now(UTC)


async def _open(tx: Tx, make: Make, *, size: int = 10, content_type: str = "image/png") -> object:
    member = await make.member()
    return await open_upload(
        tx, member, size=size, content_type=content_type, sha256=b"\0" * 32, prefix="test", now=NOW
    )


@pytest.mark.parametrize("size", [0, -1, LARGEST_BYTES + 1, 60 * 1024 * 1024])
async def test_a_size_that_can_never_pass_is_refused_before_a_byte_travels(tx: Tx, make: Make, size: int) -> None:
    with pytest.raises(Invalid):
        await _open(tx, make, size=size)


@pytest.mark.parametrize(
    "kind", ["image/svg+xml", "application/pdf", "image/tiff", "text/html", "", "IMAGE/PNG\r\nx: y"]
)
async def test_a_type_that_can_never_pass_is_refused(tx: Tx, make: Make, kind: str) -> None:
    with pytest.raises(Invalid):
        await _open(tx, make, content_type=kind)


@pytest.mark.parametrize(("standing", "quota"), [("new", 10), ("member", 50), ("trusted", 200)])
async def test_the_days_quota_of_a_standing_is_kept(tx: Tx, make: Make, standing: str, quota: int) -> None:
    member = msgspec.structs.replace(await make.member(), standing=Standing(standing))
    for _ in range(quota):
        await make.upload(member)
    with pytest.raises(Limited) as limited:
        await open_upload(tx, member, size=1, content_type="image/png", sha256=b"\0" * 32, prefix="t", now=NOW)
    assert limited.value.values["limit"] == quota


async def test_the_days_quota_is_exact_under_parallel_promises_and_says_when_it_ends(database: Database) -> None:
    async with database.write() as tx:
        make = Make(tx)
        member = await make.member()
        for _ in range(UPLOADS_A_DAY[member.standing] - 3):
            await make.upload(member)
    waits: list[int] = []

    async def promise() -> bool:
        try:
            async with database.write() as tx:
                await open_upload(
                    tx,
                    member,
                    size=1,
                    content_type="image/png",
                    sha256=b"\0" * 32,
                    prefix="t",
                    now=datetime.now(UTC),
                )
        except Limited as limited:
            waits.append(limited.retry_after)
            return False
        return True

    assert sum(await asyncio.gather(*(promise() for _ in range(20)))) == 3
    assert all(86_000 < wait <= 86_400 for wait in waits)


async def test_finalizing_makes_one_photo_and_says_so(tx: Tx, make: Make) -> None:
    member = await make.member()
    upload = await make.upload(member)
    tx.events.clear()
    image_id = (await finalize(tx, member, upload.id, Details(title="Um"), prefix="test")).id
    assert tx.events == [ImageUploaded(image_id=image_id, member_id=member.id)]
    assert await finalize(tx, member, upload.id, Details(title="Dois"), prefix="test") == Made(id=image_id)
    assert len(tx.events) == 1


async def test_fifty_parallel_finalizes_make_one_photo(database: Database) -> None:
    async with database.write() as tx:
        make = Make(tx)
        member = await make.member()
        upload = await make.upload(member)

    async def one() -> UUID:
        async with database.write() as tx:
            return (await finalize(tx, member, upload.id, Details(), prefix="test")).id

    made = set(await asyncio.gather(*(one() for _ in range(50))))
    async with database.read() as reading:
        assert await reading.values(UUID, "SELECT id FROM images") == list(made)


async def test_an_expired_promise_cannot_be_finalized(tx: Tx, make: Make) -> None:
    member = await make.member()
    upload = await make.upload(member)
    await tx.execute("UPDATE uploads SET expires_at = now() - interval '1 second' WHERE id = $1", upload.id)
    with pytest.raises(NotFound):
        await finalize(tx, member, upload.id, Details(), prefix="test")


async def test_broken_promises_are_swept_with_their_bytes(tx: Tx, make: Make) -> None:
    upload = await make.upload(await make.member())
    await tx.execute("UPDATE uploads SET expires_at = now() - interval '1 minute' WHERE id = $1", upload.id)
    await sweep_uploads(tx)
    assert tx.jobs == [], "its last PUT may still be on its way"
    await tx.execute("UPDATE uploads SET expires_at = now() - interval '61 minutes' WHERE id = $1", upload.id)
    await sweep_uploads(tx)
    assert [job.keys for _, job, _ in tx.jobs if hasattr(job, "keys")] == [(upload.key,)]
    assert await tx.value(bool, "SELECT true FROM uploads WHERE id = $1", upload.id) is None


async def test_the_trash_is_emptied_after_its_days_with_every_byte(tx: Tx, make: Make) -> None:
    member = await make.member()
    image_id = await make.image(member)
    await delete(tx, member, image_id)
    await empty_trash(tx, now=NOW + timedelta(days=13))
    assert await tx.value(bool, "SELECT true FROM images WHERE id = $1", image_id)
    await empty_trash(tx, now=NOW + timedelta(days=15))
    assert await tx.value(bool, "SELECT true FROM images WHERE id = $1", image_id) is None
    dropped = [key for _, job, _ in tx.jobs if hasattr(job, "keys") for key in job.keys]
    assert len(dropped) == 6
    assert any("original" in key for key in dropped)
    assert any("quarantine" in key for key in dropped), "a photo that failed still has its bytes there"
    assert await tx.value(bool, "SELECT true FROM uploads WHERE created_by_id = $1", member.id) is None


async def test_only_the_author_describes_and_deletes(tx: Tx, make: Make) -> None:
    author, other = await make.member(), await make.member()
    image_id = await make.image(author)
    with pytest.raises(NotFound):
        await describe(tx, other, image_id, Details(title="Meu"))
    with pytest.raises(NotFound):
        await delete(tx, other, image_id)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (Details(title="x" * 121), "title"),
        (Details(caption="x" * 2201), "caption"),
        (Details(alt="x" * 1501), "alt"),
        (Details(visibility=Visibility.GROUP), "visibility"),
    ],
)
def test_words_over_their_length_are_refused_with_their_field(details: Details, field: str) -> None:
    with pytest.raises(Invalid) as raised:
        check_details(details)
    assert raised.value.field == field
