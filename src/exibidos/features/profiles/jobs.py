"""How are the jobs of profiles done? Read, work without a transaction, write."""

import asyncio

from exibidos.features import images
from exibidos.features.profiles import policy
from exibidos.features.profiles.events import ProcessPicture, SweepPictures
from exibidos.features.profiles.model import PictureState, Sent, Size, SizedPicture
from exibidos.features.profiles.service.pictures import find_orphans, topic
from exibidos.features.profiles.store import pictures as store
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Invalid
from exibidos.media import Darkroom, Developed
from exibidos.platform.db import Tx
from exibidos.platform.jobs import Attempt
from exibidos.platform.storage import Storage

# A failed picture is developed when its dead job is replayed.
_UNFINISHED = frozenset({PictureState.PROCESSING, PictureState.FAILED})


async def process_picture(job: ProcessPicture, attempt: Attempt, *, storage: Storage, darkroom: Darkroom) -> None:
    """Fetch what was sent, cut it in the sandbox, show the crops in place of the picture before; what was sent is dropped."""
    async with attempt.read() as tx:
        sent = await store.find_sent(tx, job.picture_id)
    if sent is None or sent.state not in _UNFINISHED:
        return
    try:
        data = await images.fetch_upload(storage, sent.key, sent.sha256)
        developed = await darkroom.cut(data, policy.CROPS[sent.kind], declared=sent.content_type)
        policy.check_large_enough(sent.kind, developed.source.width, developed.source.height)
        async with attempt.read() as tx:
            await images.check_wanted(tx, sent.created_by_id, sent.sha256, developed.likeness)
    except Invalid as refusal:
        async with attempt.write() as tx:
            await _refuse(tx, sent, PictureState.REJECTED, refusal.code)
            _let_go(tx, sent)
        return
    made = await _store(storage, sent, developed)
    async with attempt.write() as tx:
        await store.lock_pictures_of(tx, sent.created_by_id)
        if not await store.exists(tx, sent.id):  # taken back while it was developed
            tx.enqueue(images.DropObjects(keys=tuple(each.key for each in made)))
            return
        before = await store.replace_shown(tx, sent, developed.dominant_color, made)
        if before:
            tx.enqueue(images.DropObjects(keys=tuple(before)))
        _let_go(tx, sent)
        tx.ring(topic(sent.created_by_id))


async def sweep_pictures(_job: SweepPictures, attempt: Attempt, *, storage: Storage, prefix: str) -> None:
    """Drop what nobody shows."""
    orphans = [key async for key in find_orphans(storage, attempt.read, prefix, now=now())]
    async with attempt.write() as tx:
        images.drop_orphans(tx, orphans)


async def give_up_on_picture(tx: Tx, job: ProcessPicture) -> None:
    """Say that a picture failed for our own reasons, once its job has died; its bytes stay in quarantine for a replay."""
    sent = await store.find_sent(tx, job.picture_id)
    if sent is not None:
        await _refuse(tx, sent, PictureState.FAILED, "images.failed")


async def _store(storage: Storage, sent: Sent, developed: Developed) -> list[SizedPicture]:
    made = [
        SizedPicture(
            name=Size(variant.name),
            key=f"{sent.folder}/{variant.name}.webp",
            content_type=variant.content_type,
            width=variant.width,
            height=variant.height,
            size=len(variant.data),
            sha256=bytes.fromhex(variant.sha256),
        )
        for variant in developed.variants
    ]
    await asyncio.gather(
        *(
            storage.put(row.key, variant.data, content_type=row.content_type, sha256=row.sha256)
            for row, variant in zip(made, developed.variants, strict=True)
        )
    )
    return made


async def _refuse(tx: Tx, sent: Sent, state: PictureState, reason: str) -> None:
    if await store.mark_refused(tx, sent.id, state, reason):
        tx.ring(topic(sent.created_by_id))


def _let_go(tx: Tx, sent: Sent) -> None:
    images.empty_quarantine(tx, sent.key, sent.promise_ends_at)
