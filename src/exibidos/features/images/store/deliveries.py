"""Which SQL counts deliveries, tells them to an author and folds old days into months?"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from exibidos.features.images.model import Deliveries, Delivery
from exibidos.platform.db import ReadTx, Tx


async def add_deliveries(tx: Tx, counts: Mapping[Delivery, int]) -> None:
    """Add counts to their days, in one statement; photos that are gone by now are left out."""
    seen = list(counts)
    await tx.execute(
        """
        INSERT INTO deliveries AS d (image_id, day, viewer, reason, variant, count, created_at, updated_at)
        SELECT n.image_id, (n.hour AT TIME ZONE 'UTC')::date AS day, n.viewer, n.reason, n.variant,
               sum(n.count), min(n.hour), max(n.hour)
        FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::bigint[])
             AS n (image_id, hour, viewer, reason, variant, count)
        WHERE EXISTS (SELECT FROM images i WHERE i.id = n.image_id)
        GROUP BY 1, 2, 3, 4, 5
        -- Everybody takes rows in one order: two processes that write at once wait for each other and never in a circle.
        ORDER BY 1, 2, 3, 4, 5
        ON CONFLICT (image_id, day, viewer, reason, variant) DO UPDATE
        SET count = d.count + EXCLUDED.count,
            created_at = least(d.created_at, EXCLUDED.created_at), updated_at = greatest(d.updated_at, EXCLUDED.updated_at)
        """,
        [each.image_id for each in seen],
        [each.hour for each in seen],
        [each.viewer for each in seen],
        [each.reason for each in seen],
        [each.variant for each in seen],
        list(counts.values()),
    )


async def list_deliveries(tx: ReadTx, image_id: UUID) -> list[Deliveries]:
    """List how often each variant left for whom and why, the most frequent first."""
    return await tx.rows(
        Deliveries,
        """
        SELECT viewer, reason, variant, sum(count)::bigint AS count, min(created_at) AS first_at, max(updated_at) AS last_at
        FROM deliveries WHERE image_id = $1 GROUP BY viewer, reason, variant ORDER BY count DESC, viewer, reason, variant
        """,
        image_id,
    )


async def fold_deliveries(tx: Tx, before: date, limit: int) -> int:
    """Fold up to `limit` days older than `before` into the first day of their month; return how many."""
    return (
        await tx.value(
            int,
            """
            WITH old AS (
                SELECT ctid FROM deliveries
                WHERE day < $1 AND extract(day FROM day) <> 1 LIMIT $2 FOR UPDATE SKIP LOCKED
            ), gone AS (
                DELETE FROM deliveries d USING old WHERE d.ctid = old.ctid RETURNING d.*
            ), folded AS (
                INSERT INTO deliveries AS d (image_id, day, viewer, reason, variant, count, created_at, updated_at)
                SELECT image_id, date_trunc('month', day)::date, viewer, reason, variant,
                       sum(count), min(created_at), max(updated_at)
                FROM gone GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
                ON CONFLICT (image_id, day, viewer, reason, variant) DO UPDATE
                SET count = d.count + EXCLUDED.count, created_at = least(d.created_at, EXCLUDED.created_at),
                    updated_at = greatest(d.updated_at, EXCLUDED.updated_at)
            )
            SELECT count(*) FROM gone
            """,
            before,
            limit,
        )
        or 0
    )
