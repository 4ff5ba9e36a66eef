"""What hangs on the wall right now? The home page, newest first."""

from typing import Annotated

import msgspec
from litestar.params import QueryParameter

from exibidos.features import images
from exibidos.features.images import MediaUrls
from exibidos.kernel.actor import Viewer
from exibidos.kernel.clock import now
from exibidos.kernel.paging import Cursors
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.cards import cards_of
from exibidos.web.components.frame import Frame
from exibidos.web.components.paging import WALL_PAGE, next_page
from exibidos.web.components.reader import Page, Reader


class HomePage(msgspec.Struct, frozen=True, kw_only=True):
    """`next` is the address of the following part of the wall, None at its end."""

    frame: Frame
    cards: tuple[PhotoCard, ...]
    next: str | None = None
    first: bool = True


@get("/")
async def home(
    viewer: Given[Viewer],
    database: Given[Database],
    media: Given[MediaUrls],
    cursors: Given[Cursors],
    reader: Given[Reader],
    cursor: Annotated[str | None, QueryParameter(max_length=200)] = None,
) -> Page:
    before = cursors.read(cursor)
    async with database.browse() as tx:
        photos = await images.list_wall(tx, viewer, before=before, limit=WALL_PAGE + 1)
    page = HomePage(
        frame=reader.frame,
        cards=cards_of(photos[:WALL_PAGE], viewer, media, now()),
        next=next_page(photos, cursors, "/"),
        first=before is None,
    )
    return reader.page("home.html", page)
