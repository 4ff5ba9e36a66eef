"""Which SQL lists what search engines may know? Days on which photos were published, and the photos of a day."""

from datetime import date
from uuid import UUID

import msgspec

from exibidos.features.images.store.eyes import eyes
from exibidos.kernel.actor import GUEST
from exibidos.platform.db import ReadTx

_OPEN = (
    "v.listed AND v.sight = 'clear' AND v.state = 'published' AND v.visibility = 'public' AND v.moderation = 'clear'"
)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A photo that everybody may see, as an engine is told of it."""

    id: UUID
    author_slug: str


async def list_days(tx: ReadTx) -> list[date]:
    """List the days (UTC) with photos that everybody may see, oldest first; each is found from the one before, by the wall's index."""
    return await tx.values(
        date,
        f"""
        WITH RECURSIVE days AS (
            (SELECT (v.published_at AT TIME ZONE 'UTC')::date AS day FROM visible_images($1, $2, $3) v
             WHERE {_OPEN} ORDER BY v.published_at LIMIT 1)
            UNION ALL
            SELECT (SELECT (v.published_at AT TIME ZONE 'UTC')::date FROM visible_images($1, $2, $3) v
                    WHERE {_OPEN} AND v.published_at >= ((days.day + 1)::timestamp AT TIME ZONE 'UTC')
                    ORDER BY v.published_at LIMIT 1)
            FROM days WHERE days.day IS NOT NULL
        )
        SELECT day FROM days WHERE day IS NOT NULL
        """,
        *eyes(GUEST),
    )


async def list_of_day(tx: ReadTx, day: date, limit: int) -> list[Entry]:
    return await tx.rows(
        Entry,
        f"""
        SELECT v.id, m.slug AS author_slug FROM visible_images($1, $2, $3) v JOIN members m ON m.id = v.created_by_id
        WHERE {_OPEN} AND v.published_at >= ($4::date::timestamp AT TIME ZONE 'UTC')
          AND v.published_at < (($4::date + 1)::timestamp AT TIME ZONE 'UTC')
        ORDER BY v.published_at, v.id LIMIT $5
        """,
        *eyes(GUEST),
        day,
        limit,
    )
