"""Which SQL asks for and writes passkeys, and the handles under which devices know their members?"""

from datetime import datetime
from uuid import UUID

from exibidos.features.accounts.model import KeyedAccount, NewPasskey, Passkey
from exibidos.features.accounts.store.members import ACCOUNT
from exibidos.platform.db import ReadTx, Tx

_COLUMNS = "id, name, credential_id, transports, backup_eligible, backed_up, created_at, last_used_at"


async def keep_handle(tx: Tx, member_id: UUID, handle: bytes) -> bytes:
    """Return the handle that a member has; the given one if they have none yet."""
    await tx.execute(
        "INSERT INTO passkey_handles (created_by_id, handle) VALUES ($1, $2) ON CONFLICT (created_by_id) DO NOTHING",
        member_id,
        handle,
    )
    return await tx.value(bytes, "SELECT handle FROM passkey_handles WHERE created_by_id = $1", member_id) or handle


async def list_of(tx: ReadTx, member_id: UUID) -> list[Passkey]:
    return await tx.rows(
        Passkey, f"SELECT {_COLUMNS} FROM passkeys WHERE created_by_id = $1 ORDER BY id DESC", member_id
    )


async def count_of(tx: ReadTx, member_id: UUID) -> int:
    return await tx.value(int, "SELECT count(*) FROM passkeys WHERE created_by_id = $1", member_id) or 0


async def insert(tx: Tx, passkey_id: UUID, member_id: UUID, name: str, new: NewPasskey, *, at: datetime) -> bool:
    """Insert a passkey; False when somebody has it already."""
    done = await tx.execute(
        """
        INSERT INTO passkeys (id, created_by_id, name, credential_id, public_key, sign_count, aaguid, transports,
            backup_eligible, backed_up, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (credential_id) DO NOTHING
        """,
        passkey_id,
        member_id,
        name,
        new.credential_id,
        new.public_key,
        new.sign_count,
        new.aaguid,
        list(new.transports),
        new.backup_eligible,
        new.backed_up,
        at,
    )
    return bool(done)


async def lock_keyed(tx: Tx, credential_id: bytes) -> KeyedAccount | None:
    """Return whose passkey this is, and hold it until the commit, so that its counter goes on one answer at a time."""
    return await tx.row(
        KeyedAccount,
        f"""
        SELECT p.id AS passkey_id, p.public_key, p.sign_count, h.handle, m.* FROM passkeys p
        JOIN passkey_handles h USING (created_by_id)
        CROSS JOIN LATERAL (SELECT {ACCOUNT} FROM members WHERE id = p.created_by_id) m
        WHERE p.credential_id = $1 FOR UPDATE OF p
        """,
        credential_id,
    )


async def note_use(
    tx: Tx, passkey_id: UUID, *, sign_count: int, backup_eligible: bool, backed_up: bool, at: datetime
) -> None:
    await tx.execute(
        "UPDATE passkeys SET sign_count = $2, backup_eligible = $3, backed_up = $4, last_used_at = $5 WHERE id = $1",
        passkey_id,
        sign_count,
        backup_eligible,
        backed_up,
        at,
    )


async def rename(tx: Tx, member_id: UUID, passkey_id: UUID, name: str) -> Passkey | None:
    return await tx.row(
        Passkey,
        f"UPDATE passkeys SET name = $3 WHERE id = $2 AND created_by_id = $1 RETURNING {_COLUMNS}",
        member_id,
        passkey_id,
        name,
    )


async def delete(tx: Tx, member_id: UUID, passkey_id: UUID) -> bool:
    return bool(await tx.execute("DELETE FROM passkeys WHERE id = $2 AND created_by_id = $1", member_id, passkey_id))


async def delete_before_proof(tx: Tx, member_id: UUID) -> list[UUID]:
    """Delete what was made before a member's present address was proven, and return the ids."""
    sql = """
        DELETE FROM passkeys p USING members m WHERE m.id = $1 AND p.created_by_id = m.id AND p.created_at < m.verified_at
        RETURNING p.id
    """
    return await tx.values(UUID, sql, member_id)
