"""Which photos speak for somebody? Their portfolio, from one end to the other, and the room where they choose and order it."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import post
from litestar.params import FromPath, QueryParameter, URLEncodedBody
from litestar.response import Redirect

from exibidos.features import images, profiles, social
from exibidos.features.images import MediaUrls, Photo, State, VariantName
from exibidos.features.profiles import MOST_IN_PORTFOLIO
from exibidos.kernel.actor import Member, Viewer
from exibidos.kernel.clock import now
from exibidos.kernel.errors import NotFound, Problem
from exibidos.kernel.paging import Cursors
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.cards import card_of, cards_of
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame, Person
from exibidos.web.components.paging import WALL_PAGE, next_page
from exibidos.web.components.reader import Page, Reader, go

_HERE = "/settings/portfolio"
Cursor = Annotated[str | None, QueryParameter(max_length=200)]


class Hung(msgspec.Struct, frozen=True, kw_only=True):
    """One picture with its words; behind a veil it has none."""

    card: PhotoCard
    caption: str


class PortfolioPage(msgspec.Struct, frozen=True, kw_only=True):
    frame: Frame
    person: Person
    hung: tuple[Hung, ...]
    own: bool = False


class PortfolioSettingsPage(msgspec.Struct, frozen=True, kw_only=True):
    """`chosen` hang, in this order; `others` is one page of what could. `hidden` are those of the chosen that lists do not offer now."""

    frame: Frame
    person: Person
    chosen: tuple[PhotoCard, ...]
    others: tuple[PhotoCard, ...]
    hidden: frozenset[UUID] = frozenset()
    next: str | None = None
    form: Form = Form()
    most: int = MOST_IN_PORTFOLIO


class HangForm(msgspec.Struct, frozen=True, kw_only=True):
    """The one button that was pressed names the photo."""

    add: str = ""
    up: str = ""
    down: str = ""
    away: str = ""


@get("/{handle:str}/portfolio")
async def portfolio(
    handle: FromPath[str],
    viewer: Given[Viewer],
    database: Given[Database],
    media: Given[MediaUrls],
    reader: Given[Reader],
) -> Page | Redirect:
    """Show the portfolio at `/@slug/portfolio`, lead to it from a slug that they had before."""
    if not handle.startswith("@"):
        raise NotFound("request.no_such_page")
    async with database.browse() as tx:
        found = await social.get_profile(tx, viewer, handle.removeprefix("@"))
        if found.slug != handle.removeprefix("@").casefold():
            return Redirect(f"/@{found.slug}/portfolio", status_code=308)
        photos = await profiles.list_portfolio(tx, viewer, found.id)
    page = PortfolioPage(
        frame=reader.frame,
        person=Person(name=found.display_name, slug=found.slug),
        hung=tuple(_hung(photo, viewer, media) for photo in photos),
        own=viewer.id == found.id,
    )
    return reader.page("portfolio.html", page)


@get(_HERE)
async def portfolio_settings(
    member: Given[Member],
    database: Given[Database],
    media: Given[MediaUrls],
    cursors: Given[Cursors],
    reader: Given[Reader],
    cursor: Cursor = None,
) -> Page:
    return reader.page("portfolio_settings.html", await _room(member, database, media, cursors, reader, cursor))


@post(_HERE)
async def hang(
    data: URLEncodedBody[HangForm],
    member: Given[Member],
    database: Given[Database],
    media: Given[MediaUrls],
    cursors: Given[Cursors],
    reader: Given[Reader],
) -> Page | Redirect:
    """Hang a photo, move it or take it down, and lead back to where it is now."""
    try:
        async with database.write() as tx:
            if data.add:
                await profiles.choose(tx, member, _id(data.add))
            elif data.away:
                await profiles.take_down(tx, member, _id(data.away))
            elif data.up or data.down:
                await profiles.move(tx, member, _id(data.up or data.down), steps=-1 if data.up else 1)
    except NotFound:
        raise
    except Problem as problem:
        room = await _room(member, database, media, cursors, reader, None)
        problem.field = None  # buttons alone: there is no field to stand beside
        page = msgspec.structs.replace(room, form=reader.refused(problem, {}))
        return reader.page("portfolio_settings.html", page, problem=problem)
    moved = data.up or data.down or data.add
    return go(f"{_HERE}#p-{moved}" if moved else _HERE)


async def _room(
    member: Member, database: Database, media: MediaUrls, cursors: Cursors, reader: Reader, cursor: str | None
) -> PortfolioSettingsPage:
    before, at = cursors.read(cursor), now()
    async with database.read() as tx:
        chosen = await profiles.list_chosen(tx, member)
        photos = await images.list_by_author(tx, member, member.id, before=before, limit=WALL_PAGE + 1)
    hanging = {photo.id for photo in chosen}
    others = [photo for photo in photos[:WALL_PAGE] if photo.id not in hanging and photo.state is State.PUBLISHED]
    return PortfolioSettingsPage(
        frame=reader.frame,
        person=Person(name=member.display_name, slug=member.slug),
        chosen=cards_of(chosen, member, media, at),
        others=cards_of(others, member, media, at),
        hidden=frozenset(photo.id for photo in chosen if not photo.listed),
        next=next_page(photos, cursors, _HERE, by_birth=True),
    )


def _hung(photo: Photo, viewer: Viewer, media: MediaUrls) -> Hung:
    card = card_of(photo, viewer, media, now(), largest=VariantName.FULL)
    return Hung(card=card, caption="" if card.veiled else photo.caption)


def _id(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError as error:
        raise NotFound("images.no_such_photo") from error
