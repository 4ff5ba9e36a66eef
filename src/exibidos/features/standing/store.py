"""Which SQL says what members have done? It reads photos and votes, and writes nothing."""

from datetime import datetime, timedelta
from uuid import UUID

from exibidos.features.standing.model import Record
from exibidos.features.standing.policy import TRUSTED_PHOTOS
from exibidos.platform.db import ReadTx

# What is taken back the same day was a slip.
_STANDS = timedelta(days=1)
_RECORD = """
    SELECT m.id AS member_id, m.created_at AS joined_at, m.verified_at IS NOT NULL AS verified, m.standing,
           (SELECT count(*) FROM (
               SELECT FROM images i
               WHERE i.created_by_id = m.id AND i.deleted_at IS NULL AND i.state = 'published' AND i.moderation = 'clear'
                 AND i.visibility <> 'only_me'
               LIMIT $1
           ) shown) AS photos,
           j.votes_for, j.votes_against
    FROM members m CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE b.choice = 'for') AS votes_for, count(*) FILTER (WHERE b.choice = 'against') AS votes_against
        FROM ballots b JOIN images i ON i.id = b.image_id
        WHERE b.created_by_id = m.id AND b.updated_at < $2 AND i.created_by_id <> m.id
          AND i.deleted_at IS NULL AND i.state = 'published' AND i.moderation = 'clear'
    ) j
"""


async def list_records(tx: ReadTx, *, after: UUID | None, limit: int, at: datetime) -> list[Record]:
    """List what the next members have done, in the order of their ids."""
    return await tx.rows(
        Record,
        f"{_RECORD} WHERE ($3::uuid IS NULL OR m.id > $3) AND m.suspended_at IS NULL ORDER BY m.id LIMIT $4",
        TRUSTED_PHOTOS,
        at - _STANDS,
        after,
        limit,
    )


async def find_record(tx: ReadTx, member_id: UUID, *, at: datetime) -> Record | None:
    return await tx.row(Record, f"{_RECORD} WHERE m.id = $3", TRUSTED_PHOTOS, at - _STANDS, member_id)
