"""What lies in an author's trash, and how does it leave: back to where it hung, or for good, with every byte?"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from exibidos.features.images import store
from exibidos.features.images.events import DropObjects, ImageErased
from exibidos.features.images.service.many import hold
from exibidos.features.images.service.quota import DAY
from exibidos.features.images.service.upload import LAST_PUT_TRAVELS
from exibidos.features.images.store import Erased, Trashed
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import NotFound
from exibidos.platform.db import ReadTx, Tx

# PRODUCT §7: deleted photos stay recoverable for 14 days, then every byte goes.
TRASH_LIVES = timedelta(days=14)
_AT_ONCE = 200


async def list_trash(
    tx: ReadTx, member: Member, *, before: tuple[datetime, UUID] | None = None, limit: int = 24
) -> list[Trashed]:
    """List what a member has deleted and may still take back, the latest first."""
    return await store.list_trash(tx, member.id, before, limit)


async def find_trashed(tx: ReadTx, member: Member, image_ids: Collection[UUID]) -> list[Trashed]:
    """Return some photos in a member's trash; raises NotFound unless all are there."""
    found = await store.find_trashed(tx, member.id, list(image_ids))
    if len(found) != len(set(image_ids)):
        raise NotFound("images.no_such_photo")
    return found


async def erase(tx: Tx, member: Member, image_ids: Sequence[UUID], *, now: datetime) -> None:
    """Erase photos of theirs out of the trash, all or none; what is not there raises the same NotFound as what never was."""
    held = await hold(tx, member, image_ids, trashed=True)
    _drop(tx, await store.erase_images(tx, [one.id for one in held]), now)
    for one in held:
        tx.emit(ImageErased(image_id=one.id, member_id=member.id))


async def empty_trash(tx: Tx, *, now: datetime) -> None:
    """Erase what has been in the trash for its days, and forget the uploads behind it."""
    _drop(tx, await store.erase_images(tx, await store.list_overdue(tx, now - TRASH_LIVES, _AT_ONCE)), now)
    await store.forget_spent_uploads(tx, now - DAY, _AT_ONCE)


def _drop(tx: Tx, erased: Sequence[Erased], now: datetime) -> None:
    """Ask for the bytes: by the keys that were known, by the folder for what a killed worker left there, and for what may still arrive."""
    if erased:
        known = [key for one in erased for key in (*one.variant_keys, one.original_key, one.quarantine_key)]
        tx.enqueue(DropObjects(keys=tuple(known), folders=tuple(one.folder for one in erased)))
    for one in erased:
        last = one.promise_ends_at + LAST_PUT_TRAVELS
        if last > now:
            tx.enqueue(DropObjects(keys=(one.quarantine_key,)), at=last)
