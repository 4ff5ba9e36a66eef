"""Which SQL puts photos into the trash, takes them out again, and erases them? Several at once, in the order of their ids."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from exibidos.features.images.model import Exposure, State
from exibidos.platform.db import ReadTx, Tx

# What its author may move: what moderators hold or have removed is not there for them.
_THEIRS = "moderation IN ('clear', 'hidden')"


class Trashed(msgspec.Struct, frozen=True, kw_only=True):
    """A photo in the trash, as its author's list shows it."""

    id: UUID
    title: str
    state: State
    thumbhash: bytes | None
    size: int
    created_at: datetime
    deleted_at: datetime


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """Where the bytes of a photo lie whose rows are gone; until `promise_ends_at` storage would take the same bytes again."""

    id: UUID
    original_key: str
    quarantine_key: str
    promise_ends_at: datetime
    variant_keys: list[str]

    @property
    def folder(self) -> str:
        return self.original_key.rpartition("/")[0] + "/"


class Held(Exposure, frozen=True, kw_only=True):
    """A photo whose row this transaction holds."""

    id: UUID


async def list_trash(tx: ReadTx, author_id: UUID, before: tuple[datetime, UUID] | None, limit: int) -> list[Trashed]:
    return await tx.rows(
        Trashed,
        f"""
        SELECT id, title, state, thumbhash, size, created_at, deleted_at FROM images
        WHERE created_by_id = $1 AND deleted_at IS NOT NULL AND {_THEIRS}
          AND ($2::timestamptz IS NULL OR (deleted_at, id) < ($2, $3))
        ORDER BY deleted_at DESC, id DESC LIMIT $4
        """,
        author_id,
        *(before or (None, None)),
        limit,
    )


async def find_trashed(tx: ReadTx, author_id: UUID, image_ids: Sequence[UUID]) -> list[Trashed]:
    return await tx.rows(
        Trashed,
        f"""
        SELECT id, title, state, thumbhash, size, created_at, deleted_at FROM images
        WHERE id = ANY($2) AND created_by_id = $1 AND deleted_at IS NOT NULL AND {_THEIRS}
        ORDER BY deleted_at DESC, id DESC
        """,
        author_id,
        list(image_ids),
    )


async def hold_images(tx: Tx, author_id: UUID, image_ids: Sequence[UUID], *, trashed: bool) -> list[Held]:
    """Hold those of some photos that are an author's, in or out of the trash; whoever holds several takes them in one order."""
    return await tx.rows(
        Held,
        f"""
        SELECT id, visibility, teaser, sensitive FROM images
        WHERE id = ANY($1) AND created_by_id = $2 AND (deleted_at IS NOT NULL) = $3 AND {_THEIRS}
        ORDER BY id FOR UPDATE
        """,
        list(image_ids),
        author_id,
        trashed,
    )


async def move_images(tx: Tx, image_ids: Sequence[UUID], *, trashed: bool) -> None:
    await tx.execute(
        "UPDATE images SET deleted_at = CASE WHEN $2 THEN now() END WHERE id = ANY($1)", list(image_ids), trashed
    )


async def expose_images(tx: Tx, image_ids: Sequence[UUID], *, visibility: str | None, sensitive: bool | None) -> None:
    await tx.execute(
        """
        UPDATE images SET visibility = coalesce($2, visibility), sensitive = coalesce($3, sensitive),
               teaser = teaser AND coalesce($2, visibility) = 'followers'
        WHERE id = ANY($1)
        """,
        list(image_ids),
        visibility,
        sensitive,
    )


async def list_overdue(tx: Tx, before: datetime, limit: int) -> list[UUID]:
    """Hold up to `limit` photos deleted before an instant that nobody else holds."""
    return await tx.values(
        UUID,
        f"SELECT id FROM images WHERE deleted_at < $1 AND {_THEIRS} ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED",
        before,
        limit,
    )


async def erase_images(tx: Tx, image_ids: Sequence[UUID]) -> list[Erased]:
    """Erase photos. What was promised for them within the last day stays as a number for the day's quota, and goes with the sweep."""
    erased = await tx.rows(
        Erased,
        """
        SELECT i.id, i.original_key, u.key AS quarantine_key, u.expires_at AS promise_ends_at,
               ARRAY(
                   SELECT iv.key FROM image_variants iv WHERE iv.image_id = i.id
                   UNION ALL SELECT c.key FROM image_cards c WHERE c.image_id = i.id
               ) AS variant_keys
        FROM images i JOIN uploads u ON u.id = i.upload_id WHERE i.id = ANY($1)
        """,
        list(image_ids),
    )
    await tx.execute(
        """
        WITH gone AS (DELETE FROM images WHERE id = ANY($1) RETURNING upload_id)
        UPDATE uploads SET sha256 = decode(repeat('00', 32), 'hex'), finalized_at = coalesce(finalized_at, now())
        FROM gone WHERE id = gone.upload_id
        """,
        list(image_ids),
    )
    return erased


async def forget_spent_uploads(tx: Tx, before: datetime, limit: int) -> None:
    """Forget uploads whose photo is gone, once no quota counts them any more."""
    await tx.execute(
        """
        DELETE FROM uploads WHERE id IN (
            SELECT u.id FROM uploads u
            WHERE u.finalized_at IS NOT NULL AND u.created_at < $2
              AND NOT EXISTS (SELECT FROM images i WHERE i.upload_id = u.id)
            LIMIT $1 FOR UPDATE SKIP LOCKED
        )
        """,
        limit,
        before,
    )
