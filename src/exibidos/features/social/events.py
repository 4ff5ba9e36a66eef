"""What became true between people?"""

from uuid import UUID

from exibidos.features.social.model import FollowState
from exibidos.kernel.events import Event


class FollowAsked(Event, frozen=True, kw_only=True):
    """Somebody asks to follow a private account."""

    follower_id: UUID
    followed_id: UUID


class Followed(Event, frozen=True, kw_only=True):
    """Somebody follows an open account from now on."""

    follower_id: UUID
    followed_id: UUID


class FollowAccepted(Event, frozen=True, kw_only=True):
    """A private account lets somebody follow who had asked."""

    follower_id: UUID
    followed_id: UUID


class Unfollowed(Event, frozen=True, kw_only=True):
    """Following has ended, or a request was taken back (`state` is what it was), by the follower (`by_id`) or by the followed."""

    follower_id: UUID
    followed_id: UUID
    state: FollowState
    by_id: UUID


class Blocked(Event, frozen=True, kw_only=True):
    """Two people are not there for each other from now on; what one followed of the other has ended with it."""

    member_id: UUID
    blocked_id: UUID


class Unblocked(Event, frozen=True, kw_only=True):
    member_id: UUID
    blocked_id: UUID
