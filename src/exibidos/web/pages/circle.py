"""Who follows somebody, whom do they follow, and how does a viewer follow, mute or block them? What hangs on a member's page."""

from datetime import timedelta
from typing import Annotated

import msgspec
from litestar import post
from litestar.params import FromPath, QueryParameter, URLEncodedBody
from litestar.response import Redirect

from exibidos.features import social
from exibidos.features.images import MediaUrls
from exibidos.features.social import FOLLOWS_AN_HOUR
from exibidos.kernel.actor import Member, Viewer
from exibidos.kernel.clock import now
from exibidos.kernel.errors import NotFound
from exibidos.kernel.paging import Cursors
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get, local_path
from exibidos.platform.limits import Limits
from exibidos.platform.settings import Settings
from exibidos.web.components.around import PEOPLE_PAGE, FaceLine, lines_of, next_people
from exibidos.web.components.faces import faces_of
from exibidos.web.components.frame import Frame, Person
from exibidos.web.components.reader import Page, Reader, go

Cursor = Annotated[str | None, QueryParameter(max_length=200)]
# How long a person may be muted by one press; None is for ever.
SPANS: dict[str, timedelta | None] = {
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=30),
    "always": None,
}


class CirclePage(msgspec.Struct, frozen=True, kw_only=True):
    """`side` is followers or following; `own` adds what only the person may do about their followers."""

    frame: Frame
    person: Person
    side: str
    lines: tuple[FaceLine, ...]
    next: str | None = None
    own: bool = False


class ActForm(msgspec.Struct, frozen=True, kw_only=True):
    """What one button of a form says. `next` is a local path to go back to; without one it is the person's page."""

    act: str = ""
    next: str = ""


@get("/{handle:str}/followers")
async def followers(
    handle: FromPath[str],
    viewer: Given[Viewer],
    database: Given[Database],
    media: Given[MediaUrls],
    cursors: Given[Cursors],
    reader: Given[Reader],
    cursor: Cursor = None,
) -> Page:
    return await _circle("followers", _slug(handle), viewer, database, media, cursors, reader, cursor)


@get("/{handle:str}/following")
async def following(
    handle: FromPath[str],
    viewer: Given[Viewer],
    database: Given[Database],
    media: Given[MediaUrls],
    cursors: Given[Cursors],
    reader: Given[Reader],
    cursor: Cursor = None,
) -> Page:
    return await _circle("following", _slug(handle), viewer, database, media, cursors, reader, cursor)


@post("/{handle:str}/follow")
async def follow(
    handle: FromPath[str],
    data: URLEncodedBody[ActForm],
    member: Given[Member],
    database: Given[Database],
    limits: Given[Limits],
    settings: Given[Settings],
) -> Redirect:
    """Follow or ask; with `act=end` follow no longer, or take the request back."""
    slug = _slug(handle)
    if data.act == "end":
        async with database.write() as tx:
            if other_id := await social.find_id(tx, slug):
                await social.unfollow(tx, member, other_id)
        return _back(slug, data)
    await limits.spend(
        "social.follows", str(member.id), at_most=FOLLOWS_AN_HOUR[member.standing], window=timedelta(hours=1)
    )
    async with database.write() as tx:
        other = await social.get_profile(tx, member, slug)
        await social.follow(tx, member, other.id, require_verified=settings.accounts.require_verified)
    return _back(slug, data)


@post("/{handle:str}/mute")
async def mute(
    handle: FromPath[str], data: URLEncodedBody[ActForm], member: Given[Member], database: Given[Database]
) -> Redirect:
    """Mute for one of the spans; with `act=end` take it back."""
    slug = _slug(handle)
    async with database.write() as tx:
        if data.act == "end":
            if other_id := await social.find_id(tx, slug):
                await social.unmute_person(tx, member, other_id)
        else:
            other, at, span = await social.get_profile(tx, member, slug), now(), SPANS.get(data.act)
            await social.mute(tx, member, other.id, ends_at=None if span is None else at + span, now=at)
    return _back(slug, data, "unmuted" if data.act == "end" else "muted")


@post("/{handle:str}/block")
async def block(handle: FromPath[str], member: Given[Member], database: Given[Database]) -> Redirect:
    """Block, and lead to where blocks stand: the page that they came from is not there any more."""
    async with database.write() as tx:
        await social.block(tx, member, await social.get_blockable(tx, member, _slug(handle)))
    return go("/settings/people", "blocked")


async def _circle(
    side: str,
    slug: str,
    viewer: Viewer,
    database: Database,
    media: MediaUrls,
    cursors: Cursors,
    reader: Reader,
    cursor: str | None,
) -> Page:
    before = cursors.read(cursor)
    asked = social.list_followers if side == "followers" else social.list_following
    async with database.read() as tx:
        profile = await social.get_profile(tx, viewer, slug)
        faces = await asked(tx, viewer, profile, before=before, limit=PEOPLE_PAGE + 1)
        worn = await faces_of(tx, viewer, media, [profile.slug, *(face.slug for face in faces)], now())
    page = CirclePage(
        frame=reader.frame,
        person=Person(name=profile.display_name, slug=profile.slug, face=worn.get(profile.slug)),
        side=side,
        lines=lines_of(faces, viewer, worn),
        next=next_people(faces, cursors, f"/@{profile.slug}/{side}"),
        own=viewer.id == profile.id,
    )
    return reader.page("circle.html", page)


def _slug(handle: str) -> str:
    if not handle.startswith("@"):
        raise NotFound("request.no_such_page")
    return handle.removeprefix("@")


def _back(slug: str, data: ActForm, notice: str | None = None) -> Redirect:
    return go(local_path(data.next or f"/@{slug}"), notice)
