"""Which SQL asks for and writes the accounts elsewhere that people come in with?"""

from datetime import datetime
from uuid import UUID

from exibidos.features.accounts.model import Identity
from exibidos.platform.db import ReadTx, Tx
from exibidos.platform.oauth import Vouched

# What a page of settings shows; fewer may be linked.
_MOST_LISTED = 100


async def meet(tx: Tx, who: Vouched, *, at: datetime) -> UUID | None:
    """Return whose identity this is, None when nobody's, and note that it was used."""
    return await tx.value(
        UUID,
        """
        UPDATE identities SET last_used_at = $3, shown = $4 WHERE issuer = $1 AND subject = $2 RETURNING created_by_id
        """,
        who.issuer,
        who.subject,
        at,
        who.shown,
    )


async def find_owner(tx: ReadTx, who: Vouched) -> UUID | None:
    sql = "SELECT created_by_id FROM identities WHERE issuer = $1 AND subject = $2"
    return await tx.value(UUID, sql, who.issuer, who.subject)


async def insert(tx: Tx, identity_id: UUID, member_id: UUID, who: Vouched) -> bool:
    """Insert an identity; False when it is somebody's already. Of two at once one does."""
    done = await tx.execute(
        """
        INSERT INTO identities (id, created_by_id, issuer, subject, shown) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (issuer, subject) DO NOTHING
        """,
        identity_id,
        member_id,
        who.issuer,
        who.subject,
        who.shown,
    )
    return bool(done)


async def list_of_member(tx: ReadTx, member_id: UUID) -> list[Identity]:
    return await tx.rows(
        Identity,
        """
        SELECT id, issuer, shown, created_at, last_used_at FROM identities WHERE created_by_id = $1 ORDER BY id LIMIT $2
        """,
        member_id,
        _MOST_LISTED,
    )


async def delete(tx: Tx, member_id: UUID, identity_id: UUID) -> str | None:
    """Delete an identity of a member and return its issuer; None when they have no such identity."""
    sql = "DELETE FROM identities WHERE id = $1 AND created_by_id = $2 RETURNING issuer"
    return await tx.value(str, sql, identity_id, member_id)


async def delete_before_proof(tx: Tx, member_id: UUID) -> list[Identity]:
    """Delete and return what was linked before a member's present address was proven; what came in the same transaction stays."""
    return await tx.rows(
        Identity,
        """
        DELETE FROM identities i USING members m WHERE m.id = $1 AND i.created_by_id = m.id AND i.created_at < m.verified_at
        RETURNING i.id, i.issuer, i.shown, i.created_at, i.last_used_at
        """,
        member_id,
    )


async def pledge(tx: Tx, joining_id: UUID, who: Vouched) -> None:
    """Write beside a joining who was vouched for: theirs, once they are a member."""
    await tx.execute(
        "UPDATE joinings SET issuer = $2, subject = $3, shown = $4 WHERE id = $1",
        joining_id,
        who.issuer,
        who.subject,
        who.shown,
    )


async def find_pledged(tx: ReadTx, joining_id: UUID) -> Vouched | None:
    sql = "SELECT issuer, subject, shown FROM joinings WHERE id = $1 AND issuer IS NOT NULL"
    return await tx.row(Vouched, sql, joining_id)


async def find_waiting(tx: ReadTx, who: Vouched) -> UUID | None:
    """Return the newest joining of an identity whose address is proven and that was not refused."""
    sql = """
        SELECT id FROM joinings WHERE issuer = $1 AND subject = $2 AND confirmed_at IS NOT NULL AND state <> 'refused'
        ORDER BY id DESC LIMIT 1
    """
    return await tx.value(UUID, sql, who.issuer, who.subject)
