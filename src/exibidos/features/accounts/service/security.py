"""What happened to an account lately? Noted in the transaction in which it happens, for the one whose account it is."""

from datetime import datetime, timedelta
from uuid import UUID

from exibidos.features.accounts import policy
from exibidos.features.accounts.events import SendAlert
from exibidos.features.accounts.model import Device, SecurityEvent, SecurityKind
from exibidos.features.accounts.store import links
from exibidos.features.accounts.store import security as store
from exibidos.kernel.actor import Member
from exibidos.kernel.ids import new_id
from exibidos.platform.db import ReadTx, Tx

# PRODUCT §7: addresses are kept for 180 days, as keyed hashes; what they stand beside goes with them.
SECURITY_EVENTS_KEPT = timedelta(days=180)
# A page of one's own history. Who has more within half a year is told by mail of what matters.
_MOST_LISTED = 50
# Links tell nothing after their end; a day leaves room for clocks that differ.
_LINKS_KEPT = timedelta(days=1)
# By which device somebody joined is noted nowhere; who signs in again so soon does it by the same.
_JUST_JOINED = timedelta(hours=1)
_AT_ONCE = 50_000
_NOWHERE = Device(address="", name="")
# Told by mail at once: what a stranger would do next with an account, and its owner could still undo.
SERIOUS = frozenset(
    {
        SecurityKind.PASSWORD_CHANGED,
        SecurityKind.EMAIL_CHANGED,
        SecurityKind.TOKEN_MADE,
        SecurityKind.FACTOR_ADDED,
        SecurityKind.FACTOR_REMOVED,
        SecurityKind.DEACTIVATED,
        SecurityKind.RETURNED,
    }
)


async def note_security(
    tx: Tx, member_id: UUID, kind: SecurityKind, *, at: datetime, device: Device | None = None, old: UUID | None = None
) -> None:
    """Note what happened to a member's account, and tell them by mail when it is serious; `old` is a link whose address is told too."""
    seen, event_id = device or _NOWHERE, new_id()
    await store.insert(tx, event_id, member_id, kind, device=seen.name, network=seen.network, at=at)
    if kind in SERIOUS:
        tx.enqueue(SendAlert(event_id=event_id))
    if old is not None:
        tx.enqueue(SendAlert(event_id=event_id, link_id=old))


async def note_failed_sign_in(tx: Tx, email: str, device: Device, *, at: datetime) -> None:
    """Count a sign-in that failed. Writes as much for an address that nobody has, so that time does not tell who is a member."""
    canonical = policy.find_canonical_email(email)
    await store.count_failed(tx, new_id(), canonical, device=device.name, network=device.network, at=at)


async def knows_device(tx: ReadTx, member_id: UUID, device: Device, *, at: datetime) -> bool:
    """Say whether a member has been here by this device; within an hour of joining everything is theirs."""
    return await store.has_device(tx, member_id, device.name, joined_before=at - _JUST_JOINED)


async def list_security_events(tx: ReadTx, member: Member) -> list[SecurityEvent]:
    """Return what happened to a member's own account, newest first."""
    return await store.list_of_member(tx, member.id, at_most=_MOST_LISTED)


async def forget_old(tx: Tx, *, at: datetime) -> None:
    """Delete what may no longer be kept."""
    await links.delete_dead(tx, before=at - _LINKS_KEPT)
    await store.delete_old(tx, before=at - SECURITY_EVENTS_KEPT, at_most=_AT_ONCE)
