"""Which SQL says whose an address in the club is, and was? `slug_key` in SQL is the twin of `names.skeleton` on slugs."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from exibidos.platform.db import ReadTx, Tx


async def lock_slugs(tx: Tx, slugs: Sequence[str]) -> None:
    """Let one transaction at a time decide about these slugs and what looks like them; in one order, so that two never wait in a circle."""
    await tx.execute(
        """
        SELECT pg_advisory_xact_lock(hashtextextended('slug:' || key, 0))
        FROM (SELECT DISTINCT slug_key(slug) AS key FROM unnest($1::text[]) slug ORDER BY key) keys
        """,
        list(slugs),
    )


async def lock_slug_of(tx: Tx, member_id: UUID) -> str | None:
    """Return a member's slug and let nobody change it meanwhile; None when they are gone or suspended."""
    return await tx.value(
        str, "SELECT slug FROM members WHERE id = $1 AND suspended_at IS NULL FOR NO KEY UPDATE", member_id
    )


async def find_like(tx: ReadTx, slug: str, mine: UUID | None, *, since: datetime) -> str | None:
    """Return a slug that is this one or looks like it, and is another member's or was until after `since`."""
    return await tx.value(
        str,
        """
        SELECT slug FROM members WHERE slug_key = slug_key($1) AND id IS DISTINCT FROM $2
        UNION ALL
        SELECT slug FROM former_slugs WHERE slug_key = slug_key($1) AND created_by_id IS DISTINCT FROM $2 AND released_at > $3
        LIMIT 1
        """,
        slug,
        mine,
        since,
    )


async def find_last_rename(tx: ReadTx, member_id: UUID, *, but: str) -> datetime | None:
    """Return when a member last left a slug; None when they never did, or when `but` is one that they left."""
    return await tx.value(
        datetime,
        "SELECT max(released_at) FROM former_slugs WHERE created_by_id = $1 HAVING count(*) FILTER (WHERE slug = $2) = 0",
        member_id,
        but,
    )


async def release(tx: Tx, member_id: UUID, slug: str, *, at: datetime) -> None:
    """Note that a member leaves a slug."""
    await tx.execute(
        """
        INSERT INTO former_slugs (slug, created_by_id, released_at) VALUES ($2, $1, $3)
        ON CONFLICT (slug) DO UPDATE SET created_by_id = EXCLUDED.created_by_id, released_at = EXCLUDED.released_at
        """,
        member_id,
        slug,
        at,
    )


async def take(tx: Tx, member_id: UUID, slug: str) -> None:
    await tx.execute("UPDATE members SET slug = $2, slug_twin = false WHERE id = $1", member_id, slug)
