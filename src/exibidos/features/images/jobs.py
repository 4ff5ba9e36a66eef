"""How are the jobs of images done? Read, work without a transaction, write."""

import asyncio
import hashlib
from collections.abc import Collection
from datetime import timedelta
from functools import partial

import msgspec
import structlog

from exibidos.features.images import store
from exibidos.features.images.events import (
    DrawCards,
    DropObjects,
    FoldDeliveries,
    ImageAwaitsReview,
    ImageHeld,
    ImageProcessed,
    ImageRefused,
    ProcessImage,
    RedevelopImage,
    RedevelopImages,
    SweepObjects,
    SweepUploads,
)
from exibidos.features.images.model import Original, Outcome, State, StoredVariant, VariantName
from exibidos.features.images.policy import marked_in
from exibidos.features.images.service import anew, cards, holdings, likeness, seen
from exibidos.features.images.service.arrival import empty_quarantine, fetch_upload
from exibidos.features.images.service.edit import sweep_uploads
from exibidos.features.images.service.trash import empty_trash
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Invalid
from exibidos.media import Darkroom, Developed, Mark
from exibidos.platform.db import Tx
from exibidos.platform.jobs import Attempt
from exibidos.platform.storage import Storage

# Some tenths of a second each; a photo that arrives meanwhile waits for one batch at most.
_CARDS_AT_ONCE = 4
# Whoever was told of a card's address a moment ago still finds it.
_LAST_READERS = timedelta(minutes=10)
# Of each kind: a store that lost more than this in a day needs a person, who is told by the log (`exibidos photos`).
_A_NIGHT = 5_000
# A failed photo is developed when its dead job is replayed.
_UNFINISHED = frozenset({State.PROCESSING, State.FAILED})


async def process_image(
    job: ProcessImage, attempt: Attempt, *, storage: Storage, darkroom: Darkroom, club: str, bare: bool
) -> None:
    """Fetch the recorded bytes, develop them in the sandbox, store the variants, publish. `bare` allows pictures without a mark."""
    async with attempt.read() as tx:
        original = await store.find_original(tx, job.image_id)
    if original is None or original.state not in _UNFINISHED:
        return
    try:
        data = await fetch_upload(storage, original.quarantine_key, original.original_sha256)
        developed = await _develop(darkroom, data, original, club=club, bare=bare)
    except Invalid as refusal:
        async with attempt.write() as tx:
            await _refuse(tx, original, State.REJECTED, refusal.code)
        return
    async with attempt.read() as tx:
        unwanted = await likeness.find_ban(tx, original, developed.likeness)
    if unwanted is not None:
        async with attempt.write() as tx:
            await _keep_out(tx, original, developed, unwanted)
        return
    stored = await _store(storage, original, developed)
    await storage.put(
        original.original_key, data, content_type=f"image/{developed.source.format}", sha256=original.original_sha256
    )
    async with attempt.write() as tx:
        if await likeness.find_twin(tx, original, developed.likeness) is not None:
            await store.insert_fingerprint(tx, original.id, developed.likeness)
            await _refuse(tx, original, State.REJECTED, likeness.SAME_AGAIN)
            tx.enqueue(DropObjects(keys=(original.original_key, *(row.key for row in stored))))
            return
        alike_to = await likeness.list_alike(tx, original, developed.likeness)
        published = await store.mark_published(
            tx,
            original.id,
            state=State.REVIEW if alike_to else State.PUBLISHED,
            image_format=developed.source.format,
            width=developed.source.width,
            height=developed.source.height,
            thumbhash=developed.thumbhash,
            color=developed.dominant_color,
        )
        if published:
            await store.replace_variants(tx, original.id, stored)
            await store.keep_camera(tx, original.id, developed.source.camera)
            await _look_again(tx, original)
            await store.insert_fingerprint(tx, original.id, developed.likeness)
            if alike_to:
                waits = ImageAwaitsReview(image_id=original.id, member_id=original.created_by_id, alike_to=alike_to)
                tx.emit(waits)
            else:
                tx.emit(ImageProcessed(image_id=original.id, member_id=original.created_by_id))
            empty_quarantine(tx, original.quarantine_key, original.promise_ends_at)
        elif await store.find_original(tx, original.id) is None:
            tx.enqueue(DropObjects(folders=(_folder(original),)))


async def redevelop_image(
    job: RedevelopImage, attempt: Attempt, *, storage: Storage, darkroom: Darkroom, club: str, bare: bool
) -> None:
    """Develop a published photo again from its original. Variants get new names: who reads an old one reads it to its end."""
    async with attempt.read() as tx:
        original = await store.find_original(tx, job.image_id)
    if original is None or original.state is not State.PUBLISHED:
        return
    data = await fetch_upload(storage, original.original_key, original.original_sha256)
    developed = await _develop(darkroom, data, original, club=club, bare=bare)
    # The digest in the name: a second try writes the same objects, and another mark writes others.
    digest = hashlib.sha256("".join(variant.sha256 for variant in developed.variants).encode()).hexdigest()
    stored = await _store(storage, original, developed, below=digest[:16])
    async with attempt.write() as tx:
        if await store.touch_published(tx, original.id):
            old = await store.list_variant_keys(tx, original.id)
            await store.replace_variants(tx, original.id, stored)
            await store.keep_camera(tx, original.id, developed.source.camera)
            await _look_again(tx, original)
            await store.insert_fingerprint(tx, original.id, developed.likeness)
            tx.enqueue(DrawCards(image_id=original.id))
            if gone := set(old) - {row.key for row in stored}:
                tx.enqueue(DropObjects(keys=tuple(gone)))
        elif await store.find_original(tx, original.id) is None:
            tx.enqueue(DropObjects(folders=(_folder(original),)))


async def _keep_out(tx: Tx, original: Original, developed: Developed, outcome: Outcome) -> None:
    """Nothing is made of what is not wanted: it is refused, or lies sealed as it was sent for those who may open it."""
    await store.insert_fingerprint(tx, original.id, developed.likeness)
    if outcome is Outcome.HOLD:
        await store.mark_held(tx, original.id)
        tx.emit(ImageHeld(image_id=original.id, member_id=original.created_by_id))
    else:
        await _refuse(tx, original, State.REJECTED, likeness.NOT_WANTED)


async def redevelop_images(job: RedevelopImages, attempt: Attempt) -> None:
    """Ask for the next few photos, and for whatever comes after them."""
    async with attempt.write() as tx:
        await anew.redevelop_some(tx, job.member_id, job.after, now=now())


async def give_up_on_image(tx: Tx, job: ProcessImage) -> None:
    """Say that a photo failed for our own reasons, once its job has died; its bytes stay in quarantine for a replay."""
    original = await store.find_original(tx, job.image_id)
    if original is not None and await store.mark_refused(tx, original.id, State.FAILED, "images.failed"):
        tx.emit(ImageRefused(image_id=original.id, member_id=original.created_by_id, reason="images.failed"))


async def draw_cards(job: DrawCards, attempt: Attempt, *, storage: Storage, darkroom: Darkroom, club: str) -> None:
    """Draw a few cards and hand the rest on, so that photos which have just arrived do not wait for somebody's change of name."""
    async with attempt.read() as tx:
        batch = await store.list_wanted(
            tx, club=club, image_id=job.image_id, member_id=job.member_id, after=job.after, limit=_CARDS_AT_ONCE
        )
    drawn = [(wanted, *await cards.draw(wanted, club, storage=storage, darkroom=darkroom)) for wanted in batch]
    async with attempt.write() as tx:
        for wanted, key, size, sha256 in drawn:
            kept, before = await store.replace_card(tx, wanted, club=club, key=key, size=size, sha256=sha256)
            if not kept:
                tx.enqueue(DropObjects(keys=(key,)))
            elif before is not None:
                tx.enqueue(DropObjects(keys=(before,)), at=now() + _LAST_READERS)
        if len(batch) == _CARDS_AT_ONCE:
            tx.enqueue(msgspec.structs.replace(job, after=batch[-1].id))


async def drop_objects(job: DropObjects, attempt: Attempt, *, storage: Storage) -> None:
    """Delete objects; those already gone are fine, so a second try changes nothing."""
    await storage.delete([*job.keys, *await _inside(storage, job.folders)])
    async with attempt.write():
        pass


async def sweep(_job: SweepUploads, attempt: Attempt) -> None:
    """Forget broken promises and empty the trash."""
    async with attempt.write() as tx:
        await sweep_uploads(tx)
        await empty_trash(tx, now=now())


async def sweep_objects(_job: SweepObjects, attempt: Attempt, *, storage: Storage, prefix: str) -> None:
    """Compare storage with the rows; what is left over after as many as one night mends waits for the next."""
    losses = await holdings.first(holdings.find_losses(storage, attempt.read), _A_NIGHT)
    orphans = await holdings.first(holdings.find_orphans(storage, attempt.read, f"{prefix}/", now=now()), _A_NIGHT)
    for loss in losses:
        structlog.get_logger().error("images.lost", image=str(loss.image_id), original=loss.original, why=loss.why)
    async with attempt.write() as tx:
        holdings.mend(tx, losses)
        holdings.drop(tx, orphans)


async def fold_deliveries(_job: FoldDeliveries, attempt: Attempt) -> None:
    """Leave of old days what authors are told, and nothing finer."""
    async with attempt.write() as tx:
        await seen.fold(tx, now=now())


async def _develop(darkroom: Darkroom, data: bytes, original: Original, *, club: str, bare: bool) -> Developed:
    mark = Mark(slug=original.author_slug, club=club, corner=marked_in(original.watermark, bare=bare))
    return await darkroom.develop(data, mark, declared=original.content_type, camera=original.camera)


async def _look_again(tx: Tx, original: Original) -> None:
    """Develop once more if what stands in the picture was changed while it was made.

    A new slug waits for this transaction, so it either is seen here or finds the photo published.
    """
    await store.hold_slug_of_author(tx, original.id)
    current = await store.find_original(tx, original.id)
    if current is not None and _drawn(current) != _drawn(original):
        tx.enqueue(RedevelopImage(image_id=original.id))


def _drawn(original: Original) -> tuple[str, str, bool]:
    return original.author_slug, original.watermark, original.camera


def _folder(original: Original) -> str:
    return original.original_key.rpartition("/")[0] + "/"


async def _inside(storage: Storage, folders: Collection[str]) -> list[str]:
    return [found.key for folder in folders async for found in storage.list_objects(folder)]


async def _store(storage: Storage, original: Original, developed: Developed, *, below: str = "") -> list[StoredVariant]:
    folder = _folder(original) + (f"{below}/" if below else "")
    stored = [
        StoredVariant(
            name=VariantName(variant.name),
            key=f"{folder}{variant.name}.webp",
            content_type=variant.content_type,
            width=variant.width,
            height=variant.height,
            size=len(variant.data),
            sha256=bytes.fromhex(variant.sha256),
        )
        for variant in developed.variants
    ]
    puts = [
        partial(storage.put, row.key, variant.data, content_type=row.content_type, sha256=row.sha256)
        for row, variant in zip(stored, developed.variants, strict=True)
    ]
    await asyncio.gather(*(put() for put in puts))
    return stored


async def _refuse(tx: Tx, original: Original, state: State, reason: str) -> None:
    if await store.mark_refused(tx, original.id, state, reason):
        tx.emit(ImageRefused(image_id=original.id, member_id=original.created_by_id, reason=reason))
        empty_quarantine(tx, original.quarantine_key, original.promise_ends_at)
