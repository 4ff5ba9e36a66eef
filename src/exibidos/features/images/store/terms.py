"""Which SQL keeps the terms on which authors show their photos, and what they said the last time?"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from exibidos.features.images.model import Terms, Wishes
from exibidos.media import Camera, Corner
from exibidos.platform.db import ReadTx, Tx


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """What of the terms is in the pictures themselves."""

    watermark: Corner
    camera: bool


async def list_terms(tx: ReadTx, image_ids: Sequence[UUID]) -> list[Terms]:
    return await tx.rows(
        Terms,
        """
        SELECT i.id AS image_id, i.licence, i.watermark, i.camera, i.comments, i.ranked, coalesce(c.name, '') AS camera_name,
               coalesce(c.lens, '') AS lens, c.focal_length, c.aperture, c.shutter, c.iso, c.taken_on
        FROM images i LEFT JOIN image_cameras c ON c.image_id = i.id AND i.camera
        WHERE i.id = ANY($1)
        """,
        list(image_ids),
    )


async def begin_terms(tx: Tx, image_id: UUID, author_id: UUID, wishes: Wishes) -> None:
    """Give a new photo the terms that its author names, for what they leave open those of the last time."""
    await tx.execute(
        """
        UPDATE images i
        SET licence = coalesce($3, h.licence, i.licence), watermark = coalesce($4, h.watermark, i.watermark),
            camera = coalesce($5, h.camera, i.camera), comments = coalesce($6, h.comments, i.comments),
            ranked = coalesce($7, h.ranked, i.ranked)
        FROM (SELECT) AS one LEFT JOIN upload_habits h ON h.created_by_id = $2
        WHERE i.id = $1
        """,
        image_id,
        author_id,
        *msgspec.structs.astuple(wishes),
    )


async def find_marked(tx: ReadTx, image_id: UUID) -> Marked | None:
    return await tx.row(Marked, "SELECT watermark, camera FROM images WHERE id = $1", image_id)


async def update_terms(tx: Tx, image_id: UUID, wishes: Wishes) -> None:
    """Change what is named. Camera data that is no longer to be shown is erased here, not hidden."""
    await tx.execute(
        """
        WITH said AS (
            UPDATE images
            SET licence = coalesce($2, licence), watermark = coalesce($3, watermark), camera = coalesce($4, camera),
                comments = coalesce($5, comments), ranked = coalesce($6, ranked)
            WHERE id = $1
        )
        DELETE FROM image_cameras WHERE image_id = $1 AND NOT coalesce($4, true)
        """,
        image_id,
        *msgspec.structs.astuple(wishes),
    )


async def find_habits(tx: ReadTx, author_id: UUID) -> Wishes | None:
    return await tx.row(
        Wishes,
        "SELECT licence, watermark, camera, comments, ranked FROM upload_habits WHERE created_by_id = $1",
        author_id,
    )


async def remember_habits(tx: Tx, author_id: UUID, wishes: Wishes) -> None:
    await tx.execute(
        """
        INSERT INTO upload_habits AS h (created_by_id, licence, watermark, camera, comments, ranked)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (created_by_id) DO UPDATE
        SET licence = coalesce(EXCLUDED.licence, h.licence), watermark = coalesce(EXCLUDED.watermark, h.watermark),
            camera = coalesce(EXCLUDED.camera, h.camera), comments = coalesce(EXCLUDED.comments, h.comments),
            ranked = coalesce(EXCLUDED.ranked, h.ranked)
        """,
        author_id,
        *msgspec.structs.astuple(wishes),
    )


async def keep_camera(tx: Tx, image_id: UUID, camera: Camera | None) -> None:
    """Replace what is known of a photo's camera; who has opted out meanwhile gets nothing kept."""
    await tx.execute("DELETE FROM image_cameras WHERE image_id = $1", image_id)
    if camera is not None:
        await tx.execute(
            """
            INSERT INTO image_cameras (image_id, name, lens, focal_length, aperture, shutter, iso, taken_on)
            SELECT id, $2, $3, $4, $5, $6, $7, $8 FROM images WHERE id = $1 AND camera FOR UPDATE
            """,
            image_id,
            *msgspec.structs.astuple(camera),
        )
