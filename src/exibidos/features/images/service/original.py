"""How does an author get back what they sent? The one way to an original: theirs alone, shown again that it is them, and answered for."""

from uuid import UUID

from exibidos.features.images import store
from exibidos.features.images.events import OriginalTaken
from exibidos.features.images.store import Kept
from exibidos.kernel.actor import Proven
from exibidos.kernel.errors import NotFound
from exibidos.platform.db import ReadTx, Tx


async def get_original(tx: ReadTx, member: Proven, image_id: UUID) -> Kept:
    """Return what is known of the original of a photo of theirs; anybody else's is NotFound, like one that never was."""
    kept = await store.find_kept(tx, image_id, member.id)
    if kept is None:
        raise NotFound("images.no_such_photo")
    return kept


async def take_original(tx: Tx, member: Proven, image_id: UUID) -> Kept:
    """The same, about to leave the house: the audit log says so before the first byte does."""
    kept = await get_original(tx, member, image_id)
    tx.emit(OriginalTaken(image_id=image_id, member_id=member.id))
    return kept
