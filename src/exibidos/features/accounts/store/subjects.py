"""Which SQL keeps the keys by which the logs know people?"""

from uuid import UUID

from exibidos.platform.db import ReadTx, Tx


async def insert(tx: Tx, member_id: UUID) -> None:
    """Draw a key for a member. It is random, so that nothing but this row leads from one to the other."""
    await tx.execute("INSERT INTO subject_keys (member_id) VALUES ($1)", member_id)


async def find(tx: ReadTx, member_id: UUID) -> UUID | None:
    return await tx.value(UUID, "SELECT subject FROM subject_keys WHERE member_id = $1", member_id)
