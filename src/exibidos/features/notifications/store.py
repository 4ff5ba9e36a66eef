"""Which SQL asks for and writes notifications? One open row per recipient, kind and thing: two that come at once meet in it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from exibidos.features.notifications.model import Addressed, Kind, Notification, Quiet, Wishes
from exibidos.features.notifications.policy import FACES, MOST_COUNTED, OF_THE_HOUSE
from exibidos.platform.db import ReadTx, Tx

Place = tuple[datetime, UUID]


class _WishesRow(msgspec.Struct, frozen=True, kw_only=True):
    choices: Mapping[str, bool]
    quiet_begins: int | None
    quiet_ends: int | None
    time_zone: str | None

    def wishes(self) -> Wishes:
        quiet = None
        if self.quiet_begins is not None and self.quiet_ends is not None:
            quiet = Quiet(begins=self.quiet_begins, ends=self.quiet_ends)
        return Wishes(choices=self.choices, quiet=quiet, time_zone=self.time_zone)


class _AddressedRow(Notification, frozen=True, kw_only=True):
    member_id: UUID
    email: str
    display_name: str
    locale: str | None
    verified: bool

    def notification(self) -> Notification:
        return Notification(**{name: getattr(self, name) for name in Notification.__struct_fields__})


async def add(
    tx: Tx,
    notification_id: UUID,
    recipient_id: UUID,
    kind: Kind,
    *,
    object_id: UUID | None,
    actor_id: UUID | None,
    shown: bool,
    at: datetime,
) -> UUID | None:
    """Open a notification or add to the one that is open; return the id of one that was opened, None of one that was there."""
    return await tx.value(UUID, _ADD, notification_id, recipient_id, kind, object_id, actor_id, shown, at)


async def list_of(tx: ReadTx, member_id: UUID, before: Place | None, limit: int) -> list[Notification]:
    return await tx.rows(Notification, _LIST, member_id, *(before or (None, None)), limit, list(OF_THE_HOUSE))


async def count_unseen(tx: ReadTx, member_id: UUID) -> int:
    """Count what somebody has not seen, up to as much as anybody reads from a number."""
    return await tx.value(int, _COUNT, member_id, MOST_COUNTED) or 0


async def mark_seen(tx: Tx, member_id: UUID, *, until: datetime, at: datetime) -> int:
    """Close what was open and had happened by `until`; return how many."""
    return await tx.execute(
        "UPDATE notifications SET seen_at = $3 WHERE member_id = $1 AND seen_at IS NULL AND happened_at <= $2",
        member_id,
        until,
        at,
    )


async def find_addressed(tx: ReadTx, notification_id: UUID) -> Addressed | None:
    """Return a notification whose letter may still be due, with its recipient."""
    row = await tx.row(_AddressedRow, _ADDRESSED, notification_id)
    if row is None:
        return None
    return Addressed(
        notification=row.notification(),
        member_id=row.member_id,
        email=row.email,
        display_name=row.display_name,
        locale=row.locale,
        verified=row.verified,
        wishes=await find_wishes(tx, row.member_id),
    )


async def mark_mailed(tx: Tx, notification_id: UUID, *, at: datetime) -> None:
    """Note that it was mailed; what is in no list is closed by that."""
    await tx.execute(
        "UPDATE notifications SET mailed_at = $2, seen_at = CASE WHEN shown THEN seen_at ELSE $2 END WHERE id = $1",
        notification_id,
        at,
    )


async def find_wishes(tx: ReadTx, member_id: UUID) -> Wishes:
    row = await tx.row(_WishesRow, _WISHES, member_id)
    return Wishes() if row is None else row.wishes()


async def replace_wishes(tx: Tx, member_id: UUID, wishes: Wishes) -> None:
    quiet = (None, None) if wishes.quiet is None else (wishes.quiet.begins, wishes.quiet.ends)
    await tx.execute(_REPLACE_WISHES, member_id, dict(wishes.choices), *quiet, wishes.time_zone)


async def lock_member(tx: Tx, member_id: UUID) -> bool:
    """Hold a member's row until the commit, so that of two who change wishes one waits; False when there is nobody."""
    return bool(await tx.value(bool, "SELECT true FROM members WHERE id = $1 FOR NO KEY UPDATE", member_id))


async def take_back(tx: Tx, recipient_id: UUID, kind: Kind, actor_id: UUID) -> None:
    """Take an actor out of one kind of somebody's notifications, and those away that are then about nobody."""
    await tx.execute(_TAKE_BACK, recipient_id, actor_id, kind)


async def forget_between(tx: Tx, member_id: UUID, other_id: UUID) -> None:
    """Take two people out of each other's notifications, and those away that are then about nobody."""
    await tx.execute(_FORGET_BETWEEN, member_id, other_id)


async def delete_old(tx: Tx, *, before: datetime, at_most: int) -> int:
    return await tx.execute(
        "DELETE FROM notifications WHERE id IN"
        " (SELECT id FROM notifications WHERE happened_at < $1 ORDER BY happened_at LIMIT $2)",
        before,
        at_most,
    )


_ADD = """
WITH opened AS (
    INSERT INTO notifications AS n (id, member_id, kind, object_id, shown, happened_at) VALUES ($1, $2, $3, $4, $6, $7)
    ON CONFLICT (member_id, kind, object_id) WHERE seen_at IS NULL
    DO UPDATE SET happened_at = greatest(n.happened_at, EXCLUDED.happened_at), shown = n.shown OR EXCLUDED.shown
    RETURNING id
), actor AS (
    INSERT INTO notification_actors (notification_id, actor_id, acted_at)
    SELECT id, $5, $7 FROM opened WHERE $5::uuid IS NOT NULL
    ON CONFLICT (notification_id, actor_id) DO UPDATE SET acted_at = EXCLUDED.acted_at
)
SELECT id FROM opened WHERE id = $1
"""
# Whom others may meet; the rest is not told of while it is away.
_PRESENT = "m.suspended_at IS NULL AND m.deactivated_at IS NULL"
_PEOPLE = f"""
    (SELECT count(*) FROM notification_actors a JOIN members m ON m.id = a.actor_id AND {_PRESENT}
     WHERE a.notification_id = n.id) AS people,
    coalesce((SELECT jsonb_agg(jsonb_build_object('slug', f.slug, 'display_name', f.display_name)) FROM (
        SELECT m.slug, m.display_name FROM notification_actors a JOIN members m ON m.id = a.actor_id AND {_PRESENT}
        WHERE a.notification_id = n.id ORDER BY a.acted_at DESC, a.actor_id LIMIT {FACES}
    ) f), '[]') AS faces
"""
_COLUMNS = f"n.id, n.kind, n.object_id, n.happened_at, n.seen_at IS NOT NULL AS seen, {_PEOPLE}"
_LIST = f"""
SELECT {_COLUMNS} FROM notifications n
WHERE n.member_id = $1 AND n.shown AND ($2::timestamptz IS NULL OR (n.happened_at, n.id) < ($2, $3))
  AND (n.kind = ANY($5) OR EXISTS (
      SELECT FROM notification_actors a JOIN members m ON m.id = a.actor_id AND {_PRESENT} WHERE a.notification_id = n.id
  ))
ORDER BY n.happened_at DESC, n.id DESC LIMIT $4
"""
_COUNT = """
SELECT count(*) FROM (SELECT FROM notifications WHERE member_id = $1 AND seen_at IS NULL AND shown LIMIT $2) few
"""
_ADDRESSED = f"""
SELECT {_COLUMNS}, r.id AS member_id, r.email, r.display_name, r.locale, r.verified_at IS NOT NULL AS verified
FROM notifications n JOIN members r ON r.id = n.member_id AND r.suspended_at IS NULL AND r.deactivated_at IS NULL
WHERE n.id = $1 AND n.mailed_at IS NULL AND n.seen_at IS NULL
"""
_WISHES = "SELECT choices, quiet_begins, quiet_ends, time_zone FROM notification_wishes WHERE created_by_id = $1"
_REPLACE_WISHES = """
INSERT INTO notification_wishes (created_by_id, choices, quiet_begins, quiet_ends, time_zone) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (created_by_id) DO UPDATE SET choices = EXCLUDED.choices, quiet_begins = EXCLUDED.quiet_begins,
    quiet_ends = EXCLUDED.quiet_ends, time_zone = EXCLUDED.time_zone
"""
# What an act left behind when it was its notification's only one is deleted with it.
_WITHOUT = """
, gone AS (
    DELETE FROM notification_actors a USING pair p
    WHERE a.notification_id = p.notification_id AND a.actor_id = p.actor_id RETURNING a.notification_id, a.actor_id
)
DELETE FROM notifications n USING gone g
WHERE n.id = g.notification_id
  AND NOT EXISTS (SELECT FROM notification_actors o WHERE o.notification_id = n.id AND o.actor_id <> g.actor_id)
"""
_FORGET_BETWEEN = f"""
WITH pair AS (
    SELECT a.notification_id, a.actor_id FROM notifications n JOIN notification_actors a ON a.notification_id = n.id
    WHERE (n.member_id = $1 AND a.actor_id = $2) OR (n.member_id = $2 AND a.actor_id = $1)
){_WITHOUT}"""
_TAKE_BACK = f"""
WITH pair AS (
    SELECT a.notification_id, a.actor_id FROM notifications n JOIN notification_actors a ON a.notification_id = n.id
    WHERE n.member_id = $1 AND a.actor_id = $2 AND n.kind = $3
){_WITHOUT}"""
