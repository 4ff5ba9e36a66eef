"""Which SQL asks for and writes cases, reports and decisions? It reads images and members in joins, and writes neither."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from exibidos.features.moderation.model import Case, Decision, Kind, Notice, Receipt, Report, Ruling
from exibidos.platform.db import ReadTx, Tx

_CASE = """
    c.id, c.image_id, i.created_by_id AS author_id, m.slug AS author_slug, m.display_name AS author_name, i.title, i.caption,
    i.state, i.moderation, i.sensitive, i.width, i.height, c.urgent, c.alike_to, c.claim, c.due_at, c.escalated_at, c.closed_at,
    c.created_at, (SELECT count(*) FROM reports r WHERE r.case_id = c.id) AS reports,
    ARRAY(SELECT r.kind FROM reports r WHERE r.case_id = c.id GROUP BY r.kind ORDER BY count(*) DESC, r.kind) AS kinds
    FROM cases c JOIN images i ON i.id = c.image_id JOIN members m ON m.id = i.created_by_id
"""
_DECISION = """
    d.id, d.case_id, c.image_id, i.title, d.action, d.rule, d.note, d.statement, d.banned, d.state_before, d.moderation_before,
    m.slug AS by_slug, d.created_at
    FROM decisions d JOIN cases c ON c.id = d.case_id JOIN images i ON i.id = c.image_id
    LEFT JOIN members m ON m.id = d.created_by_id
"""
# What came of a report: the last decision of its case that stands.
_OUTCOME = """
    r.id, r.kind, r.created_at, d.action, d.created_at AS decided_at
    FROM reports r JOIN cases c ON c.id = r.case_id
    LEFT JOIN LATERAL (
        SELECT action, created_at FROM decisions
        WHERE case_id = c.id AND undone_at IS NULL AND c.closed_at IS NOT NULL ORDER BY created_at DESC LIMIT 1
    ) d ON true
"""


async def open_case(
    tx: Tx, case_id: UUID, image_id: UUID, *, urgent: bool, alike_to: Sequence[UUID], due_at: datetime
) -> UUID:
    """Return the photo's open case: this new one, or the one that is open already, which becomes what this one would be."""
    found = await tx.value(
        UUID,
        """
        INSERT INTO cases AS c (id, image_id, urgent, alike_to, due_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (image_id) WHERE closed_at IS NULL
        DO UPDATE SET urgent = c.urgent OR EXCLUDED.urgent, alike_to = c.alike_to || EXCLUDED.alike_to
        RETURNING id
        """,
        case_id,
        image_id,
        urgent,
        list(alike_to),
        due_at,
    )
    return found or case_id


async def insert_report(
    tx: Tx, report_id: UUID, case_id: UUID, *, kind: Kind, words: str, by: UUID | None, email: str, locale: str
) -> bool:
    """Note a report; False when this member has reported in this case already."""
    return bool(
        await tx.execute(
            """
            INSERT INTO reports (id, case_id, kind, words, created_by_id, email, locale)
            VALUES ($1, $2, $3, $4, $5, NULLIF($6, ''), $7) ON CONFLICT (case_id, created_by_id) DO NOTHING
            """,
            report_id,
            case_id,
            kind,
            words,
            by,
            email,
            locale,
        )
    )


async def count_wrong(tx: ReadTx, member_id: UUID, kinds: list[str], *, since: datetime) -> int:
    """Count a member's reports of these kinds after which a moderator found nothing."""
    return (
        await tx.value(
            int,
            """
            SELECT count(*) FROM reports r WHERE r.created_by_id = $1 AND r.kind = ANY($2) AND r.created_at > $3
              AND EXISTS (
                  SELECT FROM decisions d
                  WHERE d.case_id = r.case_id AND d.action IN ('dismiss', 'restore') AND d.undone_at IS NULL
              )
            """,
            member_id,
            kinds,
            since,
        )
        or 0
    )


async def was_found_fine(tx: ReadTx, image_id: UUID) -> bool:
    """Say whether a moderator has looked at a photo and left it, or put it back."""
    sql = """
        SELECT EXISTS (
            SELECT FROM decisions d JOIN cases c ON c.id = d.case_id
            WHERE c.image_id = $1 AND d.action IN ('dismiss', 'restore', 'approve') AND d.undone_at IS NULL
        )
    """
    return bool(await tx.value(bool, sql, image_id))


async def update_claim(tx: Tx, image_id: UUID, author_id: UUID, words: str) -> bool:
    return bool(
        await tx.execute(
            """
            UPDATE cases c SET claim = $3 FROM images i
            WHERE c.image_id = $1 AND c.closed_at IS NULL AND c.alike_to <> '{}' AND i.id = c.image_id AND i.created_by_id = $2
              AND i.state = 'review' AND i.moderation = 'clear'
            """,
            image_id,
            author_id,
            words,
        )
    )


async def find_claim(tx: ReadTx, image_id: UUID, author_id: UUID) -> str | None:
    """Return what an author says about a photo that waits because it looks like another; None when it does not wait for that."""
    return await tx.value(
        str,
        """
        SELECT c.claim FROM cases c JOIN images i ON i.id = c.image_id
        WHERE c.image_id = $1 AND i.created_by_id = $2 AND c.closed_at IS NULL AND c.alike_to <> '{}'
          AND i.state = 'review' AND i.moderation = 'clear'
        """,
        image_id,
        author_id,
    )


async def list_open(tx: ReadTx, limit: int) -> list[Case]:
    """List open cases, the urgent ones first, of equals the one that has waited longest."""
    return await tx.rows(
        Case,
        f"SELECT {_CASE} WHERE c.closed_at IS NULL AND i.deleted_at IS NULL ORDER BY c.urgent DESC, c.created_at, c.id LIMIT $1",
        limit,
    )


async def find_case(tx: ReadTx, case_id: UUID) -> Case | None:
    return await tx.row(Case, f"SELECT {_CASE} WHERE c.id = $1", case_id)


async def lock_case(tx: Tx, case_id: UUID) -> bool:
    """Hold a case until the commit, so that of two who decide at once one is told that it is decided."""
    return bool(await tx.value(UUID, "SELECT id FROM cases WHERE id = $1 AND closed_at IS NULL FOR UPDATE", case_id))


async def list_reports(tx: ReadTx, case_id: UUID) -> list[Report]:
    return await tx.rows(
        Report,
        """
        SELECT r.id, r.kind, r.words, r.created_by_id AS by_id, m.slug AS by_slug, r.created_at
        FROM reports r LEFT JOIN members m ON m.id = r.created_by_id WHERE r.case_id = $1 ORDER BY r.created_at, r.id
        """,
        case_id,
    )


async def list_decisions(tx: ReadTx, image_id: UUID, limit: int) -> list[Decision]:
    """List what was decided about a photo and stands, the last first."""
    sql = f"SELECT {_DECISION} WHERE c.image_id = $1 AND d.undone_at IS NULL ORDER BY d.created_at DESC LIMIT $2"
    return await tx.rows(Decision, sql, image_id, limit)


async def list_latest(tx: ReadTx, limit: int) -> list[Decision]:
    sql = f"SELECT {_DECISION} WHERE d.undone_at IS NULL ORDER BY d.created_at DESC LIMIT $1"
    return await tx.rows(Decision, sql, limit)


async def find_decision(tx: ReadTx, decision_id: UUID) -> Decision | None:
    return await tx.row(Decision, f"SELECT {_DECISION} WHERE d.id = $1 AND d.undone_at IS NULL", decision_id)


async def insert_decision(
    tx: Tx, decision_id: UUID, case: Case, ruling: Ruling, by: UUID, *, at: datetime, closes: bool
) -> None:
    await tx.execute(
        """
        INSERT INTO decisions (id, case_id, action, rule, note, statement, banned, state_before, moderation_before, created_by_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        decision_id,
        case.id,
        ruling.action,
        ruling.rule or "",
        ruling.note,
        ruling.statement,
        ruling.ban,
        case.state,
        case.moderation,
        by,
    )
    if closes:
        await tx.execute("UPDATE cases SET closed_at = $2 WHERE id = $1", case.id, at)


async def undo_decision(tx: Tx, decision_id: UUID, by: UUID, *, at: datetime, since: datetime) -> bool:
    """Take a decision back, if it is the last one about its photo, not too old, and no case of the photo is open by now."""
    return bool(
        await tx.execute(
            """
            WITH undone AS (
                UPDATE decisions d SET undone_at = $3, undone_by_id = $2 FROM cases c
                WHERE d.id = $1 AND c.id = d.case_id AND d.undone_at IS NULL AND d.created_at > $4 AND d.action <> 'remove'
                  AND NOT EXISTS (
                      SELECT FROM decisions l JOIN cases o ON o.id = l.case_id
                      WHERE o.image_id = c.image_id AND l.created_at > d.created_at AND l.undone_at IS NULL
                  )
                  AND NOT EXISTS (
                      SELECT FROM cases o WHERE o.image_id = c.image_id AND o.closed_at IS NULL AND o.id <> c.id
                  )
                RETURNING d.case_id
            )
            UPDATE cases SET closed_at = NULL WHERE id = (SELECT case_id FROM undone)
            """,
            decision_id,
            by,
            at,
            since,
        )
    )


async def list_notices(tx: ReadTx, author_id: UUID, limit: int) -> list[Notice]:
    """List what was decided against or for an author's photos; of each photo the last that stands."""
    return await tx.rows(
        Notice,
        """
        SELECT * FROM (
            SELECT DISTINCT ON (c.image_id) c.image_id, CASE d.action WHEN 'hold' THEN '' ELSE i.title END AS title, d.action,
                   CASE d.action WHEN 'hold' THEN '' ELSE d.rule END AS rule,
                   CASE d.action WHEN 'hold' THEN '' ELSE d.statement END AS statement, d.created_at
            FROM decisions d JOIN cases c ON c.id = d.case_id JOIN images i ON i.id = c.image_id
            WHERE i.created_by_id = $1 AND d.undone_at IS NULL AND d.action <> 'dismiss'
            ORDER BY c.image_id, d.created_at DESC
        ) AS last
        ORDER BY created_at DESC LIMIT $2
        """,
        author_id,
        limit,
    )


async def list_receipts(tx: ReadTx, member_id: UUID, limit: int) -> list[Receipt]:
    sql = f"SELECT {_OUTCOME} WHERE r.created_by_id = $1 ORDER BY r.created_at DESC LIMIT $2"
    return await tx.rows(Receipt, sql, member_id, limit)


async def find_receipt(tx: ReadTx, report_id: UUID) -> Receipt | None:
    return await tx.row(Receipt, f"SELECT {_OUTCOME} WHERE r.id = $1", report_id)


async def find_stranger(tx: ReadTx, report_id: UUID) -> tuple[str, str] | None:
    """Return the address and language of who reported without an account; None when they left none."""
    said = await tx.values(
        str, "SELECT unnest(ARRAY[email, locale]) FROM reports WHERE id = $1 AND email IS NOT NULL", report_id
    )
    return (said[0], said[1]) if said else None


async def list_overdue(tx: Tx, *, at: datetime, limit: int) -> list[UUID]:
    """Mark cases whose time is over as escalated and return them; each is told of once."""
    return await tx.values(
        UUID,
        """
        UPDATE cases SET escalated_at = $1 WHERE id IN (
            SELECT id FROM cases WHERE closed_at IS NULL AND escalated_at IS NULL AND due_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED
        ) RETURNING id
        """,
        at,
        limit,
    )


async def list_admins(tx: ReadTx) -> list[UUID]:
    return await tx.values(UUID, "SELECT id FROM members WHERE role = 'admin' AND suspended_at IS NULL")
