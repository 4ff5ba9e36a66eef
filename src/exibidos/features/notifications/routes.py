"""Which URLs do notifications answer? One's own: list, count, mark as seen, follow the number, say how to be told."""

from typing import Annotated, cast

from litestar import HttpMethod, Router, post, put, route
from litestar.openapi import ResponseSpec
from litestar.params import JSONBody, QueryParameter
from litestar.response import ServerSentEvent

from exibidos.features.notifications.schema import (
    NotificationAnswer,
    NotificationList,
    SeenRequest,
    UnseenAnswer,
    UnseenMessage,
    WishesShape,
)
from exibidos.features.notifications.service import look, wishes
from exibidos.features.notifications.service.watch import BellWatch
from exibidos.kernel.actor import Member, Scope
from exibidos.kernel.clock import now
from exibidos.kernel.paging import Cursors, instant
from exibidos.platform.db import Database, Tx
from exibidos.platform.http import MOST_PER_PAGE, Given, Once, Stream, get, needs

Limit = Annotated[int, QueryParameter(ge=1, le=MOST_PER_PAGE)]
Cursor = Annotated[str | None, QueryParameter(max_length=200)]


@get("/notifications", **needs(Scope.READ), summary="What happened to you and yours, newest first")
async def show(
    member: Given[Member], database: Given[Database], cursors: Given[Cursors], cursor: Cursor = None, limit: Limit = 24
) -> NotificationList:
    async with database.read() as tx:
        found = await look.list_notifications(tx, member, before=cursors.read(cursor), limit=limit + 1)
    items, last = [NotificationAnswer.of(each) for each in found[:limit]], found[:limit][-1:]
    following = cursors.write(last[0].happened_at, last[0].id) if len(found) > limit else None
    return NotificationList(items=items, next=following)


@get("/notifications/unseen", **needs(Scope.READ), summary="How many of them you have not seen")
async def unseen(member: Given[Member], database: Given[Database]) -> UnseenAnswer:
    async with database.read() as tx:
        return UnseenAnswer(unseen=await look.count_unseen(tx, member))


@post("/notifications/seen", status_code=200, summary="Mark what happened until an instant as seen")
async def mark_seen(data: JSONBody[SeenRequest], member: Given[Member], once: Given[Once]) -> UnseenAnswer:
    at = now()
    until = at if data.until is None else instant(data.until, field="until")

    async def seen(tx: Tx) -> UnseenAnswer:
        await look.mark_seen(tx, member, until=until, at=at)
        return UnseenAnswer(unseen=await look.count_unseen(tx, member))

    return await once.do(UnseenAnswer, seen)


@get("/notifications/settings", summary="How you want to be told")
async def show_wishes(member: Given[Member], database: Given[Database]) -> WishesShape:
    async with database.read() as tx:
        return WishesShape.of(await wishes.get_wishes(tx, member))


@put("/notifications/settings", summary="Say how you want to be told")
async def set_wishes(data: JSONBody[WishesShape], member: Given[Member], database: Given[Database]) -> WishesShape:
    wanted = data.wishes()
    async with database.write() as tx:
        await wishes.set_wishes(tx, member, wanted)
    return WishesShape.of(wanted)


# Closed to tokens: a stream ends with a session. Programs ask for the number.
@route(
    "/notifications/events",
    http_method=HttpMethod.GET,
    summary="The number of what you have not seen, as server-sent events",
    responses={
        200: ResponseSpec(
            data_container=cast("type[UnseenMessage]", UnseenMessage | UnseenAnswer),
            description="An `unseen` message now and at each change; each carries an UnseenAnswer.",
            media_type="text/event-stream",
            generate_examples=False,
        )
    },
)
async def events(member: Given[Member], bell_watch: Given[BellWatch], stream: Given[Stream]) -> ServerSentEvent:
    return ServerSentEvent(stream.of(bell_watch.counts(member)))


ROUTER = Router("/", route_handlers=[show, unseen, mark_seen, show_wishes, set_wishes, events], tags=["notifications"])
