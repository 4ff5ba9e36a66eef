"""Does the house know a photo again, in whatever file it comes, and does it keep out what it does not want?"""

import asyncio
import hashlib
import random
from datetime import UTC, datetime, timedelta

import pytest

from exibidos.features.images import Details, Outcome, State, ban_hash, lift_ban, store
from exibidos.features.images.model import Made, Moderation, Original, Upload
from exibidos.features.images.policy import FARTHEST_ALIKE, find_probes
from exibidos.features.images.service import likeness as verbs
from exibidos.features.images.service.edit import delete
from exibidos.features.images.service.upload import finalize
from exibidos.kernel.actor import Member
from exibidos.kernel.ids import new_id
from exibidos.media import Likeness
from exibidos.platform.db import Database, Tx
from fixtures_make import Make

pytestmark = pytest.mark.anyio
FILE = hashlib.sha256(b"one file").digest()


def alike(seed: int, *, away: int = 0, quality: int = 100) -> Likeness:
    """Return what the darkroom says of a picture, with so many bits of its hash turned."""
    bits = int.from_bytes(random.Random(seed).randbytes(32), "big")
    for bit in random.Random(seed + 1).sample(range(256), away):
        bits ^= 1 << bit
    turns = (bits.to_bytes(32, "big"), *(random.Random(f"{seed} {turn}").randbytes(32) for turn in range(7)))
    return Likeness(hashlib.sha256(f"{seed} {away}".encode()).hexdigest(), turns, quality)


async def promised(tx: Tx, member: Member, sha256: bytes = FILE) -> Upload:
    upload_id = new_id()
    ends = datetime.now(UTC) + timedelta(hours=1)
    upload = Upload(
        id=upload_id,
        created_by_id=member.id,
        key=f"test/quarantine/{upload_id}",
        size=10,
        content_type="image/png",
        sha256=sha256,
        expires_at=ends,
    )
    await store.insert_upload(tx, upload)
    return upload


async def send(tx: Tx, member: Member, sha256: bytes = FILE) -> Made:
    upload = await promised(tx, member, sha256)
    return await finalize(tx, member, upload.id, Details(), prefix="test")


async def original_of(tx: Tx, made: Made) -> Original:
    found = await store.find_original(tx, made.id)
    assert found is not None
    return found


async def test_the_same_file_of_one_member_is_one_photo_and_its_second_bytes_go(tx: Tx, make: Make) -> None:
    ana, bento = await make.member(), await make.member()
    first = await send(tx, ana)
    second = await promised(tx, ana)
    tx.events.clear()
    assert await finalize(tx, ana, second.id, Details(), prefix="test") == Made(id=first.id, again=True)
    assert [keys for _, job, _ in tx.jobs for keys in getattr(job, "keys", ())] == [second.key] * 2
    assert tx.events == []
    assert (await finalize(tx, ana, second.id, Details(), prefix="test")).id == first.id, "told again"
    assert not (await send(tx, bento)).again, "another member's file is another photo"
    await delete(tx, ana, first.id)
    assert not (await send(tx, ana)).again, "what lies in the trash does not hang"


async def test_forty_parallel_finalizes_of_one_file_in_forty_uploads_make_one_photo(database: Database) -> None:
    async with database.write() as tx:
        make = Make(tx)
        ana = await make.member()
        uploads = [await promised(tx, ana) for _ in range(40)]

    async def one(upload: Upload) -> Made:
        async with database.write() as tx:
            return await finalize(tx, ana, upload.id, Details(), prefix="test")

    made = await asyncio.gather(*map(one, uploads))
    assert len({each.id for each in made}) == 1
    assert sum(not each.again for each in made) == 1
    async with database.read() as reading:
        assert await reading.value(int, "SELECT count(*) FROM images") == 1


async def test_the_same_pixels_in_another_file_point_to_the_first(tx: Tx, make: Make) -> None:
    ana = await make.member()
    first = await make.image(ana)
    await store.insert_fingerprint(tx, first, alike(1))
    again = await original_of(tx, await send(tx, ana))
    assert await verbs.find_twin(tx, again, alike(1)) == first
    assert await verbs.find_twin(tx, again, alike(2)) is None
    await store.insert_fingerprint(tx, again.id, alike(1))
    await store.mark_refused(tx, again.id, State.REJECTED, verbs.SAME_AGAIN)
    assert await verbs.find_first(tx, again.id) == first
    assert await verbs.find_first(tx, first) is None


@pytest.mark.parametrize("away", [0, 12, FARTHEST_ALIKE])
async def test_what_looks_like_anothers_hung_photo_is_found_up_to_its_farthest_bit(
    tx: Tx, make: Make, away: int
) -> None:
    ana, bento = await make.member(), await make.member()
    hung = await make.image(ana)
    await store.insert_fingerprint(tx, hung, alike(3))
    found = await store.list_alike(tx, new_id(), bento.id, list(alike(3, away=away).turns))
    assert found == [hung]
    turned = alike(3, away=away).turns
    assert await store.list_alike(tx, new_id(), bento.id, [*turned[1:], turned[0]]) == [hung], "in any orientation"
    assert await store.list_alike(tx, new_id(), ana.id, list(turned)) == [], "one's own is no likeness"


async def test_what_is_farther_or_does_not_hang_is_not_alike(tx: Tx, make: Make) -> None:
    ana, bento = await make.member(), await make.member()
    turns = list(alike(4, away=FARTHEST_ALIKE + 1).turns)
    await store.insert_fingerprint(tx, await make.image(ana), alike(4))
    assert await store.list_alike(tx, new_id(), bento.id, turns) == []
    for seed, image_id in enumerate(
        (
            await make.image(ana, state=State.REJECTED),
            await make.image(ana, moderation=Moderation.HIDDEN),
            await make.image(ana, deleted=True),
        ),
        start=20,
    ):
        await store.insert_fingerprint(tx, image_id, alike(seed))
        assert await store.list_alike(tx, new_id(), bento.id, list(alike(seed).turns)) == []


def test_a_hash_within_thirty_one_bits_always_shares_a_probe() -> None:
    dice = random.Random(7)
    for number in range(300):
        near = alike(number, away=dice.randint(0, FARTHEST_ALIKE)).turns[0]
        bands = {band << 16 | int.from_bytes(near[2 * band : 2 * band + 2], "big") for band in range(16)}
        assert bands & set(find_probes([alike(number).turns[0]]))


async def test_a_banned_photo_is_known_by_its_file_its_pixels_and_its_looks(tx: Tx, make: Make) -> None:
    ana, bento = await make.member(), await make.member()
    banned = await make.image(ana)
    await store.insert_fingerprint(tx, banned, alike(5))
    sha256 = await tx.value(bytes, "SELECT original_sha256 FROM images WHERE id = $1", banned)
    assert sha256
    same_file = await original_of(tx, await send(tx, bento, sha256))
    other_file = await original_of(tx, await send(tx, bento))
    sent = ((same_file, alike(6)), (other_file, alike(5)), (other_file, alike(5, away=30)))
    for outcome in (Outcome.REFUSE, Outcome.HOLD):
        await ban_hash(tx, banned, outcome, source="test", by=None)
        assert [await verbs.find_ban(tx, *each) for each in sent] == [outcome] * 3
        assert await verbs.find_ban(tx, other_file, alike(6)) is None
    blank = alike(5, away=1, quality=10)
    assert await verbs.find_ban(tx, other_file, blank) is None, "too little to see says nothing"
    await lift_ban(tx, banned)
    assert [await verbs.find_ban(tx, *each) for each in sent] == [None] * 3


@pytest.mark.parametrize(
    ("moderation", "outcome"), [(Moderation.REMOVED, Outcome.REFUSE), (Moderation.HELD, Outcome.HOLD)]
)
async def test_what_was_taken_from_a_member_is_not_wanted_from_them_again(
    tx: Tx, make: Make, moderation: Moderation, outcome: Outcome
) -> None:
    ana, bento = await make.member(), await make.member()
    taken = await send(tx, ana)
    await tx.execute("UPDATE images SET moderation = $2 WHERE id = $1", taken.id, moderation)
    again, others = await original_of(tx, await send(tx, ana)), await original_of(tx, await send(tx, bento))
    assert await verbs.find_ban(tx, again, alike(8)) is outcome
    assert await verbs.find_ban(tx, others, alike(8)) is None, "it may be theirs by right"
