"""Which SQL asks for and writes personal tokens?"""

from datetime import datetime, timedelta
from uuid import UUID

from exibidos.features.accounts.model import BearerRow, Token
from exibidos.features.accounts.store.members import ACCOUNT, PRESENT
from exibidos.platform.db import Database, ReadTx, Tx

# What a page of settings and one answer of the API can show. Live tokens are fewer; the rest have expired within the last month.
_MOST_LISTED = 100


async def lock_owner(tx: Tx, member_id: UUID) -> bool:
    """Let one transaction at a time make tokens of a member; False when they are gone, suspended or deactivated."""
    sql = f"SELECT true FROM members WHERE id = $1 AND {PRESENT} FOR NO KEY UPDATE"
    return bool(await tx.value(bool, sql, member_id))


async def count_live(tx: ReadTx, member_id: UUID, *, at: datetime) -> int:
    sql = "SELECT count(*) FROM personal_tokens WHERE created_by_id = $1 AND revoked_at IS NULL AND expires_at > $2"
    return await tx.value(int, sql, member_id, at) or 0


async def insert(tx: Tx, token: Token, member_id: UUID, digest: bytes) -> bool:
    """Insert a token; False when its owner has another of this name."""
    done = await tx.execute(
        """
        INSERT INTO personal_tokens (id, created_by_id, name, hash, scopes, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
        """,
        token.id,
        member_id,
        token.name,
        digest,
        list(token.scopes),
        token.created_at,
        token.expires_at,
    )
    return bool(done)


async def forget_dead(tx: Tx, member_id: UUID, name: str, *, at: datetime, before: datetime) -> None:
    """Delete a member's tokens that died before `before`, and an expired one whose name is wanted again."""
    await tx.execute(
        """
        DELETE FROM personal_tokens WHERE created_by_id = $1
        AND (revoked_at < $4 OR expires_at < $4 OR (lower(name) = lower($2) AND expires_at <= $3))
        """,
        member_id,
        name,
        at,
        before,
    )


async def list_standing(tx: ReadTx, member_id: UUID) -> list[Token]:
    return await tx.rows(
        Token,
        """
        SELECT id, name, scopes, created_at, expires_at, last_used_at FROM personal_tokens
        WHERE created_by_id = $1 AND revoked_at IS NULL ORDER BY created_at DESC, id DESC LIMIT $2
        """,
        member_id,
        _MOST_LISTED,
    )


async def revoke(tx: Tx, member_id: UUID, token_id: UUID, *, at: datetime) -> bool | None:
    """End a token; True when this ended it, False when it had ended before, None when the member has no such token."""
    return await tx.value(
        bool,
        """
        WITH ended AS (
            UPDATE personal_tokens SET revoked_at = $3 WHERE id = $1 AND created_by_id = $2 AND revoked_at IS NULL RETURNING id
        )
        SELECT EXISTS (SELECT FROM ended) FROM personal_tokens WHERE id = $1 AND created_by_id = $2
        """,
        token_id,
        member_id,
        at,
    )


async def revoke_all(tx: Tx, member_id: UUID, *, at: datetime) -> list[UUID]:
    """End every token of a member; return those that this ended."""
    sql = "UPDATE personal_tokens SET revoked_at = $2 WHERE created_by_id = $1 AND revoked_at IS NULL RETURNING id"
    return await tx.values(UUID, sql, member_id, at)


async def find_bearer(database: Database, digest: bytes, *, at: datetime) -> BearerRow | None:
    """Return whose live token has this digest. Asked of the primary: a replica may not have heard of a revocation."""
    found = await database.statement(
        BearerRow,
        f"""
        SELECT t.id AS token_id, t.scopes, t.last_used_at, m.* FROM personal_tokens t
        CROSS JOIN LATERAL (SELECT {ACCOUNT} FROM members WHERE id = t.created_by_id AND {PRESENT}) m
        WHERE t.hash = $1 AND t.revoked_at IS NULL AND t.expires_at > $2
        """,
        digest,
        at,
    )
    return found[0] if found else None


async def touch(database: Database, token_id: UUID, *, at: datetime, rest: timedelta) -> None:
    """Note that a token was used, unless that was noted within `rest` or somebody else is at its row: nobody waits for this."""
    await database.statement(
        dict[str, str],
        """
        UPDATE personal_tokens SET last_used_at = $2 WHERE id = (
            SELECT id FROM personal_tokens WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < $3) FOR UPDATE SKIP LOCKED
        )
        """,
        token_id,
        at,
        at - rest,
    )
