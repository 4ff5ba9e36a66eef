"""Which SQL says what storage should hold, and whether an object is anybody's?"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from exibidos.platform.db import ReadTx


class Holding(msgspec.Struct, frozen=True, kw_only=True):
    """An object that storage should hold for a photo, as its row says."""

    image_id: UUID
    key: str
    size: int
    sha256: bytes
    original: bool


async def list_holdings(tx: ReadTx, after: UUID | None, photos: int) -> list[Holding]:
    """List the objects of the next published photos by id: the original of each, and its variants."""
    return await tx.rows(
        Holding,
        """
        SELECT i.id AS image_id, h.key, h.size, h.sha256, h.original
        FROM (
            SELECT * FROM images WHERE state = 'published' AND ($1::uuid IS NULL OR id > $1) ORDER BY id LIMIT $2
        ) i
        CROSS JOIN LATERAL (
            SELECT i.original_key AS key, i.size, i.original_sha256 AS sha256, true AS original
            UNION ALL
            SELECT v.key, v.size, v.sha256, false FROM image_variants v WHERE v.image_id = i.id
        ) h
        ORDER BY i.id, h.key
        """,
        after,
        photos,
    )


async def list_known_keys(tx: ReadTx, keys: Sequence[str]) -> list[str]:
    """List those of some keys that a row points to: an upload's, a variant's, a card's, an original's."""
    return await tx.values(
        str,
        r"""
        SELECT k FROM unnest($1::text[]) AS k
        WHERE EXISTS (SELECT FROM image_variants v WHERE v.key = k)
           OR EXISTS (SELECT FROM image_cards c WHERE c.key = k)
           OR EXISTS (SELECT FROM uploads u WHERE u.key = k)
           OR EXISTS (
               SELECT FROM images i
               WHERE i.id = substring(k FROM '([0-9a-f-]{36})/original\.[a-z]+$')::uuid AND i.original_key = k
           )
        """,
        list(keys),
    )
