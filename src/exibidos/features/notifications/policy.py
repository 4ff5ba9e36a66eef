"""Who is told of what, how, and when? Defaults as data, and pure rules."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import msgspec

from exibidos.features.notifications.model import Channel, Kind, Notification, Quiet, Wishes
from exibidos.kernel.errors import Invalid

# Everything that one did not choose. Letters by themselves only where somebody waits for an answer, or should act.
DEFAULTS: Mapping[Kind, frozenset[Channel]] = {
    Kind.FOLLOWED: frozenset({Channel.IN_APP}),
    Kind.FOLLOW_ASKED: frozenset({Channel.IN_APP, Channel.MAIL}),
    Kind.FOLLOW_ACCEPTED: frozenset({Channel.IN_APP}),
    Kind.PHOTO_PUBLISHED: frozenset({Channel.IN_APP}),
    Kind.PHOTO_REJECTED: frozenset({Channel.IN_APP, Channel.MAIL}),
    Kind.NEW_SIGN_IN: frozenset({Channel.IN_APP, Channel.MAIL}),
    Kind.MODERATION_DECIDED: frozenset({Channel.IN_APP, Channel.MAIL}),
    Kind.REPORT_DECIDED: frozenset({Channel.IN_APP}),
    Kind.CASE_OVERDUE: frozenset({Channel.IN_APP, Channel.MAIL}),
}
# What the house says by itself; everything else is somebody's act, and is not told when nobody of them may be named any more.
OF_THE_HOUSE = frozenset(Kind) - {Kind.FOLLOWED, Kind.FOLLOW_ASKED, Kind.FOLLOW_ACCEPTED}
# A letter waits so long for more of the same, and whoever looks in meanwhile needs none. Not when it is about the account's safety.
_MAIL_AFTER = timedelta(minutes=10)
_AT_ONCE = frozenset({Kind.NEW_SIGN_IN})
# Half a year of what happened is a long scroll; lists beyond that are nobody's news.
KEPT_FOR = timedelta(days=180)
_PAGES: Mapping[Kind, str] = {
    Kind.NEW_SIGN_IN: "/settings/sessions",
    Kind.FOLLOW_ASKED: "/requests",
    Kind.MODERATION_DECIDED: "/cases",
    Kind.REPORT_DECIDED: "/cases",
    Kind.CASE_OVERDUE: "/moderation",
}
# Faces that stand beside a line; the rest is a number.
FACES = 3
# Above this the bell says "99+".
MOST_COUNTED = 100
_DAY_MINUTES = 24 * 60


def wants(wishes: Wishes, kind: Kind, channel: Channel) -> bool:
    """Say whether somebody wants to be told of this kind in this way."""
    return wishes.choices.get(key_of(kind, channel), channel in DEFAULTS[kind])


def key_of(kind: Kind, channel: Channel) -> str:
    """Return the name of one box of the matrix."""
    return f"{kind}.{channel}"


def choices_of(ticked: frozenset[str]) -> dict[str, bool]:
    """Return what the ticked boxes of the whole matrix say that the defaults do not; raises Invalid for a box that there is not."""
    known = {key_of(kind, channel): channel in DEFAULTS[kind] for kind in Kind for channel in Channel}
    if ticked - known.keys():
        raise Invalid("notifications.no_such_choice", field="ticked")
    return {key: key in ticked for key, usual in known.items() if (key in ticked) != usual}


def check(wishes: Wishes) -> None:
    """Refuse a zone that is none, and hours that are none."""
    if wishes.time_zone is not None and wishes.time_zone not in available_timezones():
        raise Invalid("notifications.no_such_zone", field="time_zone")
    quiet = wishes.quiet
    if quiet and not (0 <= quiet.begins < _DAY_MINUTES and 0 <= quiet.ends < _DAY_MINUTES):
        raise Invalid("notifications.no_such_hour", field="quiet")
    if quiet and quiet.begins == quiet.ends:
        raise Invalid("notifications.quiet_all_day", field="quiet")


def without_mail(wishes: Wishes, kind: Kind) -> Wishes:
    """Return the wishes of who wants no more letters of this kind."""
    return msgspec.structs.replace(wishes, choices={**wishes.choices, key_of(kind, Channel.MAIL): False})


def mail_at(kind: Kind, at: datetime) -> datetime | None:
    """Return when a letter about what just happened is due; None is at once."""
    return None if kind in _AT_ONCE else at + _MAIL_AFTER


def not_before(at: datetime, wishes: Wishes, club_zone: str) -> datetime:
    """Return the first instant from `at` on that is not in somebody's quiet hours."""
    quiet = wishes.quiet
    if quiet is None:
        return at
    zone = ZoneInfo(wishes.time_zone or club_zone)
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    if not _is_quiet(quiet, minute):
        return at
    day = local.date() + timedelta(days=minute >= quiet.ends)
    ends = datetime.combine(day, time(quiet.ends // 60, quiet.ends % 60), zone).astimezone(UTC)
    return max(at, ends)  # an hour that the clocks repeat in autumn may end before it began


def path_of(notification: Notification) -> str:
    """Return the page that a line leads to."""
    if notification.kind in {Kind.PHOTO_PUBLISHED, Kind.PHOTO_REJECTED}:
        return f"/p/{notification.object_id}"
    if notification.kind in _PAGES:
        return _PAGES[notification.kind]
    if len(notification.faces) != 1:
        return "/notifications"
    return f"/@{notification.faces[0].slug}"


def _is_quiet(quiet: Quiet, minute: int) -> bool:
    if quiet.begins < quiet.ends:
        return quiet.begins <= minute < quiet.ends
    return minute >= quiet.begins or minute < quiet.ends
