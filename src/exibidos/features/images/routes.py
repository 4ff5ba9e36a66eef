"""Which URLs do images answer? Uploads, photos, their states as they change."""

from datetime import datetime
from functools import partial
from typing import Annotated, cast
from uuid import UUID

from litestar import HttpMethod, Router, delete, post, put, route
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import ServerSentEvent

from exibidos.features import social
from exibidos.features.images import policy
from exibidos.features.images.model import Photo
from exibidos.features.images.schema import (
    BatchAnswer,
    BatchRequest,
    DeliveriesList,
    DetailsRequest,
    PhotoAnswer,
    PhotoList,
    PublishRequest,
    StateEvent,
    StateMessage,
    TrashList,
    UploadAnswer,
    UploadRequest,
)
from exibidos.features.images.service import edit, look, many, quota, seen, terms, trash
from exibidos.features.images.service.deliver import MediaUrls
from exibidos.features.images.service.desk import UploadDesk
from exibidos.features.images.service.quota import Allowance
from exibidos.features.images.service.watch import Watch
from exibidos.kernel.actor import Member, Scope, Viewer
from exibidos.kernel.clock import now
from exibidos.kernel.paging import Cursors, instant
from exibidos.platform.db import Database, ReadTx, Tx
from exibidos.platform.http import MOST_PER_PAGE, Given, Once, Stream, get, needs
from exibidos.platform.settings import Settings

Limit = Annotated[int, QueryParameter(ge=1, le=MOST_PER_PAGE)]
Cursor = Annotated[str | None, QueryParameter(max_length=200)]
Lift = Annotated[bool, QueryParameter(description="Lift the veil for this look; only for members of age.")]


Since = Annotated[
    datetime | None,
    QueryParameter(
        description="Only what has changed since then, oldest change first. Ask with a minute of overlap: what is being written "
        "as you read may carry an earlier time. What left the list is not named."
    ),
]


def _publication(photo: Photo) -> datetime:
    return photo.published_at or photo.created_at


def _birth(photo: Photo) -> datetime:
    return photo.created_at


def _change(photo: Photo) -> datetime:
    return photo.updated_at


@post(
    "/uploads",
    **needs(Scope.PHOTOS),
    summary="Promise an upload; the answer says where and how to PUT the bytes",
)
async def open_upload(
    data: JSONBody[UploadRequest], member: Given[Member], desk: Given[UploadDesk], once: Given[Once]
) -> UploadAnswer:
    async def promised(tx: Tx) -> UploadAnswer:
        upload, ticket = await desk.promise(tx, member, data.size, data.content_type, data.digest())
        return UploadAnswer(
            upload_id=upload.id,
            method="PUT",
            url=ticket.url,
            headers=dict(ticket.headers),
            expires_at=upload.expires_at,
        )

    return await once.do(UploadAnswer, promised)


@post("/images", **needs(Scope.PHOTOS), status_code=202, summary="Make a photo of an upload whose bytes have arrived")
async def publish(
    data: JSONBody[PublishRequest],
    member: Given[Member],
    desk: Given[UploadDesk],
    media: Given[MediaUrls],
    once: Given[Once],
) -> PhotoAnswer:
    """The same file of yours again is the photo that it was, with the words that it has."""
    policy.check_declared(data.declared)

    async def made(tx: Tx) -> PhotoAnswer:
        photo = await desk.finalize(tx, member, data.upload_id, data.details())
        return await _shape(tx, member, media, await look.get_photo(tx, member, photo.id))

    return await once.do(PhotoAnswer, made, first=partial(desk.check_arrived, member, data.upload_id, data.details()))


@get("/images", **needs(Scope.READ, guests=True), summary="The wall: photos that lists may offer, newest first")
async def wall(
    viewer: Given[Viewer],
    database: Given[Database],
    media: Given[MediaUrls],
    cursors: Given[Cursors],
    cursor: Cursor = None,
    limit: Limit = 24,
    updated_since: Since = None,
) -> PhotoList:
    async with database.browse() as tx:
        return await _listed(tx, viewer, media, cursors, None, cursor, limit, updated_since)


@get("/images/{image_id:uuid}", **needs(Scope.READ, guests=True), summary="One photo, as you may see it")
async def show(
    image_id: FromPath[UUID],
    viewer: Given[Viewer],
    database: Given[Database],
    media: Given[MediaUrls],
    lift: Lift = False,
) -> PhotoAnswer:
    return await _answer(database, media, look.lifting(viewer) if lift else viewer, image_id)


@get(
    "/members/{slug:str}/images",
    **needs(Scope.READ, guests=True),
    summary="A member's photos, newest first; to themselves in every state",
)
async def by_author(
    slug: FromPath[str],
    viewer: Given[Viewer],
    database: Given[Database],
    media: Given[MediaUrls],
    cursors: Given[Cursors],
    cursor: Cursor = None,
    limit: Limit = 24,
    updated_since: Since = None,
) -> PhotoList:
    async with database.browse() as tx:
        author_id = (await social.get_profile(tx, viewer, slug)).id
        return await _listed(tx, viewer, media, cursors, author_id, cursor, limit, updated_since)


@get(
    "/images/{image_id:uuid}/deliveries",
    **needs(Scope.READ),
    summary="How often a photo of yours was sent: to whom, by kind, and why",
)
async def deliveries(image_id: FromPath[UUID], member: Given[Member], database: Given[Database]) -> DeliveriesList:
    async with database.read() as tx:
        return DeliveriesList(items=await seen.list_deliveries(tx, member, image_id))


@put("/images/{image_id:uuid}", **needs(Scope.PHOTOS), summary="Replace what you say about a photo of yours")
async def describe(
    image_id: FromPath[UUID],
    data: JSONBody[DetailsRequest],
    member: Given[Member],
    database: Given[Database],
    media: Given[MediaUrls],
    settings: Given[Settings],
) -> PhotoAnswer:
    async with database.write() as tx:
        await edit.describe(tx, member, image_id, data.details(), bare=settings.media.watermark_optional)
    return await _answer(database, media, member, image_id)


@delete(
    "/images/{image_id:uuid}", **needs(Scope.PHOTOS), status_code=204, summary="Put a photo of yours into the trash"
)
async def remove(image_id: FromPath[UUID], member: Given[Member], database: Given[Database]) -> None:
    async with database.write() as tx:
        await edit.delete(tx, member, image_id)


@post("/images/batch", **needs(Scope.PHOTOS), status_code=200, summary="Change many photos of yours, all or none")
async def batch(data: JSONBody[BatchRequest], member: Given[Member], once: Given[Once]) -> BatchAnswer:
    wanted = many.Change(visibility=data.visibility, sensitive=data.sensitive, trash=data.trash)

    async def changed(tx: Tx) -> BatchAnswer:
        await many.change(tx, member, data.ids, wanted)
        return BatchAnswer(changed=len(set(data.ids)))

    return await once.do(BatchAnswer, changed)


@get("/me/trash", **needs(Scope.READ), summary="What you have deleted and may still take back, the latest first")
async def trashed(
    member: Given[Member],
    database: Given[Database],
    cursors: Given[Cursors],
    cursor: Cursor = None,
    limit: Limit = 24,
) -> TrashList:
    async with database.read() as tx:
        found = await trash.list_trash(tx, member, before=cursors.read(cursor), limit=limit + 1)
    shown = found[:limit]
    following = cursors.write(shown[-1].deleted_at, shown[-1].id) if len(found) > limit else None
    return TrashList(items=shown, next=following)


@get("/me/allowance", **needs(Scope.READ), summary="What your photos take, and how many you may still send today")
async def allowance(member: Given[Member], database: Given[Database]) -> Allowance:
    async with database.read() as tx:
        return await quota.get_allowance(tx, member, now=now())


# Closed to tokens: a stream asks who is there once, and would outlive a token that is revoked meanwhile. Programs ask again instead.
@route(
    "/images/{image_id:uuid}/events",
    http_method=HttpMethod.GET,
    summary="How far a photo of yours has come, as server-sent events",
    responses={
        200: ResponseSpec(
            data_container=cast("type[StateMessage]", StateMessage | StateEvent),
            description="One `state` message after another, ending with a final one; each carries a StateEvent.",
            media_type="text/event-stream",
            generate_examples=False,
        )
    },
)
async def events(
    image_id: FromPath[UUID],
    member: Given[Member],
    watch: Given[Watch],
    stream: Given[Stream],
    locale: Given[str],
) -> ServerSentEvent:
    await watch.check(member, image_id)
    return ServerSentEvent(stream.of(watch.states(member, image_id, locale)))


async def _answer(database: Database, media: MediaUrls, viewer: Viewer, image_id: UUID) -> PhotoAnswer:
    async with database.read() as tx:
        return await _shape(tx, viewer, media, await look.get_photo(tx, viewer, image_id))


async def _shape(tx: ReadTx, viewer: Viewer, media: MediaUrls, photo: Photo) -> PhotoAnswer:
    said = await terms.list_terms(tx, [photo.id])
    return PhotoAnswer.of(photo, viewer, media, now(), said.get(photo.id))


async def _listed(
    tx: ReadTx,
    viewer: Viewer,
    media: MediaUrls,
    cursors: Cursors,
    author_id: UUID | None,
    cursor: str | None,
    limit: int,
    updated_since: datetime | None,
) -> PhotoList:
    """Return a page of the wall, or of one author's photos, in the order of birth, publication or, if asked for, of change."""
    place = cursors.read(cursor)
    if updated_since is not None:
        since, by = instant(updated_since, field="updated_since"), _change
        photos = await look.list_changed(tx, viewer, since=since, author_id=author_id, after=place, limit=limit + 1)
    elif author_id is None:
        photos, by = await look.list_wall(tx, viewer, before=place, limit=limit + 1), _publication
    else:
        photos, by = await look.list_by_author(tx, viewer, author_id, before=place, limit=limit + 1), _birth
    shown, at = photos[:limit], now()
    following = cursors.write(by(shown[-1]), shown[-1].id) if len(photos) > limit else None
    said = await terms.list_terms(tx, [photo.id for photo in shown])
    items = [PhotoAnswer.of(photo, viewer, media, at, said.get(photo.id)) for photo in shown]
    return PhotoList(items=items, next=following)


ROUTER = Router(
    "/",
    route_handlers=[
        open_upload,
        publish,
        wall,
        by_author,
        show,
        deliveries,
        describe,
        remove,
        batch,
        trashed,
        allowance,
        events,
    ],
    tags=["images"],
)
