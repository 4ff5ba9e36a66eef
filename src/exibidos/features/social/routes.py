"""Which URLs does social answer? Profiles, following and being followed, requests, blocks, mutes, the private account.

What a list shows is open to tokens that may read. The acts are not: a program that follows, blocks or accepts in somebody's name is no
need that anybody has told us of, and a way to spam that we know.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated
from uuid import UUID

from litestar import Router, delete, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from exibidos.features import accounts
from exibidos.features.social.model import Face
from exibidos.features.social.policy import FOLLOWS_AN_HOUR
from exibidos.features.social.schema import (
    FaceAnswer,
    FaceList,
    FollowAnswer,
    MuteAnswer,
    MuteList,
    MutePersonRequest,
    MuteRequest,
    PrivateAnswer,
    PrivateRequest,
    ProfileAnswer,
)
from exibidos.features.social.service import block as blocking
from exibidos.features.social.service import follow as following
from exibidos.features.social.service import look
from exibidos.features.social.service import mute as muting
from exibidos.kernel.actor import Member, Scope, Viewer
from exibidos.kernel.clock import now
from exibidos.kernel.paging import Cursors, instant
from exibidos.platform.db import Database, Tx
from exibidos.platform.http import MOST_PER_PAGE, Given, Once, get, needs
from exibidos.platform.limits import Limits
from exibidos.platform.settings import Settings

Limit = Annotated[int, QueryParameter(ge=1, le=MOST_PER_PAGE)]
Cursor = Annotated[str | None, QueryParameter(max_length=200)]


@get("/members/{slug:str}", **needs(Scope.READ, guests=True), summary="A member's profile, and what is between you")
async def profile(slug: FromPath[str], viewer: Given[Viewer], database: Given[Database]) -> ProfileAnswer:
    async with database.read() as tx:
        found = await look.get_profile(tx, viewer, slug)
        circle = await look.count_circle(tx, viewer, found.id)
        relation = None if viewer.id in {None, found.id} else await look.get_relation(tx, viewer, found.id)
    return ProfileAnswer.of(found, circle, relation)


@get("/members/{slug:str}/followers", **needs(Scope.READ, guests=True), summary="Who follows a member, newest first")
async def followers(
    slug: FromPath[str],
    viewer: Given[Viewer],
    database: Given[Database],
    cursors: Given[Cursors],
    cursor: Cursor = None,
    limit: Limit = 24,
) -> FaceList:
    async with database.read() as tx:
        found = await look.get_profile(tx, viewer, slug)
        people = await look.list_followers(tx, viewer, found, before=cursors.read(cursor), limit=limit + 1)
    return _page(people, cursors, limit)


@get("/members/{slug:str}/following", **needs(Scope.READ, guests=True), summary="Whom a member follows, newest first")
async def followed(
    slug: FromPath[str],
    viewer: Given[Viewer],
    database: Given[Database],
    cursors: Given[Cursors],
    cursor: Cursor = None,
    limit: Limit = 24,
) -> FaceList:
    async with database.read() as tx:
        found = await look.get_profile(tx, viewer, slug)
        people = await look.list_following(tx, viewer, found, before=cursors.read(cursor), limit=limit + 1)
    return _page(people, cursors, limit)


@put("/members/{slug:str}/follow", summary="Follow a member; a private account is asked first")
async def follow(
    slug: FromPath[str],
    member: Given[Member],
    database: Given[Database],
    limits: Given[Limits],
    settings: Given[Settings],
) -> FollowAnswer:
    await limits.spend(
        "social.follows", str(member.id), at_most=FOLLOWS_AN_HOUR[member.standing], window=timedelta(hours=1)
    )
    async with database.write() as tx:
        other = await look.get_profile(tx, member, slug)
        state = await following.follow(tx, member, other.id, require_verified=settings.accounts.require_verified)
    return FollowAnswer(follow=state)


@delete("/members/{slug:str}/follow", status_code=204, summary="Follow a member no longer, or take your request back")
async def unfollow(slug: FromPath[str], member: Given[Member], database: Given[Database]) -> None:
    async with database.write() as tx:
        if other_id := await look.find_id(tx, slug):
            await following.unfollow(tx, member, other_id)


@delete("/me/followers/{slug:str}", status_code=204, summary="Let somebody follow you no longer; they are not told")
async def remove_follower(slug: FromPath[str], member: Given[Member], database: Given[Database]) -> None:
    async with database.write() as tx:
        if other_id := await look.find_id(tx, slug):
            await following.remove_follower(tx, member, other_id)


@get("/me/requests", summary="Who asks to follow you, newest first")
async def requests(
    member: Given[Member],
    database: Given[Database],
    cursors: Given[Cursors],
    cursor: Cursor = None,
    limit: Limit = 24,
) -> FaceList:
    async with database.read() as tx:
        people = await look.list_requests(tx, member, before=cursors.read(cursor), limit=limit + 1)
    return _page(people, cursors, limit)


@put("/me/requests/{slug:str}", status_code=204, summary="Let somebody follow you who asks to")
async def accept(slug: FromPath[str], member: Given[Member], database: Given[Database]) -> None:
    async with database.write() as tx:
        await following.accept(tx, member, await look.find_id(tx, slug))


@delete("/me/requests/{slug:str}", status_code=204, summary="Refuse a request to follow you; who asked is not told")
async def refuse(slug: FromPath[str], member: Given[Member], database: Given[Database]) -> None:
    async with database.write() as tx:
        await following.refuse(tx, member, await look.find_id(tx, slug))


@put("/me/blocks/{slug:str}", status_code=204, summary="Block a member: neither is there for the other any more")
async def block(slug: FromPath[str], member: Given[Member], database: Given[Database]) -> None:
    async with database.write() as tx:
        await blocking.block(tx, member, await look.get_blockable(tx, member, slug))


@delete("/me/blocks/{slug:str}", status_code=204, summary="Take your block of a member back")
async def unblock(slug: FromPath[str], member: Given[Member], database: Given[Database]) -> None:
    async with database.write() as tx:
        if other_id := await look.find_id(tx, slug):
            await blocking.unblock(tx, member, other_id)


@get("/me/blocks", summary="Whom you have blocked, newest first")
async def blocks(
    member: Given[Member],
    database: Given[Database],
    cursors: Given[Cursors],
    cursor: Cursor = None,
    limit: Limit = 24,
) -> FaceList:
    async with database.read() as tx:
        people = await look.list_blocked(tx, member, before=cursors.read(cursor), limit=limit + 1)
    return _page(people, cursors, limit)


@put("/members/{slug:str}/mute", status_code=204, summary="Keep a member's photos off your walls; they are not told")
async def mute(
    slug: FromPath[str], data: JSONBody[MutePersonRequest], member: Given[Member], database: Given[Database]
) -> None:
    ends_at = None if data.ends_at is None else instant(data.ends_at, field="ends_at")
    async with database.write() as tx:
        other = await look.get_profile(tx, member, slug)
        await muting.mute(tx, member, other.id, ends_at=ends_at, now=now())


@delete("/members/{slug:str}/mute", status_code=204, summary="Let a member's photos back onto your walls")
async def unmute_member(slug: FromPath[str], member: Given[Member], database: Given[Database]) -> None:
    async with database.write() as tx:
        if other_id := await look.find_id(tx, slug):
            await muting.unmute_person(tx, member, other_id)


@get("/me/mutes", summary="People, words and tags that you have muted")
async def mutes(member: Given[Member], database: Given[Database]) -> MuteList:
    async with database.read() as tx:
        return MuteList(items=[MuteAnswer.of(found) for found in await muting.list_mutes(tx, member)])


@post("/me/mutes", summary="Keep photos off your walls whose title or caption has a word or a tag")
async def mute_word(data: JSONBody[MuteRequest], member: Given[Member], once: Given[Once]) -> MuteAnswer:
    ends_at = None if data.ends_at is None else instant(data.ends_at, field="ends_at")

    async def muted(tx: Tx) -> MuteAnswer:
        return MuteAnswer.of(await muting.mute_word(tx, member, data.kind, data.said, ends_at=ends_at, now=now()))

    return await once.do(MuteAnswer, muted)


@delete("/me/mutes/{mute_id:uuid}", status_code=204, summary="Take a mute of yours back")
async def unmute(mute_id: FromPath[UUID], member: Given[Member], database: Given[Database]) -> None:
    async with database.write() as tx:
        await muting.unmute(tx, member, mute_id)


@get("/me/private", summary="Is your account private?")
async def private(member: Given[Member], database: Given[Database]) -> PrivateAnswer:
    async with database.read() as tx:
        return PrivateAnswer(private=await accounts.is_private(tx, member))


@put("/me/private", summary="Make your account private, or open it. Open requests stay until you decide")
async def set_private(
    data: JSONBody[PrivateRequest], member: Given[Member], database: Given[Database]
) -> PrivateAnswer:
    async with database.write() as tx:
        await accounts.set_private(tx, member, data.private)
    return PrivateAnswer(private=data.private)


def _page(people: Sequence[Face], cursors: Cursors, limit: int) -> FaceList:
    shown = people[:limit]
    following = cursors.write(shown[-1].at, shown[-1].id) if len(people) > limit else None
    return FaceList(items=[FaceAnswer.of(face) for face in shown], next=following)


ROUTER = Router(
    "/",
    route_handlers=[
        profile,
        followers,
        followed,
        follow,
        unfollow,
        remove_follower,
        requests,
        accept,
        refuse,
        block,
        unblock,
        blocks,
        mute,
        unmute_member,
        mutes,
        mute_word,
        unmute,
        private,
        set_private,
    ],
    tags=["social"],
)
