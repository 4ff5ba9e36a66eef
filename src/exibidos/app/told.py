"""Of which of the things that happen do members hear? Reactions that notify whom it is about."""

from uuid import UUID

from exibidos.features import accounts, images, moderation, notifications, social
from exibidos.features.notifications import Kind
from exibidos.features.social import FollowState
from exibidos.kernel.clock import now
from exibidos.platform.db import Tx


async def published(tx: Tx, event: images.ImageProcessed) -> None:
    await notifications.notify(tx, event.member_id, Kind.PHOTO_PUBLISHED, at=now(), object_id=event.image_id)


async def refused(tx: Tx, event: images.ImageRefused) -> None:
    await notifications.notify(tx, event.member_id, Kind.PHOTO_REJECTED, at=now(), object_id=event.image_id)


async def case_decided(tx: Tx, event: moderation.CaseDecided) -> None:
    """The author hears of it; of a photo that hangs at last by its publication, of a report that came to nothing not at all."""
    if event.action not in {moderation.Action.APPROVE, moderation.Action.DISMISS}:
        await notifications.notify(tx, event.author_id, Kind.MODERATION_DECIDED, at=now(), object_id=event.decision_id)
    for reporter_id in event.told:
        await notifications.notify(tx, reporter_id, Kind.REPORT_DECIDED, at=now(), object_id=event.case_id)


async def case_overdue(tx: Tx, event: moderation.CaseOverdue) -> None:
    for admin_id in event.admins:
        await notifications.notify(tx, admin_id, Kind.CASE_OVERDUE, at=now(), object_id=event.case_id)


async def signed_in(tx: Tx, event: accounts.MemberSignedIn) -> None:
    """Only of a device that has not been here; asked before this very sign-in is noted."""
    if event.device is not None and not await accounts.knows_device(tx, event.member_id, event.device, at=now()):
        await notifications.notify(tx, event.member_id, Kind.NEW_SIGN_IN, at=now())


async def followed(tx: Tx, event: social.Followed) -> None:
    await _act(tx, event.followed_id, Kind.FOLLOWED, event.follower_id)


async def follow_asked(tx: Tx, event: social.FollowAsked) -> None:
    await _act(tx, event.followed_id, Kind.FOLLOW_ASKED, event.follower_id)


async def follow_accepted(tx: Tx, event: social.FollowAccepted) -> None:
    """Who asked hears of it; the request is answered, so it is no news any more."""
    await notifications.take_back(tx, event.followed_id, Kind.FOLLOW_ASKED, event.follower_id)
    await _act(tx, event.follower_id, Kind.FOLLOW_ACCEPTED, event.followed_id)


async def unfollowed(tx: Tx, event: social.Unfollowed) -> None:
    """What has ended, or was never answered, is no news: nobody learns from a line that somebody left."""
    kind = Kind.FOLLOW_ASKED if event.state is FollowState.ASKED else Kind.FOLLOWED
    await notifications.take_back(tx, event.followed_id, kind, event.follower_id)


async def blocked(tx: Tx, event: social.Blocked) -> None:
    await notifications.forget_between(tx, event.member_id, event.blocked_id)


async def _act(tx: Tx, recipient_id: UUID, kind: Kind, actor_id: UUID) -> None:
    await notifications.notify(tx, recipient_id, kind, at=now(), actor_id=actor_id)
