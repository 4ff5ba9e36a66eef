"""Which SQL asks for and writes promises of bytes?"""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from exibidos.features.images.model import Upload
from exibidos.platform.db import ReadTx, Tx

_UPLOAD = "id, created_by_id, key, size, content_type, sha256, expires_at"


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


async def find_image_of_upload(tx: ReadTx, upload_id: UUID, member_id: UUID) -> UUID | None:
    """Return the photo of a finalized upload: its own, or that of the same file, which it was the second of."""
    return await tx.value(
        UUID,
        """
        SELECT i.id FROM uploads u JOIN images i ON i.created_by_id = u.created_by_id AND i.original_sha256 = u.sha256
        WHERE u.id = $1 AND u.created_by_id = $2 AND u.finalized_at IS NOT NULL AND i.deleted_at IS NULL
          AND (i.upload_id = u.id OR NOT EXISTS (SELECT FROM images own WHERE own.upload_id = u.id))
        ORDER BY i.created_at, i.id LIMIT 1
        """,
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


async def take_upload(tx: Tx, upload_id: UUID, member_id: UUID, *, stays: timedelta) -> Upload | None:
    """Close an open upload, to be forgotten after a while, and return it; None as for `finalize_upload`."""
    return await tx.row(
        Upload,
        f"""
        UPDATE uploads SET finalized_at = now(), forget_at = now() + $3::interval
        WHERE id = $1 AND created_by_id = $2 AND finalized_at IS NULL AND expires_at > now()
        RETURNING {_UPLOAD}
        """,
        upload_id,
        member_id,
        stays,
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
    """Forget up to `limit` uploads that expired unfinished, `grace` ago at least, or whose time is over; return their keys."""
    return await tx.values(
        str,
        """
        DELETE FROM uploads WHERE id IN (
            SELECT id FROM uploads WHERE (finalized_at IS NULL AND expires_at < now() - $2::interval) OR forget_at < now()
            LIMIT $1 FOR UPDATE SKIP LOCKED
        ) RETURNING key
        """,
        limit,
        grace,
    )
