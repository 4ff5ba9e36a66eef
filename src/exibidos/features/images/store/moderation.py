"""Which SQL changes what moderators decided about a photo, and finds its pictures for them?"""

from uuid import UUID

from exibidos.features.images.model import Moderated, Moderation, State, StoredVariant
from exibidos.platform.db import ReadTx, Tx


async def find_moderated(tx: ReadTx, image_id: UUID) -> Moderated | None:
    return await tx.row(
        Moderated,
        "SELECT created_by_id AS author_id, state, moderation FROM images WHERE id = $1 AND deleted_at IS NULL",
        image_id,
    )


async def set_moderation(tx: Tx, image_id: UUID, state: State, moderation: Moderation) -> Moderated | None:
    """Change both and return what they were; None when there is no such photo. What is sealed leaves the trash, which would erase it."""
    return await tx.row(
        Moderated,
        """
        WITH before AS (SELECT id, created_by_id, state, moderation FROM images WHERE id = $1 FOR UPDATE)
        UPDATE images i SET state = $2, moderation = $3,
               published_at = CASE WHEN $2 = 'published' THEN coalesce(i.published_at, now()) ELSE i.published_at END
        FROM before b WHERE i.id = b.id RETURNING b.created_by_id AS author_id, b.state, b.moderation
        """,
        image_id,
        state,
        moderation,
    )


async def mark_vetted(tx: Tx, image_id: UUID) -> None:
    await tx.execute("UPDATE fingerprints SET vetted = true WHERE image_id = $1", image_id)


async def find_variant(tx: ReadTx, image_id: UUID, name: str) -> StoredVariant | None:
    """Return a picture as moderators see it, whatever its photo's state; who may look is decided by who signed its address."""
    return await tx.row(
        StoredVariant,
        """
        SELECT iv.name, iv.key, iv.content_type, iv.width, iv.height, iv.size, iv.sha256
        FROM image_variants iv WHERE iv.image_id = $1 AND iv.name = $2
        """,
        image_id,
        name,
    )
