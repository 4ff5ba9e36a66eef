"""Which SQL knows the cards of photos: what is drawn on them, which are out of date, which may be shown?"""

from collections.abc import Sequence
from uuid import UUID

from exibidos.features.images.model import Card, CardWanted
from exibidos.features.images.store.eyes import eyes
from exibidos.kernel.actor import GUEST
from exibidos.platform.db import ReadTx, Tx

# Cards leave the house for good, so they are of what a stranger sees clearly and lists may offer, and of nothing else.
_OPEN = "v.listed AND v.sight = 'clear' AND v.state = 'published' AND v.visibility = 'public'"
_FRESH = "(c.title, c.name, c.slug) = (v.title, m.display_name, m.slug)"


async def list_cards(tx: ReadTx, image_ids: Sequence[UUID]) -> list[Card]:
    """List cards as they were last drawn, of those of some photos that everybody may see now."""
    return await tx.rows(
        Card,
        f"""
        SELECT c.image_id, c.slug, c.key, c.size, c.sha256, {_FRESH} AS fresh
        FROM visible_images($1, $2, $3) v JOIN members m ON m.id = v.created_by_id JOIN image_cards c ON c.image_id = v.id
        WHERE v.id = ANY($4) AND {_OPEN}
        """,
        *eyes(GUEST),
        list(image_ids),
    )


async def list_wanted(
    tx: ReadTx, *, club: str, image_id: UUID | None, member_id: UUID | None, after: UUID | None, limit: int
) -> list[CardWanted]:
    """List photos that want a new card, by their ids: one photo, a member's, or everybody's."""
    scope = "v.id = $7" if image_id else "v.created_by_id = $7" if member_id else "$7::uuid IS NULL"
    return await tx.rows(
        CardWanted,
        f"""
        SELECT v.id, v.title, m.display_name AS name, m.slug, iv.key AS picture_key
        FROM visible_images($1, $2, $3) v JOIN members m ON m.id = v.created_by_id
        JOIN image_variants iv ON iv.image_id = v.id AND iv.name = 'full'
        LEFT JOIN image_cards c ON c.image_id = v.id
        WHERE {_OPEN} AND {scope} AND ($5::uuid IS NULL OR v.id > $5) AND ({_FRESH} AND c.club = $4 AND c.picture_key = iv.key) IS NOT TRUE
        ORDER BY v.id LIMIT $6
        """,
        *eyes(GUEST),
        club,
        after,
        limit,
        image_id or member_id,
    )


async def replace_card(
    tx: Tx, wanted: CardWanted, *, club: str, key: str, size: int, sha256: bytes
) -> tuple[bool, str | None]:
    """Keep a card; return whether its photo is still there, and the key of the card that it replaces."""
    before = await tx.value(
        str, "SELECT key FROM image_cards WHERE image_id = $1 AND key <> $2 FOR UPDATE", wanted.id, key
    )
    kept = await tx.execute(
        """
        INSERT INTO image_cards (image_id, title, name, slug, club, key, size, sha256, picture_key)
        SELECT id, $2, $3, $4, $5, $6, $7, $8, $9 FROM images WHERE id = $1
        ON CONFLICT (image_id) DO UPDATE SET title = excluded.title, name = excluded.name, slug = excluded.slug, club = excluded.club,
            key = excluded.key, size = excluded.size, sha256 = excluded.sha256, picture_key = excluded.picture_key
        """,
        wanted.id,
        wanted.title,
        wanted.name,
        wanted.slug,
        club,
        key,
        size,
        sha256,
        wanted.picture_key,
    )
    return bool(kept), before
