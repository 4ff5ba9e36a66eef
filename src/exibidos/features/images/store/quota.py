"""Which SQL counts what a member's photos take?"""

from datetime import datetime
from uuid import UUID

from exibidos.platform.db import ReadTx


async def sum_originals(tx: ReadTx, member_id: UUID) -> int:
    """Return the bytes of a member's originals: those we keep, in the trash too, and those that are promised room and may still come.

    One statement, so that a photo that is just being made of its upload is counted once, as either.
    """
    taken = await tx.value(
        int,
        """
        SELECT coalesce(sum(u.size), 0)::bigint
        FROM uploads u LEFT JOIN images i ON i.upload_id = u.id
        WHERE u.created_by_id = $1
          AND (i.state <> 'rejected' OR (i.id IS NULL AND u.finalized_at IS NULL AND u.expires_at > now()))
        """,
        member_id,
    )
    return taken or 0


async def count_uploads(tx: ReadTx, member_id: UUID, since: datetime) -> int:
    counted = await tx.value(
        int, "SELECT count(*) FROM uploads WHERE created_by_id = $1 AND created_at > $2", member_id, since
    )
    return counted or 0
