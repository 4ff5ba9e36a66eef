"""What does `serve web` answer? The pages, their files, and the API on the same origin, so that browsers need no CORS."""

from functools import cache
from typing import Any

from litestar import Litestar, Request, Router
from litestar.datastructures import CacheControlHeader
from litestar.di import Provide
from litestar.static_files import create_static_files_router

from exibidos.app.actors import Connection, locale_of, resources_of, viewer
from exibidos.app.agreeing import check_agreed
from exibidos.app.api import API, cors, guards, headers, openapi
from exibidos.app.compose import compose
from exibidos.app.describe import describe, description
from exibidos.app.errors import Edge
from exibidos.app.health import HEALTH
from exibidos.app.meter import CALLS_A_MINUTE
from exibidos.features.accounts import RelyingParty
from exibidos.features.images import MediaUrls
from exibidos.features.notifications import count_unseen
from exibidos.kernel.actor import GUEST, Member, Viewer
from exibidos.kernel.clock import now
from exibidos.kernel.errors import NotFound, Problem, Unavailable
from exibidos.platform.db import Database
from exibidos.platform.egress import Egress
from exibidos.platform.http import PUBLIC, Given
from exibidos.platform.oauth import Providers
from exibidos.platform.settings import Environment, Settings
from exibidos.platform.text import Catalogue
from exibidos.web.components.faces import faces_of
from exibidos.web.components.frame import Face
from exibidos.web.components.guide import Guide, read_guide
from exibidos.web.components.public import PublicSettings, Way
from exibidos.web.components.reader import Reader
from exibidos.web.components.render import STATIC, Renderer
from exibidos.web.components.shell import Shell
from exibidos.web.pages import PAGES, WORKSHOP
from exibidos.web.pages.problem import ErrorPage, NotFoundPage

# Names carry a digest of their content, so a name never means other bytes.
_FOR_EVER = CacheControlHeader(public=True, max_age=31_536_000, immutable=True)


class PagesOfProblems:
    """Draws problems as pages, with the frame of whoever is there."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    async def draw(
        self, request: Request[Any, Any, Any], *, status: int, problem: Problem, reference: str | None
    ) -> bytes:
        """Return the page of a problem; hidden and absent are the same page."""
        reader = Reader(self._renderer, await _whoever(request), locale_of(request), path=request.url.path, notice=None)
        if isinstance(problem, NotFound):
            return reader.bytes("not_found.html", NotFoundPage(frame=reader.frame))
        kind = _KINDS.get(status, "unexpected")
        page = ErrorPage(
            frame=reader.frame,
            kind=kind,
            reference=reference,
            sentence=None if kind == "unexpected" else self._renderer.catalogue.problem(reader.locale, problem),
        )
        return reader.bytes("error.html", page)


_KINDS = {
    401: "forbidden",
    403: "forbidden",
    409: "conflict",
    413: "invalid",
    422: "invalid",
    429: "limited",
    503: "unavailable",
}


async def _whoever(request: Connection) -> Viewer:
    """Return who is there, or a guest before the process has opened what it asks: an error page must not fail."""
    try:
        return await viewer(request)
    except KeyError:
        return GUEST


def make_web(settings: Settings) -> Litestar:
    """Return the pages with the API beside them."""
    catalogue = Catalogue.load()
    renderer = Renderer(catalogue, public_settings(settings))
    shell = Shell(renderer)

    async def reader(
        request: Connection,
        viewer: Given[Viewer],
        locale: Given[str],
        database: Given[Database],
        media: Given[MediaUrls],
    ) -> Reader:
        notice = request.query_params.get("notice")
        unseen, face = await _of(database, media, viewer)
        asked = isinstance(viewer, Member) and viewer.agreed != resources_of(request).texts.edition
        return Reader(
            renderer, viewer, locale, path=request.url.path, notice=notice, unseen=unseen, asked=asked, face=face
        )

    static = create_static_files_router(
        "/static", directories=[STATIC], cache_control=_FOR_EVER, opt=PUBLIC, include_in_schema=False
    )
    pages = [*PAGES, *(WORKSHOP if settings.app.env is Environment.DEVELOPMENT else [])]

    @cache
    def guide() -> Guide:
        return read_guide(description(app), url=settings.app.url, calls=CALLS_A_MINUTE)

    app = describe(
        compose(
            settings,
            catalogue,
            # The API's description is of the API: pages are for people.
            handlers=[
                Router("/", route_handlers=pages, guards=[check_agreed], include_in_schema=False),
                API,
                static,
                *HEALTH,
            ],
            headers=headers(settings),
            middleware=guards(settings),
            edge=Edge(catalogue, PagesOfProblems(renderer), debug=settings.app.debug),
            openapi=openapi(settings),
            cors=cors(settings),
            given={
                "reader": Provide(reader),
                "shell": Provide(lambda: shell, sync_to_thread=False),
                # Describing the whole API takes a tenth of a second, once: nobody else shall wait for it.
                "guide": Provide(guide, sync_to_thread=True),
            },
        ),
        API.path,
    )
    return app


async def _of(database: Database, media: MediaUrls, viewer: Viewer) -> tuple[int, Face | None]:
    """Return the number on a member's bell and their face: two short questions, none for guests.

    Without Postgres a page that needs none still comes.
    """
    if not isinstance(viewer, Member):
        return 0, None
    try:
        async with database.read() as tx:
            worn = await faces_of(tx, viewer, media, [viewer.slug], now())
            return await count_unseen(tx, viewer), worn.get(viewer.slug)
    except Unavailable:
        return 0, None


def public_settings(settings: Settings) -> PublicSettings:
    """Return what pages may show of the settings."""
    return PublicSettings(
        name=settings.app.name,
        url=settings.app.url,
        locale=settings.app.locale,
        time_zone=settings.app.time_zone,
        party=RelyingParty.at(settings.app.url, settings.app.name),
        minimum_age=settings.accounts.minimum_age,
        ways=tuple(Way(name=offer.name, label=offer.label) for offer in Providers(settings.oauth, Egress()).offers),
        operator=settings.legal.operator,
        contact=settings.legal.contact or settings.smtp.sender,
    )
