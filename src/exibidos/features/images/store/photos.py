"""Which SQL asks for and writes photos? Every query that shows photos goes through `visible_images`."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from exibidos.features.images.model import Details, Exposure, Photo, Upload
from exibidos.features.images.store.eyes import eyes
from exibidos.kernel.actor import Viewer
from exibidos.platform.db import ReadTx, Tx

_PHOTO = """
    v.id, v.created_by_id AS author_id, m.slug AS author_slug, m.display_name AS author_name,
    m.private AS author_private, v.title, v.caption, v.alt,
    v.visibility, v.teaser, v.sensitive, v.state, v.moderation, v.reason, v.width, v.height, v.thumbhash, v.color, v.published_at,
    v.created_at, v.updated_at, v.sight, v.listed
    FROM visible_images($1, $2, $3) v JOIN members m ON m.id = v.created_by_id
"""


# What walls may offer; the words of their partial indexes, so that the planner knows them again. Mutes are for walls: whoever opens a link
# or somebody's page has asked for what is there.
_OF_WALL = "v.listed AND NOT v.muted AND v.state = 'published' AND v.visibility = 'public' AND v.moderation = 'clear'"
_BEFORE_ALL = UUID(int=0)


async def insert_image(tx: Tx, image_id: UUID, upload: Upload, details: Details, original_key: str) -> None:
    await tx.execute(
        """
        INSERT INTO images (id, created_by_id, upload_id, title, caption, alt, visibility, sensitive, size,
                            original_key, original_sha256, teaser)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """,
        image_id,
        upload.created_by_id,
        upload.id,
        details.title,
        details.caption,
        details.alt,
        details.visibility,
        details.sensitive,
        upload.size,
        original_key,
        upload.sha256,
        details.teaser,
    )


async def find_photo(tx: ReadTx, viewer: Viewer, image_id: UUID) -> Photo | None:
    return await tx.row(Photo, f"SELECT {_PHOTO} WHERE v.id = $4", *eyes(viewer), image_id)


async def list_wall(tx: ReadTx, viewer: Viewer, before: tuple[datetime, UUID] | None, limit: int) -> list[Photo]:
    """List the newest listed photos, those before a cursor if one is given."""
    return await tx.rows(
        Photo,
        f"""
        SELECT {_PHOTO}
        WHERE {_OF_WALL}
          AND ($4::timestamptz IS NULL OR (v.published_at, v.id) < ($4, $5))
        ORDER BY v.published_at DESC, v.id DESC LIMIT $6
        """,
        *eyes(viewer),
        *(before or (None, None)),
        limit,
    )


async def list_by_author(
    tx: ReadTx, viewer: Viewer, author_id: UUID, before: tuple[datetime, UUID] | None, limit: int
) -> list[Photo]:
    """List an author's photos, newest first: to themselves all of them, to others the listed ones."""
    return await tx.rows(
        Photo,
        f"""
        SELECT {_PHOTO}
        WHERE v.created_by_id = $4 AND (v.listed OR v.created_by_id = $1)
          AND ($5::timestamptz IS NULL OR (v.created_at, v.id) < ($5, $6))
        ORDER BY v.created_at DESC, v.id DESC LIMIT $7
        """,
        *eyes(viewer),
        author_id,
        *(before or (None, None)),
        limit,
    )


async def list_some(tx: ReadTx, viewer: Viewer, image_ids: Sequence[UUID]) -> list[Photo]:
    return await tx.rows(Photo, f"SELECT {_PHOTO} WHERE v.id = ANY($4)", *eyes(viewer), list(image_ids))


async def list_changed(
    tx: ReadTx, viewer: Viewer, author_id: UUID | None, since: datetime, after: tuple[datetime, UUID] | None, limit: int
) -> list[Photo]:
    """List what changed since an instant, in the order of change: of the wall, or of one author (to themselves all)."""
    of = _OF_WALL if author_id is None else "v.created_by_id = $7 AND (v.listed OR v.created_by_id = $1)"
    return await tx.rows(
        Photo,
        f"SELECT {_PHOTO} WHERE {of} AND (v.updated_at, v.id) > ($4, $5) ORDER BY v.updated_at, v.id LIMIT $6",
        *eyes(viewer),
        *(after or (since, _BEFORE_ALL)),
        limit,
        *(() if author_id is None else (author_id,)),
    )


async def count_listed_by_author(tx: ReadTx, viewer: Viewer, author_id: UUID) -> int:
    counted = await tx.value(
        int,
        "SELECT count(*) FROM visible_images($1, $2, $3) v WHERE v.created_by_id = $4 AND v.listed",
        *eyes(viewer),
        author_id,
    )
    return counted or 0


async def update_details(tx: Tx, image_id: UUID, author_id: UUID, details: Details) -> Exposure | None:
    """Replace the details and return what decided about sight before; None when it is not theirs to edit."""
    return await tx.row(
        Exposure,
        """
        WITH before AS (
            SELECT id, visibility, teaser, sensitive FROM images
            WHERE id = $1 AND created_by_id = $2 AND deleted_at IS NULL AND moderation IN ('clear', 'hidden') FOR UPDATE
        )
        UPDATE images i SET title = $3, caption = $4, alt = $5, visibility = $6, sensitive = $7, teaser = $8
        FROM before WHERE i.id = before.id RETURNING before.visibility, before.teaser, before.sensitive
        """,
        image_id,
        author_id,
        details.title,
        details.caption,
        details.alt,
        details.visibility,
        details.sensitive,
        details.teaser,
    )
