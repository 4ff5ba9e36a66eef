"""Which SQL does the worker need that develops a photo?"""

from uuid import UUID

import msgspec

from exibidos.features.images.model import Original, State, StoredVariant
from exibidos.platform.db import ReadTx, Tx


async def find_original(tx: ReadTx, image_id: UUID) -> Original | None:
    return await tx.row(
        Original,
        """
        SELECT i.id, i.created_by_id, m.slug AS author_slug, i.state, u.key AS quarantine_key, u.content_type,
               u.expires_at AS promise_ends_at, i.original_key, i.original_sha256, i.size, i.watermark, i.camera
        FROM images i JOIN members m ON m.id = i.created_by_id JOIN uploads u ON u.id = i.upload_id
        WHERE i.id = $1
        """,
        image_id,
    )


async def replace_variants(tx: Tx, image_id: UUID, variants: list[StoredVariant]) -> None:
    await tx.execute("DELETE FROM image_variants WHERE image_id = $1", image_id)
    await tx.execute_many(
        "INSERT INTO image_variants (image_id, name, key, content_type, width, height, size, sha256)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [(image_id, *msgspec.structs.astuple(variant)) for variant in variants],
    )


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The original of a photo, as it lies in storage."""

    key: str
    title: str
    format: str
    size: int
    sha256: bytes


async def find_kept(tx: ReadTx, image_id: UUID, author_id: UUID) -> Kept | None:
    """Return an author's own original; of what is deleted, or taken from them by moderators, there is none."""
    return await tx.row(
        Kept,
        """
        SELECT original_key AS key, title, format, size, original_sha256 AS sha256 FROM images
        WHERE id = $1 AND created_by_id = $2 AND state = 'published' AND deleted_at IS NULL AND moderation IN ('clear', 'hidden')
        """,
        image_id,
        author_id,
    )


async def list_variant_keys(tx: ReadTx, image_id: UUID) -> list[str]:
    return await tx.values(str, "SELECT key FROM image_variants WHERE image_id = $1", image_id)


async def list_published(tx: ReadTx, member_id: UUID | None, after: UUID | None, limit: int) -> list[UUID]:
    """List the next published photos by id, of one author or of all, the trash included: what comes back out of it is as it should be."""
    return await tx.values(
        UUID,
        """
        SELECT id FROM images
        WHERE state = 'published' AND ($1::uuid IS NULL OR created_by_id = $1) AND ($2::uuid IS NULL OR id > $2)
        ORDER BY id LIMIT $3
        """,
        member_id,
        after,
        limit,
    )


async def hold_slug_of_author(tx: Tx, image_id: UUID) -> None:
    """Let no slug of a photo's author be changed before this transaction is over."""
    await tx.execute(
        "SELECT FROM members m JOIN images i ON i.created_by_id = m.id WHERE i.id = $1 FOR KEY SHARE OF m", image_id
    )


async def touch_published(tx: Tx, image_id: UUID) -> bool:
    """Note that a photo has changed and hold its row; false when it is not published, or gone."""
    return bool(
        await tx.execute("UPDATE images SET updated_at = now() WHERE id = $1 AND state = 'published'", image_id)
    )


async def mark_published(
    tx: Tx,
    image_id: UUID,
    *,
    image_format: str,
    width: int,
    height: int,
    thumbhash: bytes,
    color: str,
    state: State = State.PUBLISHED,
) -> bool:
    """Note what was made of a photo, and hang it, or let it wait for who looks first."""
    return bool(
        await tx.execute(
            """
            UPDATE images SET state = $7, published_at = CASE $7 WHEN 'published' THEN coalesce(published_at, now()) END, reason = NULL,
                   format = $2, width = $3, height = $4, thumbhash = $5, color = $6
            WHERE id = $1 AND state IN ('processing', 'failed')
            """,
            image_id,
            image_format,
            width,
            height,
            thumbhash,
            color,
            state,
        )
    )


async def mark_refused(tx: Tx, image_id: UUID, state: str, reason: str) -> bool:
    return bool(
        await tx.execute(
            "UPDATE images SET state = $2, reason = $3 WHERE id = $1 AND state IN ('processing', 'failed')",
            image_id,
            state,
            reason,
        )
    )


async def mark_held(tx: Tx, image_id: UUID) -> bool:
    """Seal what was sent, before anything is made of it."""
    return bool(
        await tx.execute(
            "UPDATE images SET state = 'review', moderation = 'held' WHERE id = $1 AND state IN ('processing', 'failed')",
            image_id,
        )
    )
