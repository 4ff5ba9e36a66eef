"""What does an author do with many photos at once? All of theirs with boxes to tick, and the deleted ones with both ways out."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import post
from litestar.params import QueryParameter, URLEncodedBody
from litestar.response import Redirect

from exibidos.features import images
from exibidos.features.images import TRASH_LIVES, Change, MediaUrls, Trashed, Visibility
from exibidos.kernel.actor import Member
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Invalid, Problem
from exibidos.kernel.paging import Cursors
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.cards import cards_of
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.paging import WALL_PAGE, next_page
from exibidos.web.components.placeholder import placeholder
from exibidos.web.components.reader import Page, Reader, go
from exibidos.web.components.space import Space, space_of

_HERE, _TRASH = "/settings/photos", "/settings/trash"
# What the buttons under the chosen photos are called.
_ACTS: Mapping[str, Change] = {
    "public": Change(visibility=Visibility.PUBLIC),
    "followers": Change(visibility=Visibility.FOLLOWERS),
    "unlisted": Change(visibility=Visibility.UNLISTED),
    "only_me": Change(visibility=Visibility.ONLY_ME),
    "sensitive": Change(sensitive=True),
    "plain": Change(sensitive=False),
    "trash": Change(trash=True),
}
_WAYS_OUT: Mapping[str, Change] = {"restore": Change(trash=False)}
Cursor = Annotated[str | None, QueryParameter(max_length=200)]


class MinePage(msgspec.Struct, frozen=True, kw_only=True):
    """A member's own photos in every state, and how much room they take."""

    frame: Frame
    cards: tuple[PhotoCard, ...]
    space: Space
    form: Form = Form()
    next: str | None = None


class TrashLine(msgspec.Struct, frozen=True, kw_only=True):
    """A deleted photo: a shadow of it, and the day on which it goes for good."""

    id: UUID
    title: str
    placeholder: str | None
    deleted_at: datetime
    ends_at: datetime


class TrashPage(msgspec.Struct, frozen=True, kw_only=True):
    """`asking` is the page that asks once more before anything goes for good; its lines are those that were ticked."""

    frame: Frame
    lines: tuple[TrashLine, ...]
    days: int = TRASH_LIVES // timedelta(days=1)
    form: Form = Form()
    asking: bool = False
    next: str | None = None


class ManyForm(msgspec.Struct, frozen=True, kw_only=True):
    """One ticked box comes as a word, several as a list."""

    chosen: str | list[str] = []
    act: str = ""

    def ids(self) -> list[UUID]:
        """Return what was ticked; raises Invalid for none, too many, or what is no photo's id."""
        ticked = [self.chosen] if isinstance(self.chosen, str) else self.chosen
        try:
            ids = [UUID(one) for one in ticked]
        except ValueError as error:
            raise Invalid("images.choose_some", most=images.MOST_AT_ONCE) from error
        if not 0 < len(ids) <= images.MOST_AT_ONCE:
            raise Invalid("images.choose_some", most=images.MOST_AT_ONCE)
        return ids


@get(_HERE)
async def mine_page(
    member: Given[Member],
    database: Given[Database],
    media: Given[MediaUrls],
    cursors: Given[Cursors],
    reader: Given[Reader],
    cursor: Cursor = None,
) -> Page:
    return reader.page("mine.html", await _mine(member, database, media, cursors, reader, cursor))


@post(_HERE)
async def change_mine(
    data: URLEncodedBody[ManyForm],
    member: Given[Member],
    database: Given[Database],
    media: Given[MediaUrls],
    cursors: Given[Cursors],
    reader: Given[Reader],
) -> Page | Redirect:
    """Do one thing to all that are ticked, or to none."""
    try:
        async with database.write() as tx:
            await images.change(tx, member, data.ids(), _ACTS.get(data.act, Change()))
    except Invalid as problem:
        page = await _mine(member, database, media, cursors, reader, None)
        form = reader.refused(problem, {})
        return reader.page("mine.html", msgspec.structs.replace(page, form=form), problem=problem)
    return go(_HERE, "deleted" if data.act == "trash" else "saved")


@get(_TRASH)
async def trash_page(
    member: Given[Member],
    database: Given[Database],
    cursors: Given[Cursors],
    reader: Given[Reader],
    cursor: Cursor = None,
) -> Page:
    return reader.page("trash.html", await _trash(member, database, cursors, reader, cursor))


@post(_TRASH)
async def leave_trash(
    data: URLEncodedBody[ManyForm],
    member: Given[Member],
    database: Given[Database],
    cursors: Given[Cursors],
    reader: Given[Reader],
) -> Page | Redirect:
    """Take back what is ticked, or erase it: that is asked once more on a page of its own, and nothing has happened yet."""
    try:
        ids = data.ids()
        if data.act == "erase":
            page = await _trash(member, database, cursors, reader, None, only=frozenset(ids))
            return reader.page("trash.html", page)
        async with database.write() as tx:
            if data.act == "erase_now":
                await images.erase(tx, member, ids, now=now())
            else:
                await images.change(tx, member, ids, _WAYS_OUT.get(data.act, Change()))
    except Invalid as problem:
        return await _refused(problem, member, database, cursors, reader)
    return go(_TRASH, "erased" if data.act == "erase_now" else "restored")


async def _refused(problem: Problem, member: Member, database: Database, cursors: Cursors, reader: Reader) -> Page:
    page = await _trash(member, database, cursors, reader, None)
    shown = msgspec.structs.replace(page, form=reader.refused(problem, {}))
    return reader.page("trash.html", shown, problem=problem)


async def _mine(
    member: Member, database: Database, media: MediaUrls, cursors: Cursors, reader: Reader, cursor: str | None
) -> MinePage:
    at = now()
    async with database.read() as tx:
        photos = await images.list_by_author(tx, member, member.id, before=cursors.read(cursor), limit=WALL_PAGE + 1)
        allowance = await images.get_allowance(tx, member, now=at)
    return MinePage(
        frame=reader.frame,
        cards=cards_of(photos[:WALL_PAGE], member, media, at),
        space=space_of(allowance),
        next=next_page(photos, cursors, _HERE, by_birth=True),
    )


async def _trash(
    member: Member,
    database: Database,
    cursors: Cursors,
    reader: Reader,
    cursor: str | None,
    *,
    only: frozenset[UUID] | None = None,
) -> TrashPage:
    async with database.read() as tx:
        if only is None:
            found = await images.list_trash(tx, member, before=cursors.read(cursor), limit=WALL_PAGE + 1)
        else:
            found = await images.find_trashed(tx, member, only)
    shown = found if only else found[:WALL_PAGE]
    more = only is None and len(found) > WALL_PAGE
    return TrashPage(
        frame=reader.frame,
        lines=tuple(map(_line, shown)),
        asking=only is not None,
        next=f"{_TRASH}?cursor={cursors.write(shown[-1].deleted_at, shown[-1].id)}" if more else None,
    )


def _line(trashed: Trashed) -> TrashLine:
    return TrashLine(
        id=trashed.id,
        title=trashed.title,
        placeholder=placeholder(trashed.thumbhash),
        deleted_at=trashed.deleted_at,
        ends_at=trashed.deleted_at + TRASH_LIVES,
    )
