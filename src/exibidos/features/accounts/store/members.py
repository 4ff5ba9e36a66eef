"""Which SQL asks for and writes members?"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from asyncpg import UniqueViolationError

from exibidos.features.accounts.events import StandingChanged
from exibidos.features.accounts.model import Account, Addressee, Credentials, Joining, Profile
from exibidos.kernel.actor import Standing
from exibidos.platform.db import ReadTx, Tx

ACCOUNT = (
    "id, slug, display_name, role, sensitive, of_age, verified_at IS NOT NULL AS verified,"
    " suspended_at IS NOT NULL AS suspended, deactivated_at IS NOT NULL AS deactivated, session_epoch AS epoch, standing, locale,"
    " terms_version"
)
# Whom others may meet: neither suspended nor deactivated.
PRESENT = "suspended_at IS NULL AND deactivated_at IS NULL"


class _CredentialsRow(Account, frozen=True, kw_only=True):
    password_hash: str | None


class _Names(msgspec.Struct, frozen=True):
    email_canonical: str
    slug: str


async def find_account(tx: ReadTx, member_id: UUID) -> Account | None:
    return await tx.row(Account, f"SELECT {ACCOUNT} FROM members WHERE id = $1", member_id)


async def find_credentials(tx: ReadTx, email_canonical: str) -> Credentials | None:
    row = await tx.row(
        _CredentialsRow,
        f"SELECT {ACCOUNT}, password_hash FROM members WHERE email_canonical = $1",
        email_canonical,
    )
    if row is None:
        return None
    facts = {name: getattr(row, name) for name in Account.__struct_fields__}
    return Credentials(account=msgspec.convert(facts, Account), password_hash=row.password_hash)


async def find_password(tx: ReadTx, member_id: UUID) -> str | None:
    """Return the hash of a member's password; None when they have none, or are not there."""
    return await tx.value(str, "SELECT password_hash FROM members WHERE id = $1", member_id)


async def count_ways_in(tx: Tx, member_id: UUID) -> int:
    """Count how a member may come in, and hold their row until the commit, so that nobody else takes a way from them meanwhile."""
    sql = "SELECT (password_hash IS NOT NULL)::int FROM members WHERE id = $1 FOR NO KEY UPDATE"
    passwords = await tx.value(int, sql, member_id) or 0
    # Counted by a statement of its own, once the row is held: one that waited for it would count what it saw before it waited.
    others = """
        SELECT (SELECT count(*) FROM passkeys WHERE created_by_id = $1) + (SELECT count(*) FROM identities WHERE created_by_id = $1)
    """
    return passwords + (await tx.value(int, others, member_id) or 0)


async def find_names(tx: ReadTx, member_id: UUID) -> tuple[str, str] | None:
    """Return a member's canonical address and slug: what their password must not be."""
    row = await tx.row(_Names, "SELECT email_canonical, slug FROM members WHERE id = $1", member_id)
    return None if row is None else (row.email_canonical, row.slug)


async def update_password(tx: Tx, member_id: UUID, password_hash: str) -> None:
    await tx.execute("UPDATE members SET password_hash = $2 WHERE id = $1", member_id, password_hash)


async def raise_epoch(tx: Tx, member_id: UUID) -> None:
    """Let every session of a member that is open now be one of the past."""
    await tx.execute("UPDATE members SET session_epoch = session_epoch + 1 WHERE id = $1", member_id)


async def find_addressee(tx: ReadTx, member_id: UUID) -> Addressee | None:
    return await tx.row(
        Addressee, "SELECT id AS member_id, email, display_name, locale FROM members WHERE id = $1", member_id
    )


async def lock_addressee(tx: Tx, member_id: UUID) -> Addressee | None:
    """Hold a member's row until the commit and return their address; None when they are gone or suspended.

    Held before any of their links: whoever changes password or address takes the rows in one order, so nobody waits in a circle.
    """
    return await tx.row(
        Addressee,
        """
        SELECT id AS member_id, email, display_name, locale FROM members WHERE id = $1 AND suspended_at IS NULL FOR NO KEY UPDATE
        """,
        member_id,
    )


async def is_email_taken(tx: ReadTx, email_canonical: str) -> bool:
    return bool(await tx.value(bool, "SELECT true FROM members WHERE email_canonical = $1", email_canonical))


async def update_email(tx: Tx, member_id: UUID, email: str, email_canonical: str, *, at: datetime) -> bool:
    """Set an address that its reader has proven; False when it is somebody else's, and then this transaction can only be given up."""
    try:
        done = await tx.execute(
            """
            UPDATE members SET email = $2, email_canonical = $3, verified_at = $4
            WHERE id = $1 AND NOT EXISTS (SELECT FROM members WHERE email_canonical = $3 AND id <> $1)
            """,
            member_id,
            email,
            email_canonical,
            at,
        )
    except UniqueViolationError:  # taken between our look and our write
        return False
    return bool(done)


async def deactivate(tx: Tx, member_id: UUID, *, at: datetime) -> bool:
    """Let an account rest; False when it does, or there is none."""
    sql = "UPDATE members SET deactivated_at = $2 WHERE id = $1 AND deactivated_at IS NULL"
    return bool(await tx.execute(sql, member_id, at))


async def reactivate(tx: Tx, member_id: UUID) -> bool:
    """Wake an account; False when it did not rest."""
    sql = "UPDATE members SET deactivated_at = NULL WHERE id = $1 AND deactivated_at IS NOT NULL"
    return bool(await tx.execute(sql, member_id))


async def update_standings(tx: Tx, earned: Mapping[UUID, Standing]) -> list[StandingChanged]:
    """Set standings and return what changed; those who stand so already are left alone."""
    return await tx.rows(
        StandingChanged,
        """
        WITH before AS (
            SELECT m.id, m.standing, e.standing AS earned
            FROM members m JOIN unnest($1::uuid[], $2::text[]) AS e (id, standing) ON e.id = m.id AND e.standing <> m.standing
            ORDER BY m.id FOR NO KEY UPDATE OF m
        )
        UPDATE members m SET standing = b.earned FROM before b WHERE m.id = b.id
        RETURNING m.id AS member_id, b.standing AS before, m.standing AS after
        """,
        list(earned),
        list(earned.values()),
    )


async def find_profile(tx: ReadTx, slug: str) -> Profile | None:
    return await tx.row(
        Profile,
        f"""
        SELECT id, slug, display_name, bio, links, created_at, private FROM members
        WHERE {PRESENT} AND id = coalesce(
            (SELECT id FROM members WHERE slug = $1), (SELECT created_by_id FROM former_slugs WHERE slug = $1)
        )
        """,
        slug,
    )


async def is_private(tx: ReadTx, member_id: UUID) -> bool:
    return bool(await tx.value(bool, "SELECT private FROM members WHERE id = $1", member_id))


async def update_private(tx: Tx, member_id: UUID, private: bool) -> bool:
    """Write whether an account is private; False when it was so already."""
    return bool(await tx.execute("UPDATE members SET private = $2 WHERE id = $1 AND private <> $2", member_id, private))


async def any_members(tx: ReadTx) -> bool:
    return bool(await tx.value(bool, "SELECT EXISTS (SELECT FROM members)"))


async def insert(
    tx: Tx, member_id: UUID, joining: Joining, *, email_canonical: str, password_hash: str | None, verified: bool
) -> str | None:
    """Insert a member and return None, or return the name of what is taken: `email` or `slug`."""
    done = await tx.execute(
        """
        INSERT INTO members (id, email, email_canonical, password_hash, slug, display_name, bio, of_age, terms_version, verified_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, CASE WHEN $10 THEN now() END)
        ON CONFLICT DO NOTHING
        """,
        member_id,
        joining.email,
        email_canonical,
        password_hash,
        joining.slug,
        joining.display_name,
        joining.bio,
        joining.of_age,
        joining.terms_version,
        verified,
    )
    if done:
        return None
    taken = await tx.value(bool, "SELECT true FROM members WHERE email_canonical = $1", email_canonical)
    return "email" if taken else "slug"
