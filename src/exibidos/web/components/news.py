"""How does a notification become a line of the page? A sentence with its names apart, where it leads, and the photo it is about."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from exibidos.features.images import MediaUrls, Photo
from exibidos.features.notifications import Kind, Notification, path_of, sentence, who
from exibidos.kernel.actor import Viewer
from exibidos.platform.text import Catalogue
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.cards import card_of
from exibidos.web.components.faces import Faces
from exibidos.web.components.frame import Person

# Stands where the names go, until the sentence is cut there: a character that no sentence and no name has.
_MARK = "\x00"
_ICONS = {Kind.PHOTO_PUBLISHED: "picture", Kind.PHOTO_REJECTED: "alert", Kind.NEW_SIGN_IN: "key"}
_ICONS |= dict.fromkeys((Kind.MODERATION_DECIDED, Kind.REPORT_DECIDED, Kind.CASE_OVERDUE), "alert")


class NewsLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line: `before`, the names, `after`. `faces` of people, or the drawing `icon` of what the house says."""

    before: str
    who: str
    after: str
    href: str
    happened_at: datetime
    seen: bool
    faces: tuple[Person, ...] = ()
    icon: str = "bell"
    card: PhotoCard | None = None


class NewsDay(msgspec.Struct, frozen=True, kw_only=True):
    """The lines of one day; `name` is `today`, `yesterday`, or nothing where the date says it."""

    name: str
    at: datetime
    lines: tuple[NewsLine, ...]


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """The language and the clock that lines are written by."""

    catalogue: Catalogue
    locale: str
    zone: ZoneInfo
    now: datetime


def days_of(
    found: Sequence[Notification],
    photos: Mapping[UUID, Photo],
    worn: Faces,
    viewer: Viewer,
    media: MediaUrls,
    words: Words,
) -> tuple[NewsDay, ...]:
    """Return lines by day, as the club's clock counts days; what comes in the order of time stays in it."""
    days: dict[date, list[Notification]] = {}
    for each in found:
        days.setdefault(each.happened_at.astimezone(words.zone).date(), []).append(each)
    today = words.now.astimezone(words.zone).date()
    names = {today: "today", today - timedelta(days=1): "yesterday"}
    return tuple(
        NewsDay(
            name=names.get(day, ""),
            at=lines[0].happened_at,
            lines=tuple(_line(each, photos, worn, viewer, media, words) for each in lines),
        )
        for day, lines in days.items()
    )


def _line(
    notification: Notification,
    photos: Mapping[UUID, Photo],
    worn: Faces,
    viewer: Viewer,
    media: MediaUrls,
    words: Words,
) -> NewsLine:
    before, _, after = sentence(words.catalogue, words.locale, notification, named=_MARK).partition(_MARK)
    photo = photos.get(notification.object_id) if notification.object_id else None
    return NewsLine(
        before=before,
        who=who(words.catalogue, words.locale, notification),
        after=after,
        href=path_of(notification),
        happened_at=notification.happened_at,
        seen=notification.seen,
        faces=tuple(
            Person(name=face.display_name, slug=face.slug, face=worn.get(face.slug)) for face in notification.faces
        ),
        icon=_ICONS.get(notification.kind, "bell"),
        card=None if photo is None else card_of(photo, viewer, media, words.now),
    )
