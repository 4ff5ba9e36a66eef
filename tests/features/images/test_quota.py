"""Is there room for exactly as much as a standing allows, also when everybody asks at once?"""

import asyncio
from datetime import UTC, datetime

import msgspec
import pytest

from exibidos.features.images import Details, erase, get_allowance
from exibidos.features.images.service.quota import BYTES_IN_ALL, GIGABYTE, MEGABYTE
from exibidos.features.images.service.upload import finalize, open_upload
from exibidos.kernel.actor import Member, Standing
from exibidos.kernel.errors import Forbidden, Limited
from exibidos.platform.db import Database, Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio


async def ask(tx: Tx, member: Member, size: int) -> None:
    await open_upload(
        tx, member, size=size, content_type="image/png", sha256=b"\1" * 32, prefix="t", now=datetime.now(UTC)
    )


async def fill(tx: Tx, make: Make, member: Member, *, left: int) -> None:
    """Give a member one photo so large that only so much room is left."""
    image_id = await make.image(member)
    await tx.execute(
        "UPDATE uploads SET size = $2 WHERE id = (SELECT upload_id FROM images WHERE id = $1)",
        image_id,
        BYTES_IN_ALL[member.standing] - left,
    )


@pytest.mark.parametrize(("standing", "gigabytes"), [("new", 1), ("member", 5), ("trusted", 20)])
async def test_originals_take_as_much_as_a_standing_allows(tx: Tx, make: Make, standing: str, gigabytes: int) -> None:
    member = msgspec.structs.replace(await make.member(), standing=Standing(standing))
    await fill(tx, make, member, left=3 * MEGABYTE)
    with pytest.raises(Forbidden) as full:
        await ask(tx, member, 3 * MEGABYTE + 1)
    assert full.value.values == {"left_mb": 3, "limit_gb": gigabytes}
    await ask(tx, member, 3 * MEGABYTE)
    with pytest.raises(Forbidden):
        await ask(tx, member, 1)
    allowance = await get_allowance(tx, member, now=datetime.now(UTC))
    assert (allowance.used, allowance.limit) == (gigabytes * GIGABYTE, gigabytes * GIGABYTE)


async def test_the_trash_takes_room_and_what_is_gone_or_was_never_kept_does_not(tx: Tx, make: Make) -> None:
    ana = await make.member()
    await fill(tx, make, ana, left=0)
    at = datetime.now(UTC)
    image_id = (await tx.values(str, "UPDATE images SET deleted_at = now() RETURNING id::text"))[0]
    assert (await get_allowance(tx, ana, now=at)).used == GIGABYTE
    await tx.execute("UPDATE images SET state = 'rejected'")
    assert (await get_allowance(tx, ana, now=at)).used == 0
    await tx.execute("UPDATE images SET state = 'failed'")
    assert (await get_allowance(tx, ana, now=at)).used == GIGABYTE, "its bytes wait for a replay"
    await tx.execute("UPDATE uploads SET expires_at = now() - interval '1 hour', finalized_at = now()")
    assert (await get_allowance(tx, ana, now=at)).used == GIGABYTE, "a photo stays when its promise ends"
    assert image_id


async def test_who_erases_gets_room_back_but_no_new_day(tx: Tx, make: Make) -> None:
    ana = await make.member()
    gone = [await make.image(ana, deleted=True) for _ in range(10)]
    await erase(tx, ana, gone, now=datetime.now(UTC))
    allowance = await get_allowance(tx, ana, now=datetime.now(UTC))
    assert (allowance.used, allowance.uploads_left) == (0, 0)
    with pytest.raises(Limited):
        await ask(tx, ana, 1)


async def test_thirty_at_once_find_exactly_the_room_there_is(database: Database) -> None:
    async with database.write() as tx:
        make = Make(tx)
        ana = msgspec.structs.replace(await make.member(), standing=Standing.TRUSTED)
        await fill(tx, make, ana, left=10 * MEGABYTE)

    async def send(number: int) -> bool:
        try:
            async with database.write() as tx:
                upload = await open_upload(
                    tx,
                    ana,
                    size=MEGABYTE,
                    content_type="image/png",
                    sha256=bytes([number]) * 32,
                    prefix="t",
                    now=datetime.now(UTC),
                )
            async with database.write() as tx:
                await finalize(tx, ana, upload.id, Details(), prefix="t")
        except Forbidden:
            return False
        return True

    assert sum(await asyncio.gather(*(send(number) for number in range(30)))) == 10
    async with database.read() as reading:
        assert (await get_allowance(reading, ana, now=datetime.now(UTC))).used == BYTES_IN_ALL[Standing.TRUSTED]
