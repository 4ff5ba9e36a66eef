"""Which SQL asks for and writes blocks? What two people followed of each other goes in the statement that keeps them apart."""

from datetime import datetime
from uuid import UUID

from exibidos.features.social.model import Face
from exibidos.features.social.store.apart import HERE, apart
from exibidos.platform.db import ReadTx, Tx


async def lock_pair(tx: Tx, one_id: UUID, other_id: UUID) -> None:
    """Let one transaction at a time decide whether two people follow or block each other."""
    first, second = sorted((one_id.hex, other_id.hex))
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"pair:{first}:{second}")


async def block(tx: Tx, member_id: UUID, other_id: UUID) -> bool:
    """Block somebody and end all following between the two; False when it was so already. Goes after `lock_pair`."""
    return bool(
        await tx.execute(
            """
            WITH ended AS (
                DELETE FROM follows
                WHERE (created_by_id = $1 AND followed_id = $2) OR (created_by_id = $2 AND followed_id = $1)
            )
            INSERT INTO blocks (created_by_id, blocked_id) VALUES ($1, $2) ON CONFLICT DO NOTHING
            """,
            member_id,
            other_id,
        )
    )


async def unblock(tx: Tx, member_id: UUID, other_id: UUID) -> bool:
    return bool(
        await tx.execute("DELETE FROM blocks WHERE created_by_id = $1 AND blocked_id = $2", member_id, other_id)
    )


async def are_apart(tx: ReadTx, one_id: UUID, other_id: UUID) -> bool:
    return bool(await tx.value(bool, f"SELECT {apart('$1::uuid', '$2::uuid')}", one_id, other_id))


async def list_blocked(tx: ReadTx, member_id: UUID, before: tuple[datetime, UUID] | None, limit: int) -> list[Face]:
    return await tx.rows(
        Face,
        """
        SELECT m.id, m.slug, m.display_name, b.created_at AS at
        FROM blocks b JOIN members m ON m.id = b.blocked_id
        WHERE b.created_by_id = $1 AND ($2::timestamptz IS NULL OR (b.created_at, b.blocked_id) < ($2, $3))
        ORDER BY b.created_at DESC, b.blocked_id DESC LIMIT $4
        """,
        member_id,
        *(before or (None, None)),
        limit,
    )


async def find_id(tx: ReadTx, slug: str) -> UUID | None:
    """Return whose slug this is, whoever asks: for verbs that take something back and answer the same for everybody."""
    return await tx.value(UUID, "SELECT id FROM members WHERE slug = $1", slug)


async def find_blockable(tx: ReadTx, member_id: UUID, slug: str) -> UUID | None:
    """Return whose slug this is, unless they have blocked this member or are suspended; whom the member blocked is found."""
    return await tx.value(
        UUID,
        f"""
        SELECT m.id FROM members m WHERE m.slug = $2 AND {HERE}
          AND NOT EXISTS (SELECT FROM blocks b WHERE b.created_by_id = m.id AND b.blocked_id = $1)
        """,
        member_id,
        slug,
    )
