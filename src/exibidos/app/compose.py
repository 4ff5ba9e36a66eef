"""How does an HTTP process come to life? Resources open in its lifespan, handlers are given them by name, problems meet one edge."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from litestar import Litestar
from litestar.config.cors import CORSConfig
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig
from litestar.types import ControllerRouterHandler, Middleware

from exibidos.app.actors import ACTORS
from exibidos.app.errors import Edge
from exibidos.app.guard import let_go, safe_headers
from exibidos.app.resources import open_resources, providers
from exibidos.platform.http import LARGEST_BODY
from exibidos.platform.settings import Settings
from exibidos.platform.text import Catalogue


def compose(
    settings: Settings,
    catalogue: Catalogue,
    *,
    handlers: Sequence[ControllerRouterHandler],
    headers: dict[str, str],
    edge: Edge,
    middleware: Sequence[Middleware] = (),
    openapi: OpenAPIConfig | None = None,
    cors: CORSConfig | None = None,
    given: dict[str, Any] | None = None,
    lifespan: Sequence[Callable[[Litestar], AbstractAsyncContextManager[None]]] = (),
) -> Litestar:
    """Return an app whose handlers are given resources and actors by name; its resources live as long as its server.

    `lifespan` is what else lives so long; it begins after the resources and ends before them.
    """
    return Litestar(
        route_handlers=handlers,
        middleware=list(middleware),
        before_send=[safe_headers(headers), let_go],
        dependencies={**providers(), **ACTORS, **(given or {})},
        exception_handlers=edge.handlers(),
        lifespan=[_living(catalogue), *lifespan],
        state=State({"settings": settings}),
        openapi_config=openapi,
        cors_config=cors,
        request_max_body_size=LARGEST_BODY,
        logging_config=None,
        debug=False,
    )


def _living(catalogue: Catalogue) -> Any:
    @asynccontextmanager
    async def living(app: Litestar) -> AsyncIterator[None]:
        async with open_resources(app.state["settings"], catalogue, asyncio.Event()) as resources:
            app.state["resources"] = resources
            yield

    return living
