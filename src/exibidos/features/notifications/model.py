"""What are the things of notifications? Something that a member may want to know, who did it, and how they want to be told."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Kind(StrEnum):
    """What happened, to its recipient."""

    FOLLOWED = "followed"
    FOLLOW_ASKED = "follow_asked"
    FOLLOW_ACCEPTED = "follow_accepted"
    PHOTO_PUBLISHED = "photo_published"
    PHOTO_REJECTED = "photo_rejected"
    NEW_SIGN_IN = "new_sign_in"
    MODERATION_DECIDED = "moderation_decided"
    REPORT_DECIDED = "report_decided"
    CASE_OVERDUE = "case_overdue"


class Channel(StrEnum):
    """How somebody is told."""

    IN_APP = "in_app"
    MAIL = "mail"


class Face(msgspec.Struct, frozen=True, kw_only=True):
    """Who did it."""

    slug: str
    display_name: str


class Notification(msgspec.Struct, frozen=True, kw_only=True):
    """One line for its recipient. What many did to the same thing before it was seen is one: `people` of them, the last few as `faces`."""

    id: UUID
    kind: Kind
    object_id: UUID | None
    happened_at: datetime
    seen: bool
    people: int
    faces: tuple[Face, ...]


class Quiet(msgspec.Struct, frozen=True, kw_only=True):
    """The hours in which no letter leaves, in minutes of the day; over midnight when it begins later than it ends."""

    begins: int
    ends: int


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """How a member wants to be told. `choices` has what differs from the defaults, by `<kind>.<channel>`; no zone is the club's."""

    choices: Mapping[str, bool] = {}
    quiet: Quiet | None = None
    time_zone: str | None = None


class Addressed(msgspec.Struct, frozen=True, kw_only=True):
    """A notification as its letter needs it, with whom it goes to; only when it still may. No language is the club's."""

    notification: Notification
    member_id: UUID
    email: str
    display_name: str
    locale: str | None
    verified: bool
    wishes: Wishes
