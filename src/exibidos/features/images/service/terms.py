"""On which terms does an author show a photo? Licence, watermark, camera data, comments, rankings."""

from collections.abc import Sequence
from uuid import UUID

from exibidos.features.images import store
from exibidos.features.images.events import RedevelopImage
from exibidos.features.images.model import Terms, Wishes
from exibidos.kernel.actor import Member
from exibidos.platform.db import ReadTx, Tx


async def list_terms(tx: ReadTx, image_ids: Sequence[UUID]) -> dict[UUID, Terms]:
    """Return the terms of photos by id. Whether the asker may see those photos was decided before."""
    return {terms.image_id: terms for terms in await store.list_terms(tx, image_ids)} if image_ids else {}


async def find_habits(tx: ReadTx, member: Member) -> Wishes:
    """Return what a member said the last time: what their next upload begins with; None for what they were never asked."""
    return await store.find_habits(tx, member.id) or Wishes()


async def begin(tx: Tx, image_id: UUID, author_id: UUID, wishes: Wishes) -> None:
    """Give a new photo its terms and remember them for the next one."""
    await store.begin_terms(tx, image_id, author_id, wishes)
    if wishes != Wishes():
        await store.remember_habits(tx, author_id, wishes)


async def change(tx: Tx, image_id: UUID, wishes: Wishes) -> None:
    """Change the terms of a photo whose row this transaction holds; what is in its pictures is developed anew."""
    before = await store.find_marked(tx, image_id)
    await store.update_terms(tx, image_id, wishes)
    after = await store.find_marked(tx, image_id)
    if before is None or after is None:
        return
    if before.watermark is not after.watermark or (after.camera and not before.camera):
        tx.enqueue(RedevelopImage(image_id=image_id))
