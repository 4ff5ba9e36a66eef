"""What does `serve media` answer? Signed pictures on an origin of their own, checked against the photo's present state each time."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any
from uuid import UUID

from litestar import Litestar, Request, Response, route
from litestar.datastructures import State
from litestar.di import Provide
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect, Stream

from exibidos.app.compose import compose
from exibidos.app.errors import Edge
from exibidos.app.guard import MEDIA_HEADERS
from exibidos.app.health import HEALTH
from exibidos.app.resources import Resources
from exibidos.app.sending import PUBLIC_SECONDS, Sendable, send
from exibidos.features import profiles
from exibidos.features.accounts import get_viewer
from exibidos.features.images import (
    DeliveryLog,
    MediaUrls,
    VariantName,
    delivery_of,
    get_card,
    get_deliverable,
    get_reviewable,
    is_public,
    open_delivery_log,
)
from exibidos.features.profiles import Size
from exibidos.kernel.actor import Member
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Forbidden, NotFound
from exibidos.platform.db import Database
from exibidos.platform.http import PUBLIC, Given
from exibidos.platform.settings import Settings
from exibidos.platform.storage import Storage
from exibidos.platform.text import Catalogue

_NAMES = {f"{name}.webp": name for name in VariantName}
_CARD_NAME = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-[0-9a-f]{16}\.jpg")
_SIZES = {f"{size}.webp": size for size in Size}
Word = Annotated[str | None, QueryParameter(max_length=100)]


@route("/i/{image_id:uuid}/{file_name:str}", http_method=["GET", "HEAD"], opt=PUBLIC, include_in_schema=False)
async def deliver(
    request: Request[Any, Any, Any],
    image_id: FromPath[UUID],
    file_name: FromPath[str],
    database: Given[Database],
    storage: Given[Storage],
    media: Given[MediaUrls],
    deliveries: Given[DeliveryLog],
    a: Word = None,
    e: Word = None,
    k: Word = None,
    s: Word = None,
) -> Response[Any]:
    """Serve one variant: HEAD, ETag, 304 and single ranges; a URL that is not ours is 403, one whose photo is gone or hidden 404."""
    name = _NAMES.get(file_name)
    path = f"/i/{image_id}/{file_name}"
    # As it was written: a second spelling of the same path (%65, //, a slash at the end) would be a second copy in every cache.
    if name is None or request.scope["raw_path"] != path.encode():
        raise NotFound("request.no_such_page")
    media.check(path, audience=a, expires=e or "", key_id=k or "", tag=s or "", now=now())
    async with database.read() as tx:
        audience = None if a is None else await get_viewer(tx, UUID(hex=a))
        found = await get_deliverable(tx, audience, image_id, name)
    # Only what leaves is remembered: HEAD and 304 have no body, and whoever hears 304 was remembered when their copy left. Every part of a
    # picture counts, or one fetched from its second byte on would leave without a trace.
    return await send(
        request,
        storage,
        Sendable(key=found.key, content_type=found.content_type, size=found.size, sha256=found.sha256),
        expires=e or "",
        public=a is None and is_public(found),
        leaves=lambda: deliveries.note(delivery_of(found, audience, image_id, now())),
    )


@route("/o/{slug:str}/{file_name:str}", http_method=["GET", "HEAD"], opt=PUBLIC, include_in_schema=False)
async def deliver_card(
    request: Request[Any, Any, Any],
    slug: FromPath[str],  # noqa: ARG001 - compared as it was written, with the whole path
    file_name: FromPath[str],
    database: Given[Database],
    storage: Given[Storage],
    media: Given[MediaUrls],
) -> Response[Any]:
    """Serve the card of a photo that everybody may see now. What was drawn before leads to what is drawn today."""
    named = _CARD_NAME.fullmatch(file_name)
    if named is None:
        raise NotFound("images.no_such_photo")
    async with database.read() as tx:
        found = await get_card(tx, UUID(named[1]))
    if request.scope["raw_path"] != f"/o/{found.slug}/{found.name}".encode():
        return Redirect(
            media.card_url(found), status_code=302, headers={"Cache-Control": f"public, max-age={PUBLIC_SECONDS}"}
        )
    picture = Sendable(key=found.key, content_type="image/jpeg", size=found.size, sha256=found.sha256)
    return await send(request, storage, picture, expires=None, public=True)


@route("/m/{image_id:uuid}/{file_name:str}", http_method=["GET", "HEAD"], opt=PUBLIC, include_in_schema=False)
async def deliver_to_moderator(
    request: Request[Any, Any, Any],
    image_id: FromPath[UUID],
    file_name: FromPath[str],
    database: Given[Database],
    storage: Given[Storage],
    media: Given[MediaUrls],
    settings: Given[Settings],
    a: Word = None,
    e: Word = None,
    k: Word = None,
    s: Word = None,
) -> Response[Any]:
    """Serve a picture of a case to the moderator whom its address was signed for, as long as they are one. Nobody keeps a copy."""
    name = _NAMES.get(file_name)
    path = f"/m/{image_id}/{file_name}"
    if name is None or request.scope["raw_path"] != path.encode():
        raise NotFound("request.no_such_page")
    if a is None:
        raise Forbidden("images.bad_signature")
    media.check(path, audience=a, expires=e or "", key_id=k or "", tag=s or "", now=now())
    async with database.read() as tx:
        viewer = await get_viewer(tx, UUID(hex=a))
        opener = isinstance(viewer, Member) and viewer.slug in settings.moderation.openers
        found = await get_reviewable(tx, viewer, image_id, name, opener=opener)
    headers = {"Cache-Control": "private, no-store", "Content-Length": str(found.size)}
    if request.method == "HEAD":
        return Response(b"", status_code=200, headers=headers, media_type=found.content_type)
    body = await storage.stream(found.key, start=0, end=found.size - 1)
    return Stream(body, status_code=200, headers=headers, media_type=found.content_type)


@route("/f/{picture_id:uuid}/{file_name:str}", http_method=["GET", "HEAD"], opt=PUBLIC, include_in_schema=False)
async def deliver_face(
    request: Request[Any, Any, Any],
    picture_id: FromPath[UUID],
    file_name: FromPath[str],
    database: Given[Database],
    storage: Given[Storage],
    media: Given[MediaUrls],
    e: Word = None,
    k: Word = None,
    s: Word = None,
) -> Response[Any]:
    """Serve a face or a cover in the same manner; of somebody who is away, or has another by now, it is 404. Nobody counts these."""
    size = _SIZES.get(file_name)
    path = f"/f/{picture_id}/{file_name}"
    if size is None or request.scope["raw_path"] != path.encode():
        raise NotFound("request.no_such_page")
    media.check(path, audience=None, expires=e or "", key_id=k or "", tag=s or "", now=now())
    async with database.read() as tx:
        found = await profiles.get_deliverable(tx, picture_id, size)
    return await send(
        request,
        storage,
        Sendable(key=found.key, content_type=found.content_type, size=found.size, sha256=found.sha256),
        expires=e or "",
        public=True,
    )


@asynccontextmanager
async def _remembering(app: Litestar) -> AsyncIterator[None]:
    resources: Resources = app.state["resources"]
    async with open_delivery_log(resources.database) as log:
        app.state["delivery_log"] = log
        yield


async def _delivery_log(state: State) -> DeliveryLog:
    log: DeliveryLog = state["delivery_log"]
    return log


def make_media(settings: Settings) -> Litestar:
    """Return the media app. It knows no cookies and its answers run nothing."""
    catalogue = Catalogue.load()
    return compose(
        settings,
        catalogue,
        handlers=[deliver, deliver_card, deliver_to_moderator, deliver_face, *HEALTH],
        headers=MEDIA_HEADERS,
        edge=Edge(catalogue, debug=settings.app.debug),
        given={"deliveries": Provide(_delivery_log)},
        lifespan=[_remembering],
    )
