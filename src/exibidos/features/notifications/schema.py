"""What crosses the wire about notifications? Lines, a number, and how somebody wants to be told."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from exibidos.features.notifications.model import Channel, Face, Kind, Notification, Quiet, Wishes
from exibidos.features.notifications.policy import choices_of, key_of, path_of, wants


class NotificationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One line: what happened, to what (`object_id`, a photo's for kinds that begin with `photo`), how many did it and the last of them."""

    id: UUID
    kind: Kind
    object_id: UUID | None
    path: str
    happened_at: datetime
    seen: bool
    people: int
    faces: tuple[Face, ...]

    @classmethod
    def of(cls, notification: Notification) -> "NotificationAnswer":
        given = {name: getattr(notification, name) for name in notification.__struct_fields__}
        return cls(**given, path=path_of(notification))


class NotificationList(msgspec.Struct, frozen=True, kw_only=True):
    """A page of them; `next` is the cursor of the following one."""

    items: list[NotificationAnswer]
    next: str | None


class UnseenAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How many are not seen yet; 100 stands for more."""

    unseen: int


class UnseenMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A server-sent event whose data is an UnseenAnswer."""

    event: str
    data: str


class SeenRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything that had happened by `until` was seen; without it, everything until now."""

    until: datetime | None = None


class WishesShape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How somebody wants to be told: `ticked` names the boxes of kinds and channels, such as `followed.mail`.

    `quiet` holds letters back between two minutes of the day, in `time_zone` or, without one, the club's.
    """

    ticked: Annotated[list[Annotated[str, msgspec.Meta(max_length=60)]], msgspec.Meta(max_length=100)]
    quiet: Quiet | None = None
    time_zone: Annotated[str, msgspec.Meta(max_length=64)] | None = None

    def wishes(self) -> Wishes:
        return Wishes(choices=choices_of(frozenset(self.ticked)), quiet=self.quiet, time_zone=self.time_zone)

    @classmethod
    def of(cls, wishes: Wishes) -> "WishesShape":
        ticked = [key_of(kind, channel) for kind in Kind for channel in Channel if wants(wishes, kind, channel)]
        return cls(ticked=ticked, quiet=wishes.quiet, time_zone=wishes.time_zone)
