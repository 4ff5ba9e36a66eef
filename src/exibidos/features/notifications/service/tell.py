"""How does somebody learn what happened? In the transaction in which it does, in the ways that they want."""

from datetime import datetime
from uuid import UUID

from exibidos.features import social
from exibidos.features.notifications import policy, store
from exibidos.features.notifications.events import MailNotification
from exibidos.features.notifications.model import Channel, Kind
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Tx


async def notify(
    tx: Tx,
    recipient_id: UUID,
    kind: Kind,
    *,
    at: datetime,
    object_id: UUID | None = None,
    actor_id: UUID | None = None,
) -> None:
    """Tell a member that something happened to `object_id`, done by `actor_id`.

    Nobody is told of what they do themselves, nor of what is done by whom they have blocked or muted, or who has blocked them.

    What is like what they have not seen yet (the same kind, about the same thing) joins it: one line, and at most one letter.
    """
    if actor_id is not None and not await _may_reach(tx, actor_id, recipient_id):
        return
    wishes = await store.find_wishes(tx, recipient_id)
    shown, mailed = (policy.wants(wishes, kind, channel) for channel in (Channel.IN_APP, Channel.MAIL))
    if not (shown or mailed):
        return
    opened = await store.add(
        tx, new_id(), recipient_id, kind, object_id=object_id, actor_id=actor_id, shown=shown, at=at
    )
    if opened is not None and mailed:
        tx.enqueue(MailNotification(notification_id=opened), at=policy.mail_at(kind, at))
    if shown:
        tx.ring(topic(recipient_id))


async def take_back(tx: Tx, recipient_id: UUID, kind: Kind, actor_id: UUID) -> None:
    """Take somebody out of what was told of this kind: it is no longer so."""
    await store.take_back(tx, recipient_id, kind, actor_id)
    tx.ring(topic(recipient_id))


async def forget_between(tx: Tx, member_id: UUID, other_id: UUID) -> None:
    """Take two people out of each other's notifications, for good: what follows when one has blocked the other."""
    await store.forget_between(tx, member_id, other_id)
    for each in (member_id, other_id):
        tx.ring(topic(each))


async def _may_reach(tx: Tx, actor_id: UUID, recipient_id: UUID) -> bool:
    return actor_id != recipient_id and await social.may_reach(tx, actor_id, recipient_id)


def topic(member_id: UUID) -> str:
    """Return the bell of a member's notifications."""
    return f"notifications:{member_id}"
