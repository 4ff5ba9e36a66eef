"""What do moderators do to photos? The verbs by which alone a photo's moderation state changes, and how they see its picture."""

from uuid import UUID

from exibidos.features.images import store
from exibidos.features.images.events import ImageModerated, ImageProcessed, ImageUploaded
from exibidos.features.images.model import Moderated, Moderation, State, StoredVariant
from exibidos.kernel.actor import Moderator, Viewer
from exibidos.kernel.errors import NotFound
from exibidos.platform.db import ReadTx, Tx


async def find_facts(tx: ReadTx, image_id: UUID) -> Moderated | None:
    """Return whose photo it is and how it stands, whoever may see it; None when there is none, or it lies in the trash."""
    return await store.find_moderated(tx, image_id)


async def hide(tx: Tx, image_id: UUID) -> None:
    """Hide a photo from all but its author, from the next request on."""
    found = await find_facts(tx, image_id)
    if found is not None and found.moderation is Moderation.CLEAR:
        await moderate(tx, image_id, found.state, Moderation.HIDDEN, vetted=False)


async def moderate(tx: Tx, image_id: UUID, state: State, moderation: Moderation, *, vetted: bool) -> None:
    """Let a photo be what a moderator says, from the next request on, on every surface. `vetted`: what it looks like stops it no more.

    One that hangs for the first time is published as if nothing had been; one that nothing was made of yet is developed.
    """
    before = await store.set_moderation(tx, image_id, state, moderation)
    if before is None:
        raise NotFound("images.no_such_photo")
    if vetted:
        await store.mark_vetted(tx, image_id)
    if before.moderation is not moderation:
        tx.emit(
            ImageModerated(image_id=image_id, member_id=before.author_id, before=before.moderation, after=moderation)
        )
    if before.state is State.REVIEW and state is State.PUBLISHED:
        tx.emit(ImageProcessed(image_id=image_id, member_id=before.author_id))
    if before.state is State.REVIEW and state is State.PROCESSING:
        tx.emit(ImageUploaded(image_id=image_id, member_id=before.author_id))


async def get_reviewable(tx: ReadTx, viewer: Viewer, image_id: UUID, name: str, *, opener: bool) -> StoredVariant:
    """Return a picture to a moderator, as the photo stands at this moment; what is held to who may open it. Else NotFound."""
    found = await store.find_moderated(tx, image_id)
    sealed = found is not None and found.moderation is Moderation.HELD and not opener
    variant = await store.find_variant(tx, image_id, name)
    if found is None or variant is None or sealed or not isinstance(viewer, Moderator):
        raise NotFound("images.no_such_photo")
    return variant
