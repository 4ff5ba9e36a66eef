"""Which SQL asks for and writes pictures of members?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from exibidos.features.profiles.model import Kind, Picture, PictureState, Sent, Shown, Size, SizedPicture
from exibidos.platform.db import ReadTx, Tx

_HERE = "m.suspended_at IS NULL AND m.deactivated_at IS NULL"


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in quarantine for a picture that shall not be made any more."""

    key: str
    promise_ends_at: datetime


async def lock_pictures_of(tx: Tx, member_id: UUID) -> None:
    """Let one transaction at a time change a member's pictures: of two that are sent at once, the later one stands."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"pictures:{member_id}")


async def insert_picture(tx: Tx, picture_id: UUID, member_id: UUID, kind: Kind, upload_id: UUID, folder: str) -> None:
    await tx.execute(
        "INSERT INTO member_pictures (id, created_by_id, kind, upload_id, folder) VALUES ($1, $2, $3, $4, $5)",
        picture_id,
        member_id,
        kind,
        upload_id,
        folder,
    )


async def find_of_upload(tx: ReadTx, upload_id: UUID, member_id: UUID, kind: Kind) -> UUID | None:
    return await tx.value(
        UUID,
        "SELECT id FROM member_pictures WHERE upload_id = $1 AND created_by_id = $2 AND kind = $3",
        upload_id,
        member_id,
        kind,
    )


async def find_sent(tx: ReadTx, picture_id: UUID) -> Sent | None:
    return await tx.row(
        Sent,
        """
        SELECT p.id, p.created_by_id, p.kind, p.state, p.folder, u.key, u.content_type, u.sha256, u.expires_at AS promise_ends_at
        FROM member_pictures p JOIN uploads u ON u.id = p.upload_id WHERE p.id = $1
        """,
        picture_id,
    )


async def exists(tx: ReadTx, picture_id: UUID) -> bool:
    return bool(await tx.value(bool, "SELECT true FROM member_pictures WHERE id = $1", picture_id))


async def replace_shown(tx: Tx, sent: Sent, color: str, made: list[SizedPicture]) -> list[str]:
    """Show a picture in place of the one before; return the keys of that one. Goes after `lock_pictures_of`."""
    before = await delete_shown(tx, sent.created_by_id, sent.kind)
    largest = max(made, key=lambda each: each.width)
    await tx.execute(
        "UPDATE member_pictures SET state = 'shown', reason = NULL, width = $2, height = $3, color = $4 WHERE id = $1",
        sent.id,
        largest.width,
        largest.height,
        color,
    )
    await tx.execute_many(
        "INSERT INTO member_picture_variants (picture_id, name, key, content_type, width, height, size, sha256)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [(sent.id, *msgspec.structs.astuple(each)) for each in made],
    )
    return before


async def mark_refused(tx: Tx, picture_id: UUID, state: PictureState, reason: str) -> bool:
    return bool(
        await tx.execute(
            "UPDATE member_pictures SET state = $2, reason = $3 WHERE id = $1 AND state IN ('processing', 'failed')",
            picture_id,
            state,
            reason,
        )
    )


async def delete_waiting(tx: Tx, member_id: UUID, kind: Kind) -> list[Waiting]:
    return await tx.rows(
        Waiting,
        """
        DELETE FROM member_pictures p USING uploads u
        WHERE u.id = p.upload_id AND p.created_by_id = $1 AND p.kind = $2 AND p.state <> 'shown'
        RETURNING u.key, u.expires_at AS promise_ends_at
        """,
        member_id,
        kind,
    )


async def delete_shown(tx: Tx, member_id: UUID, kind: Kind) -> list[str]:
    """Delete what is shown, if anything is; return the keys of its variants."""
    return await tx.values(
        str,
        """
        WITH gone AS (
            SELECT id FROM member_pictures WHERE created_by_id = $1 AND kind = $2 AND state = 'shown'
        ), keys AS (
            SELECT v.key FROM member_picture_variants v JOIN gone ON gone.id = v.picture_id
        ), deleted AS (
            DELETE FROM member_pictures WHERE id IN (SELECT id FROM gone)
        )
        SELECT key FROM keys
        """,
        member_id,
        kind,
    )


async def list_pictures(tx: ReadTx, member_id: UUID) -> list[Picture]:
    return await tx.rows(
        Picture,
        "SELECT id, kind, state, reason, created_at FROM member_pictures WHERE created_by_id = $1 ORDER BY created_at, id",
        member_id,
    )


async def list_shown(tx: ReadTx, viewer_id: UUID | None, slugs: Sequence[str], kinds: Sequence[Kind]) -> list[Shown]:
    """List what these people show, but not of who is away or across a block."""
    return await tx.rows(
        Shown,
        f"""
        SELECT p.id, m.slug, p.kind, p.width, p.height, p.color
        FROM members m JOIN member_pictures p ON p.created_by_id = m.id AND p.state = 'shown' AND p.kind = ANY($3)
        WHERE m.slug = ANY($2) AND {_HERE}
          AND NOT EXISTS (SELECT FROM blocks b WHERE b.created_by_id = $1 AND b.blocked_id = m.id)
          AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocked_id = $1 AND b.created_by_id = m.id)
        """,
        viewer_id,
        list(slugs),
        list(kinds),
    )


async def list_known_keys(tx: ReadTx, keys: Sequence[str]) -> list[str]:
    """List those of some keys that a variant of a picture points to."""
    return await tx.values(str, "SELECT key FROM member_picture_variants WHERE key = ANY($1)", list(keys))


async def find_deliverable(tx: ReadTx, picture_id: UUID, size: Size) -> SizedPicture | None:
    return await tx.row(
        SizedPicture,
        f"""
        SELECT v.name, v.key, v.content_type, v.width, v.height, v.size, v.sha256
        FROM member_picture_variants v JOIN member_pictures p ON p.id = v.picture_id AND p.state = 'shown'
        JOIN members m ON m.id = p.created_by_id AND {_HERE}
        WHERE v.picture_id = $1 AND v.name = $2
        """,
        picture_id,
        size,
    )
