"""Which SQL says whose an address in the club is? `slug_key` in SQL is the twin of `names.skeleton` on slugs."""

from collections.abc import Sequence
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


async def find_member_like(tx: ReadTx, slug: str, mine: UUID | None) -> str | None:
    """Return the slug of another member that is this one or looks like it."""
    sql = "SELECT slug FROM members WHERE slug_key = slug_key($1) AND id IS DISTINCT FROM $2 LIMIT 1"
    return await tx.value(str, sql, slug, mine)
