"""Which SQL asks for and writes second factors: the secret that an app makes codes from, and recovery codes?"""

from datetime import datetime
from uuid import UUID

from exibidos.features.accounts.model import Authenticator, Sealed
from exibidos.platform.db import ReadTx, Tx


async def find(tx: ReadTx, member_id: UUID) -> Authenticator | None:
    return await tx.row(
        Authenticator,
        """
        SELECT secret, created_at, (
            SELECT count(*) FROM recovery_codes r WHERE r.created_by_id = a.created_by_id AND r.used_at IS NULL
        ) AS codes_left
        FROM authenticators a WHERE a.created_by_id = $1
        """,
        member_id,
    )


async def insert(tx: Tx, member_id: UUID, secret: bytes, step: int) -> bool:
    """Insert it, with the step of the code that showed it works; False when the member has one."""
    sql = "INSERT INTO authenticators (created_by_id, secret, last_step) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
    return bool(await tx.execute(sql, member_id, secret, step))


async def use_step(tx: Tx, member_id: UUID, step: int, secret: bytes) -> bool:
    """Use up a code and all before it; False when somebody has. `secret` is the same one, sealed with the newest key."""
    sql = "UPDATE authenticators SET last_step = $2, secret = $3 WHERE created_by_id = $1 AND last_step < $2"
    return bool(await tx.execute(sql, member_id, step, secret))


async def list_sealed(tx: ReadTx, *, after: UUID, at_most: int) -> list[Sealed]:
    """Return sealed secrets by their owners' ids, from the one after `after` on."""
    sql = "SELECT created_by_id AS member_id, secret FROM authenticators WHERE created_by_id > $1 ORDER BY created_by_id LIMIT $2"
    return await tx.rows(Sealed, sql, after, at_most)


async def reseal(tx: Tx, sealed: Sealed, fresh: bytes) -> bool:
    """Keep the same secret in another seal; False when its owner has set up another since, or used a code."""
    sql = "UPDATE authenticators SET secret = $3 WHERE created_by_id = $1 AND secret = $2"
    return bool(await tx.execute(sql, sealed.member_id, sealed.secret, fresh))


async def delete(tx: Tx, member_id: UUID) -> bool:
    """Delete it with its recovery codes; False when there is none."""
    return bool(await tx.execute("DELETE FROM authenticators WHERE created_by_id = $1", member_id))


async def replace_recovery(tx: Tx, member_id: UUID, hashes: list[bytes]) -> bool:
    """Put these recovery codes in place of whatever was there; False when there is no authenticator that they would stand in for."""
    sql = "SELECT true FROM authenticators WHERE created_by_id = $1 FOR UPDATE"
    if not await tx.value(bool, sql, member_id):
        return False
    await tx.execute("DELETE FROM recovery_codes WHERE created_by_id = $1", member_id)
    await tx.execute(
        "INSERT INTO recovery_codes (created_by_id, hash) SELECT $1, unnest($2::bytea[])", member_id, hashes
    )
    return True


async def use_recovery(tx: Tx, member_id: UUID, digest: bytes, *, at: datetime) -> bool:
    """Use a recovery code up; of two who bring it at once one does."""
    sql = "UPDATE recovery_codes SET used_at = $3 WHERE created_by_id = $1 AND hash = $2 AND used_at IS NULL"
    return bool(await tx.execute(sql, member_id, digest, at))
