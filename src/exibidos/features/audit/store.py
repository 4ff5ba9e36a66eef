"""Which SQL writes and reads the audit log?"""

from exibidos.features.audit.model import Link
from exibidos.kernel.events import Act
from exibidos.platform.db import ReadTx, Tx

# 2,000 rows are about a megabyte.
_PAGE = 2_000
_LAST = 1_000


async def insert(tx: Tx, acts: list[Act]) -> None:
    """Append acts in their order; the database gives place, time and hashes (migration 0005)."""
    await tx.execute(
        """
        INSERT INTO logs.audit (actor, act, object_kind, object_id, details)
        SELECT actor, act, object_kind, object_id, details
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::jsonb[])
             WITH ORDINALITY AS done (actor, act, object_kind, object_id, details, place)
        ORDER BY place
        """,
        [act.actor for act in acts],
        [act.name for act in acts],
        [act.object_kind for act in acts],
        [act.object_id for act in acts],
        [act.details for act in acts],
    )


async def list_links(tx: ReadTx, *, after: Link | None) -> list[Link]:
    """List the next rows."""
    return await tx.rows(
        Link,
        f"{_LINKS} WHERE $1::bigint IS NULL OR (seq, at) > ($1, $2) ORDER BY seq, at LIMIT $3",
        after and after.seq,
        after and after.at,
        _PAGE,
    )


async def list_last_links(tx: ReadTx) -> list[Link]:
    """List the last rows, in their order."""
    return list(reversed(await tx.rows(Link, f"{_LINKS} ORDER BY seq DESC, at DESC LIMIT $1", _LAST)))


async def keep(tx: Tx) -> None:
    """Make the months to come and drop those that are too old."""
    await tx.execute("SELECT logs.keep_audit()")


# The text is built from the columns by built-in functions: one of ours could have been replaced.
_LINKS = """
SELECT seq, at, act, details, prev_hash, hash,
       jsonb_build_array(
           seq, (extract(epoch FROM at) * 1000000)::bigint, actor, act, object_kind, object_id, details,
           encode(prev_hash, 'hex'))::text AS said
FROM logs.audit
"""
