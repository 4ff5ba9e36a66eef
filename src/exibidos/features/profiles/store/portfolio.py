"""Which SQL asks for and writes portfolios?"""

from collections.abc import Sequence
from uuid import UUID

from exibidos.platform.db import ReadTx, Tx


async def lock_portfolio_of(tx: Tx, member_id: UUID) -> None:
    """Let one transaction at a time arrange a portfolio."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"portfolio:{member_id}")


async def list_ids(tx: ReadTx, member_id: UUID) -> list[UUID]:
    """List what a member has chosen, in order; not what is in the trash."""
    return await tx.values(
        UUID,
        """
        SELECT p.image_id FROM portfolio_photos p JOIN images i ON i.id = p.image_id AND i.deleted_at IS NULL
        WHERE p.created_by_id = $1 ORDER BY p.place, p.image_id
        """,
        member_id,
    )


async def list_choosable(tx: ReadTx, member_id: UUID, image_ids: Sequence[UUID]) -> list[UUID]:
    """List those of some photos that are the member's own, published and not in the trash."""
    return await tx.values(
        UUID,
        """
        SELECT id FROM images
        WHERE id = ANY($2) AND created_by_id = $1 AND state = 'published' AND moderation = 'clear' AND deleted_at IS NULL
        """,
        member_id,
        list(image_ids),
    )


async def replace(tx: Tx, member_id: UUID, image_ids: Sequence[UUID]) -> None:
    """Hang these photos, which are the member's own, in this order and no others. Goes after `lock_portfolio_of`."""
    await tx.execute(
        "DELETE FROM portfolio_photos WHERE created_by_id = $1 AND image_id <> ALL($2)", member_id, list(image_ids)
    )
    await tx.execute(
        """
        INSERT INTO portfolio_photos (image_id, created_by_id, place)
        SELECT n.image_id, $1, n.place FROM unnest($2::uuid[]) WITH ORDINALITY AS n (image_id, place)
        ON CONFLICT (image_id) DO UPDATE SET place = EXCLUDED.place
        """,
        member_id,
        list(image_ids),
    )
