"""What happened to a member and theirs? Their page of news, by day, and the button that marks all of it as seen."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
from litestar import post
from litestar.params import QueryParameter, URLEncodedBody
from litestar.response import Redirect

from exibidos.features import images, notifications
from exibidos.features.images import MediaUrls
from exibidos.kernel.actor import Member
from exibidos.kernel.clock import now
from exibidos.kernel.paging import Cursors, instant
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.platform.settings import Settings
from exibidos.platform.text import Catalogue
from exibidos.web.components.faces import faces_of
from exibidos.web.components.frame import Frame
from exibidos.web.components.news import NewsDay, Words, days_of
from exibidos.web.components.reader import Page, Reader, go

_HERE = "/notifications"
_PAGE = 30


class NotificationsPage(msgspec.Struct, frozen=True, kw_only=True):
    """`until` is when the newest line of this page happened: what comes later is not marked as seen by it."""

    frame: Frame
    days: tuple[NewsDay, ...]
    next: str | None = None
    until: str = ""
    first: bool = True


class SeenForm(msgspec.Struct, frozen=True, kw_only=True):
    until: datetime


@get(_HERE)
async def notifications_page(
    member: Given[Member],
    database: Given[Database],
    media: Given[MediaUrls],
    cursors: Given[Cursors],
    catalogue: Given[Catalogue],
    settings: Given[Settings],
    reader: Given[Reader],
    cursor: Annotated[str | None, QueryParameter(max_length=200)] = None,
) -> Page:
    place = cursors.read(cursor)
    async with database.read() as tx:
        found = await notifications.list_notifications(tx, member, before=place, limit=_PAGE + 1)
        about = [each.object_id for each in found if each.object_id is not None]
        actors = [face.slug for each in found for face in each.faces]
        worn = await faces_of(tx, member, media, actors, now())
        photos = {photo.id: photo for photo in await images.list_some(tx, member, about)}
    shown = found[:_PAGE]
    zone = ZoneInfo(settings.app.time_zone)
    words = Words(catalogue=catalogue, locale=reader.locale, zone=zone, now=now())
    more = len(found) > _PAGE
    page = NotificationsPage(
        frame=reader.frame,
        days=days_of(shown, photos, worn, member, media, words),
        next=f"{_HERE}?cursor={cursors.write(shown[-1].happened_at, shown[-1].id)}" if more else None,
        until=shown[0].happened_at.isoformat() if shown else "",
        first=place is None,
    )
    return reader.page("notifications.html", page)


@post("/notifications/seen")
async def mark_all_seen(data: URLEncodedBody[SeenForm], member: Given[Member], database: Given[Database]) -> Redirect:
    async with database.write() as tx:
        await notifications.mark_seen(tx, member, until=instant(data.until, field="until"), at=now())
    return go(_HERE, "seen")
