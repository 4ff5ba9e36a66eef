"""Which SQL asks for and writes invitations?"""

from datetime import datetime
from uuid import UUID

from exibidos.features.accounts.model import Invitation
from exibidos.platform.db import ReadTx, Tx

_COLUMNS = "id, code, note, uses, used, expires_at, created_by_id, created_at"
_USABLE = "revoked_at IS NULL AND used < uses AND expires_at > $2"
# What a page shows; older ones have ended long ago.
_MOST_LISTED = 100


async def insert(tx: Tx, invitation: Invitation) -> None:
    await tx.execute(
        """
        INSERT INTO invitations (id, code, note, uses, expires_at, created_by_id, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        invitation.id,
        invitation.code,
        invitation.note,
        invitation.uses,
        invitation.expires_at,
        invitation.created_by_id,
        invitation.created_at,
    )


async def lock_inviter(tx: Tx, member_id: UUID) -> bool:
    """Let one transaction at a time make invitations of a member; False when they are gone or suspended."""
    sql = "SELECT true FROM members WHERE id = $1 AND suspended_at IS NULL FOR NO KEY UPDATE"
    return bool(await tx.value(bool, sql, member_id))


async def count_live(tx: ReadTx, member_id: UUID, *, at: datetime) -> int:
    sql = f"SELECT count(*) FROM invitations WHERE created_by_id = $1 AND {_USABLE}"
    return await tx.value(int, sql, member_id, at) or 0


async def find_usable(tx: ReadTx, code: str, *, at: datetime) -> UUID | None:
    return await tx.value(UUID, f"SELECT id FROM invitations WHERE code = $1 AND {_USABLE}", code, at)


async def use(tx: Tx, invitation_id: UUID, *, at: datetime) -> bool:
    """Take one use; of many at once so many get it as there are."""
    return bool(
        await tx.execute(f"UPDATE invitations SET used = used + 1 WHERE id = $1 AND {_USABLE}", invitation_id, at)
    )


async def list_by(tx: ReadTx, member_id: UUID | None) -> list[Invitation]:
    """Return a member's invitations that they have not revoked, newest first; everybody's for None."""
    return await tx.rows(
        Invitation,
        f"""
        SELECT {_COLUMNS} FROM invitations WHERE ($1::uuid IS NULL OR created_by_id = $1) AND revoked_at IS NULL
        ORDER BY id DESC LIMIT $2
        """,
        member_id,
        _MOST_LISTED,
    )


async def revoke(tx: Tx, invitation_id: UUID, member_id: UUID | None, *, at: datetime) -> bool:
    """End an invitation of a member's, or anybody's for None; False when there is no such open one."""
    done = await tx.execute(
        """
        UPDATE invitations SET revoked_at = $3 WHERE id = $1 AND ($2::uuid IS NULL OR created_by_id = $2) AND revoked_at IS NULL
        """,
        invitation_id,
        member_id,
        at,
    )
    return bool(done)
