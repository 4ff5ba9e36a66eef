"""Who asks to follow a member, whom have they blocked, what have they muted, and is their account private? Their own side of it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import post
from litestar.params import FromPath, QueryParameter, URLEncodedBody
from litestar.response import Redirect

from exibidos.features import accounts, social
from exibidos.features.images import MediaUrls
from exibidos.features.social import WORD_LONGEST, MuteKind
from exibidos.kernel.actor import Member
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Invalid, Problem
from exibidos.kernel.paging import Cursors
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.web.components.around import PEOPLE_PAGE, FaceLine, lines_of, next_people
from exibidos.web.components.faces import Faces, faces_of
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame, Person
from exibidos.web.components.reader import Page, Reader, go
from exibidos.web.pages.circle import Cursor

_HERE = "/settings/people"


class RequestsPage(msgspec.Struct, frozen=True, kw_only=True):
    frame: Frame
    lines: tuple[FaceLine, ...]
    next: str | None = None


class MuteLine(msgspec.Struct, frozen=True, kw_only=True):
    """Something muted: a person, or what was said; `kind` is person, word or tag."""

    id: UUID
    kind: str
    said: str
    person: Person | None = None
    ends_at: datetime | None = None


class PeoplePage(msgspec.Struct, frozen=True, kw_only=True):
    """`blocked` is one page of them; `form` is for words and tags."""

    frame: Frame
    private: bool = False
    requests: int = 0
    muted: tuple[MuteLine, ...] = ()
    blocked: tuple[FaceLine, ...] = ()
    next: str | None = None
    form: Form = Form()
    longest: int = WORD_LONGEST


class DecideForm(msgspec.Struct, frozen=True, kw_only=True):
    act: str = ""


class PrivateForm(msgspec.Struct, frozen=True, kw_only=True):
    private: str = ""


class WordForm(msgspec.Struct, frozen=True, kw_only=True):
    kind: str = "word"
    said: str = ""


@get("/requests")
async def requests_page(
    member: Given[Member],
    database: Given[Database],
    media: Given[MediaUrls],
    cursors: Given[Cursors],
    reader: Given[Reader],
    cursor: Cursor = None,
) -> Page:
    before = cursors.read(cursor)
    async with database.read() as tx:
        faces = await social.list_requests(tx, member, before=before, limit=PEOPLE_PAGE + 1)
        worn = await faces_of(tx, member, media, [face.slug for face in faces], now())
    page = RequestsPage(
        frame=reader.frame, lines=lines_of(faces, member, worn), next=next_people(faces, cursors, "/requests")
    )
    return reader.page("requests.html", page)


@post("/requests/{slug:str}")
async def decide_request(
    slug: FromPath[str], data: URLEncodedBody[DecideForm], member: Given[Member], database: Given[Database]
) -> Redirect:
    """Accept with `act=accept`; whatever else is said is no yes."""
    accepted = data.act == "accept"
    async with database.write() as tx:
        verb = social.accept if accepted else social.refuse
        await verb(tx, member, await social.find_id(tx, slug))
    return go("/requests", "request_accepted" if accepted else "request_refused")


@get(_HERE)
async def people_page(
    member: Given[Member],
    database: Given[Database],
    media: Given[MediaUrls],
    cursors: Given[Cursors],
    reader: Given[Reader],
    cursor: Annotated[str | None, QueryParameter(max_length=200)] = None,
) -> Page:
    return reader.page("people.html", await _page(member, database, media, cursors, reader, cursor))


@post("/settings/people/private")
async def set_private(data: URLEncodedBody[PrivateForm], member: Given[Member], database: Given[Database]) -> Redirect:
    async with database.write() as tx:
        await accounts.set_private(tx, member, bool(data.private))
    return go(_HERE, "saved")


@post("/settings/people/words")
async def mute_word(
    data: URLEncodedBody[WordForm],
    member: Given[Member],
    database: Given[Database],
    media: Given[MediaUrls],
    cursors: Given[Cursors],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        async with database.write() as tx:
            await social.mute_word(tx, member, _kind(data.kind), data.said, ends_at=None, now=now())
    except Problem as problem:
        page = await _page(member, database, media, cursors, reader)
        form = reader.refused(problem, msgspec.structs.asdict(data))
        return reader.page("people.html", msgspec.structs.replace(page, form=form), problem=problem)
    return go(_HERE, "muted")


@post("/settings/people/mutes/{mute_id:uuid}/remove")
async def unmute(mute_id: FromPath[UUID], member: Given[Member], database: Given[Database]) -> Redirect:
    async with database.write() as tx:
        await social.unmute(tx, member, mute_id)
    return go(_HERE, "unmuted")


@post("/settings/people/blocks/{slug:str}/remove")
async def unblock(slug: FromPath[str], member: Given[Member], database: Given[Database]) -> Redirect:
    async with database.write() as tx:
        if other_id := await social.find_id(tx, slug):
            await social.unblock(tx, member, other_id)
    return go(_HERE, "unblocked")


@post("/settings/people/followers/{slug:str}/remove")
async def remove_follower(slug: FromPath[str], member: Given[Member], database: Given[Database]) -> Redirect:
    async with database.write() as tx:
        if other_id := await social.find_id(tx, slug):
            await social.remove_follower(tx, member, other_id)
    return go(f"/@{member.slug}/followers", "follower_removed")


async def _page(
    member: Member, database: Database, media: MediaUrls, cursors: Cursors, reader: Reader, cursor: str | None = None
) -> PeoplePage:
    before = cursors.read(cursor)
    async with database.read() as tx:
        faces = await social.list_blocked(tx, member, before=before, limit=PEOPLE_PAGE + 1)
        muted = await social.list_mutes(tx, member)
        # Whom one has blocked shows one nothing, so faces are of the muted alone.
        worn = await faces_of(tx, member, media, [found.slug for found in muted if found.slug], now())
        return PeoplePage(
            frame=reader.frame,
            private=await accounts.is_private(tx, member),
            requests=await social.count_requests(tx, member),
            muted=tuple(_line(found, worn) for found in muted),
            blocked=lines_of(faces, member, worn),
            next=next_people(faces, cursors, _HERE),
        )


def _line(found: social.Mute, worn: Faces) -> MuteLine:
    person = (
        None
        if found.slug is None
        else Person(name=found.display_name or found.slug, slug=found.slug, face=worn.get(found.slug))
    )
    said = found.said or ""
    return MuteLine(
        id=found.id,
        kind=found.kind.value,
        said=person.name if person else f"#{said}" if found.kind is MuteKind.TAG else said,
        person=person,
        ends_at=found.ends_at,
    )


def _kind(word: str) -> MuteKind:
    try:
        return MuteKind(word)
    except ValueError as error:
        raise Invalid("social.no_such_kind", field="kind") from error
