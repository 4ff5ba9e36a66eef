"""Which SQL asks for and writes photos? Every query that shows photos goes through `visible_images`."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from exibidos.features.images.model import Details, Exposure, Original, Photo, Sight, StoredVariant, Upload
from exibidos.kernel.actor import Viewer
from exibidos.platform.db import ReadTx, Tx

_PHOTO = """
    v.id, v.created_by_id AS author_id, m.slug AS author_slug, m.display_name AS author_name, v.title, v.caption, v.alt,
    v.visibility, v.sensitive, v.state, v.moderation, v.reason, v.width, v.height, v.thumbhash, v.color, v.published_at,
    v.created_at, v.updated_at, v.sight, v.listed
    FROM visible_images($1, $2, $3) v JOIN members m ON m.id = v.created_by_id
"""
_UPLOAD = "id, created_by_id, key, size, content_type, sha256, expires_at"


def _eyes(viewer: Viewer) -> tuple[UUID | None, bool, str]:
    return viewer.id, viewer.of_age, viewer.sensitive


# --- uploads ---------------------------------------------------------------------------------------------------------


async def insert_upload(tx: Tx, upload: Upload) -> None:
    await tx.execute(
        "INSERT INTO uploads (id, created_by_id, key, size, content_type, sha256, expires_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        *msgspec.structs.astuple(upload),
    )


async def find_open_upload(tx: ReadTx, upload_id: UUID, member_id: UUID) -> Upload | None:
    return await tx.row(
        Upload,
        f"SELECT {_UPLOAD} FROM uploads WHERE id = $1 AND created_by_id = $2 AND finalized_at IS NULL AND expires_at > now()",
        upload_id,
        member_id,
    )


async def finalize_upload(tx: Tx, upload_id: UUID, member_id: UUID) -> Upload | None:
    """Close an open upload and return it; None when it is not theirs, expired, or closed by someone faster."""
    return await tx.row(
        Upload,
        f"""
        UPDATE uploads SET finalized_at = now()
        WHERE id = $1 AND created_by_id = $2 AND finalized_at IS NULL AND expires_at > now()
        RETURNING {_UPLOAD}
        """,
        upload_id,
        member_id,
    )


async def lock_uploads_of(tx: Tx, member_id: UUID) -> None:
    """Let one transaction at a time open uploads of a member."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"uploads:{member_id}")


async def find_nth_latest_upload(tx: ReadTx, member_id: UUID, nth: int, *, since: datetime) -> datetime | None:
    """Return when the member's nth latest upload was opened, if it was after `since`."""
    return await tx.value(
        datetime,
        """
        SELECT created_at FROM uploads WHERE created_by_id = $1 AND created_at > $2
        ORDER BY created_at DESC OFFSET $3 LIMIT 1
        """,
        member_id,
        since,
        nth - 1,
    )


async def delete_abandoned_uploads(tx: Tx, limit: int, *, grace: timedelta) -> list[str]:
    """Forget up to `limit` uploads that expired unfinished, `grace` ago at least; return their keys."""
    return await tx.values(
        str,
        """
        DELETE FROM uploads WHERE id IN (
            SELECT id FROM uploads WHERE finalized_at IS NULL AND expires_at < now() - $2::interval
            LIMIT $1 FOR UPDATE SKIP LOCKED
        ) RETURNING key
        """,
        limit,
        grace,
    )


# --- photos ----------------------------------------------------------------------------------------------------------


async def insert_image(tx: Tx, image_id: UUID, upload: Upload, details: Details, original_key: str) -> None:
    await tx.execute(
        """
        INSERT INTO images (id, created_by_id, upload_id, title, caption, alt, visibility, sensitive, size,
                            original_key, original_sha256)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
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
    )


async def find_photo(tx: ReadTx, viewer: Viewer, image_id: UUID) -> Photo | None:
    return await tx.row(Photo, f"SELECT {_PHOTO} WHERE v.id = $4", *_eyes(viewer), image_id)


async def list_wall(tx: ReadTx, viewer: Viewer, before: tuple[datetime, UUID] | None, limit: int) -> list[Photo]:
    """List the newest listed photos, those before a cursor if one is given."""
    return await tx.rows(
        Photo,
        f"""
        SELECT {_PHOTO}
        WHERE v.listed AND v.state = 'published' AND v.visibility = 'public' AND v.moderation = 'clear'
          AND ($4::timestamptz IS NULL OR (v.published_at, v.id) < ($4, $5))
        ORDER BY v.published_at DESC, v.id DESC LIMIT $6
        """,
        *_eyes(viewer),
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
        *_eyes(viewer),
        author_id,
        *(before or (None, None)),
        limit,
    )


async def count_listed_by_author(tx: ReadTx, viewer: Viewer, author_id: UUID) -> int:
    counted = await tx.value(
        int,
        "SELECT count(*) FROM visible_images($1, $2, $3) v WHERE v.created_by_id = $4 AND v.listed",
        *_eyes(viewer),
        author_id,
    )
    return counted or 0


async def update_details(tx: Tx, image_id: UUID, author_id: UUID, details: Details) -> Exposure | None:
    """Replace the details and return what decided about sight before; None when it is not theirs to edit."""
    return await tx.row(
        Exposure,
        """
        WITH before AS (
            SELECT id, visibility, sensitive FROM images
            WHERE id = $1 AND created_by_id = $2 AND deleted_at IS NULL AND moderation IN ('clear', 'hidden') FOR UPDATE
        )
        UPDATE images i SET title = $3, caption = $4, alt = $5, visibility = $6, sensitive = $7
        FROM before WHERE i.id = before.id RETURNING before.visibility, before.sensitive
        """,
        image_id,
        author_id,
        details.title,
        details.caption,
        details.alt,
        details.visibility,
        details.sensitive,
    )


async def mark_deleted(tx: Tx, image_id: UUID, author_id: UUID) -> bool:
    return bool(
        await tx.execute(
            """
            UPDATE images SET deleted_at = now()
            WHERE id = $1 AND created_by_id = $2 AND deleted_at IS NULL AND moderation IN ('clear', 'hidden')
            """,
            image_id,
            author_id,
        )
    )


async def delete_trash(tx: Tx, before: datetime, limit: int) -> list[str]:
    """Erase up to `limit` photos deleted before an instant, with their uploads; return every key that pointed to their bytes."""
    return await tx.values(
        str,
        """
        WITH gone AS (
            SELECT id, upload_id, original_key FROM images
            WHERE deleted_at < $1 AND moderation IN ('clear', 'hidden') LIMIT $2 FOR UPDATE SKIP LOCKED
        ), keys AS (
            SELECT iv.key FROM image_variants iv JOIN gone ON gone.id = iv.image_id
            UNION ALL SELECT original_key FROM gone
            UNION ALL SELECT u.key FROM uploads u JOIN gone ON gone.upload_id = u.id
        ), erased AS (
            DELETE FROM images WHERE id IN (SELECT id FROM gone)
        ), forgotten AS (
            DELETE FROM uploads WHERE id IN (SELECT upload_id FROM gone)
        )
        SELECT key FROM keys
        """,
        before,
        limit,
    )


# --- the darkroom's side ---------------------------------------------------------------------------------------------


async def find_original(tx: ReadTx, image_id: UUID) -> Original | None:
    return await tx.row(
        Original,
        """
        SELECT i.id, i.created_by_id, m.slug AS author_slug, i.state, u.key AS quarantine_key, u.content_type,
               u.expires_at AS promise_ends_at, i.original_key, i.original_sha256
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


async def mark_published(
    tx: Tx, image_id: UUID, *, image_format: str, width: int, height: int, thumbhash: bytes, color: str
) -> bool:
    return bool(
        await tx.execute(
            """
            UPDATE images SET state = 'published', published_at = coalesce(published_at, now()), reason = NULL,
                   format = $2, width = $3, height = $4, thumbhash = $5, color = $6
            WHERE id = $1 AND state IN ('processing', 'failed')
            """,
            image_id,
            image_format,
            width,
            height,
            thumbhash,
            color,
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


# --- delivery --------------------------------------------------------------------------------------------------------


class Deliverable(StoredVariant, frozen=True, kw_only=True):
    """A variant together with what the person of the URL may see of its photo now."""

    sight: Sight
    public: bool


async def find_deliverable(tx: ReadTx, viewer: Viewer, image_id: UUID, name: str) -> Deliverable | None:
    return await tx.row(
        Deliverable,
        """
        SELECT iv.name, iv.key, iv.content_type, iv.width, iv.height, iv.size, iv.sha256, v.sight,
               v.state = 'published' AND v.visibility = 'public' AND v.moderation = 'clear' AS public
        FROM visible_images($1, $2, $3) v JOIN image_variants iv ON iv.image_id = v.id AND iv.name = $5
        WHERE v.id = $4
        """,
        *_eyes(viewer),
        image_id,
        name,
    )
