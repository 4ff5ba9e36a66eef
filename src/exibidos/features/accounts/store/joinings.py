"""Which SQL asks for and writes joinings, of people who are no members yet?"""

from datetime import datetime
from uuid import UUID

from exibidos.features.accounts.model import Candidate, Joining, JoiningState, Verdict
from exibidos.platform.db import ReadTx, Tx

_COLUMNS = (
    "id, email, slug, display_name, bio, of_age, terms_version, consents, locale, answer, said, invitation_id, next, state,"
    " password_hash, confirmed_at, created_at"
)
# What a page of the queue shows; the rest follows when these are decided.
_MOST_LISTED = 100


async def insert(
    tx: Tx,
    joining_id: UUID,
    joining: Joining,
    *,
    email_canonical: str,
    password_hash: str | None,
    invitation_id: UUID | None,
    at: datetime,
) -> None:
    await tx.execute(
        """
        INSERT INTO joinings (id, email, email_canonical, password_hash, slug, display_name, bio, of_age, terms_version, consents, locale,
                              answer, invitation_id, next, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        """,
        joining_id,
        joining.email,
        email_canonical,
        password_hash,
        joining.slug,
        joining.display_name,
        joining.bio,
        joining.of_age,
        joining.terms_version,
        list(joining.consents),
        joining.locale,
        joining.answer,
        invitation_id,
        joining.next,
        at,
    )


async def find(tx: ReadTx, joining_id: UUID) -> Candidate | None:
    return await tx.row(Candidate, f"SELECT {_COLUMNS} FROM joinings WHERE id = $1", joining_id)


async def lock(tx: Tx, joining_id: UUID) -> Candidate | None:
    """Return a joining that nobody else changes until this transaction ends."""
    return await tx.row(Candidate, f"SELECT {_COLUMNS} FROM joinings WHERE id = $1 FOR UPDATE", joining_id)


async def is_known(tx: ReadTx, joining_id: UUID) -> bool:
    """Say whether its address is a member's."""
    sql = "SELECT EXISTS (SELECT FROM joinings j JOIN members m USING (email_canonical) WHERE j.id = $1)"
    return bool(await tx.value(bool, sql, joining_id))


async def count_before(tx: ReadTx, joining_id: UUID, *, since: datetime) -> int:
    """Return how many others with the same address began after `since` and before this one."""
    sql = """
        SELECT count(*) FROM joinings o JOIN joinings j USING (email_canonical) WHERE j.id = $1 AND o.id < j.id AND o.created_at > $2
    """
    return await tx.value(int, sql, joining_id, since) or 0


async def mark_waiting(tx: Tx, joining_id: UUID, *, answer: str, at: datetime) -> None:
    """Let a joining wait for a moderator; its address is proven from now on."""
    await tx.execute(
        """
        UPDATE joinings SET state = 'waiting', answer = $2, confirmed_at = coalesce(confirmed_at, $3) WHERE id = $1
        """,
        joining_id,
        answer,
        at,
    )


async def decide(tx: Tx, joining_id: UUID, verdict: Verdict, *, said: str, by: UUID, at: datetime) -> Candidate | None:
    """Decide about somebody who waits; None when they do not, so that of two moderators one decides."""
    return await tx.row(
        Candidate,
        f"""
        UPDATE joinings SET state = $2, said = $3, decided_by_id = $4, decided_at = $5
        WHERE id = $1 AND state IN ('waiting', 'asked') AND state <> $2 RETURNING {_COLUMNS}
        """,
        joining_id,
        verdict,
        said,
        by,
        at,
    )


async def list_in(tx: ReadTx, states: tuple[JoiningState, ...]) -> list[Candidate]:
    """Return whose address is proven and who is no member by another joining, those who have waited longest first."""
    return await tx.rows(
        Candidate,
        f"""
        SELECT {_COLUMNS} FROM joinings j WHERE state = ANY($1)
        AND NOT EXISTS (SELECT FROM members m WHERE m.email_canonical = j.email_canonical) ORDER BY confirmed_at, id LIMIT $2
        """,
        list(states),
        _MOST_LISTED,
    )


async def delete(tx: Tx, joining_id: UUID) -> None:
    await tx.execute("DELETE FROM joinings WHERE id = $1", joining_id)


async def delete_old(tx: Tx, *, unproven_before: datetime, quiet_before: datetime) -> int:
    """Delete those whose address was never proven, and those where nothing has happened for long; returns how many."""
    return await tx.execute(
        "DELETE FROM joinings WHERE (state = 'open' AND created_at < $1) OR updated_at < $2",
        unproven_before,
        quiet_before,
    )
