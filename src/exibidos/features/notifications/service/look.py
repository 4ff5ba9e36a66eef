"""What has a member not seen yet, and what was there before? Their own, and nobody else's."""

from datetime import datetime

from exibidos.features.notifications import store
from exibidos.features.notifications.model import Notification
from exibidos.features.notifications.service.tell import topic
from exibidos.kernel.actor import Member
from exibidos.platform.db import ReadTx, Tx


async def list_notifications(
    tx: ReadTx, member: Member, *, before: store.Place | None = None, limit: int = 24
) -> list[Notification]:
    """List a member's notifications, what happened last first."""
    return await store.list_of(tx, member.id, before, limit)


async def count_unseen(tx: ReadTx, member: Member) -> int:
    """Count what a member has not seen, up to 100."""
    return await store.count_unseen(tx, member.id)


async def mark_seen(tx: Tx, member: Member, *, until: datetime, at: datetime) -> None:
    """Mark as seen all that had happened by `until`; what came while the page was read stays new."""
    if await store.mark_seen(tx, member.id, until=until, at=at):
        tx.ring(topic(member.id))
