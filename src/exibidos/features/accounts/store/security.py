"""Which SQL asks for and writes what happened to accounts?"""

from datetime import datetime
from uuid import UUID

from exibidos.features.accounts.model import SecurityEvent, SecurityKind
from exibidos.platform.db import ReadTx, Tx

_COLUMNS = "id, member_id, kind, count, device, network, created_at, updated_at"


async def insert(
    tx: Tx, event_id: UUID, member_id: UUID, kind: SecurityKind, *, device: str, network: str, at: datetime
) -> None:
    await tx.execute(
        "INSERT INTO security_events (id, member_id, kind, device, network, created_at, updated_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $6)",
        event_id,
        member_id,
        kind,
        device,
        network,
        at,
    )


async def count_failed(
    tx: Tx, event_id: UUID, email_canonical: str, *, device: str, network: str, at: datetime
) -> None:
    """Count a failed sign-in in its hour: at whoever has this address, or at nobody. Both are one statement that writes one row."""
    await tx.execute(
        """
        INSERT INTO security_events (id, member_id, kind, hour, device, network, created_at, updated_at)
        VALUES ($1, (SELECT id FROM members WHERE email_canonical = $2), $3, date_trunc('hour', $6::timestamptz, 'UTC'), $4, $5, $6, $6)
        ON CONFLICT (member_id, kind, hour) WHERE hour IS NOT NULL
        DO UPDATE SET count = security_events.count + 1, device = EXCLUDED.device, network = EXCLUDED.network
        """,
        event_id,
        email_canonical,
        SecurityKind.SIGN_IN_FAILED,
        device,
        network,
        at,
    )


async def list_of_member(tx: ReadTx, member_id: UUID, *, at_most: int) -> list[SecurityEvent]:
    return await tx.rows(
        SecurityEvent,
        f"SELECT {_COLUMNS} FROM security_events WHERE member_id = $1 ORDER BY updated_at DESC, id DESC LIMIT $2",
        member_id,
        at_most,
    )


async def has_device(tx: ReadTx, member_id: UUID, device: str, *, joined_before: datetime) -> bool:
    """Say whether a member has signed in by this device, whatever its version was then; or joined since, which it was done by."""
    return bool(await tx.value(bool, _HAS_DEVICE, member_id, SecurityKind.SIGNED_IN, device, joined_before))


async def find(tx: ReadTx, event_id: UUID) -> SecurityEvent | None:
    return await tx.row(
        SecurityEvent, f"SELECT {_COLUMNS} FROM security_events WHERE id = $1 AND member_id IS NOT NULL", event_id
    )


async def delete_old(tx: Tx, *, before: datetime, at_most: int) -> int:
    """Delete events from before `before`; returns how many."""
    return await tx.execute(
        "DELETE FROM security_events WHERE id IN (SELECT id FROM security_events WHERE updated_at < $1 ORDER BY updated_at LIMIT $2)",
        before,
        at_most,
    )


# Browsers renew themselves every month: another number in its name makes no other device.
_HAS_DEVICE = r"""
SELECT EXISTS (
    SELECT FROM security_events
    WHERE member_id = $1 AND kind = $2 AND regexp_replace(device, '[\d._]+', '', 'g') = regexp_replace($3, '[\d._]+', '', 'g')
) OR EXISTS (SELECT FROM members WHERE id = $1 AND created_at > $4)
"""
