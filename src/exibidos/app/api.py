"""What does `serve api` answer? `/api/v1` for programs, its description, and nothing else."""

from litestar import Litestar, Router
from litestar.config.cors import CORSConfig
from litestar.openapi import OpenAPIConfig
from litestar.types import Middleware

from exibidos.app.agreeing import check_agreed
from exibidos.app.compose import compose
from exibidos.app.describe import DescriptionFile, describe, operation_id
from exibidos.app.errors import Edge
from exibidos.app.guard import CrossSiteGuard, page_headers
from exibidos.app.health import HEALTH
from exibidos.app.meter import Meter, admit
from exibidos.app.tokens import check_token, ways_in
from exibidos.features.accounts.routes import ROUTER as ACCOUNTS
from exibidos.features.images.routes import ROUTER as IMAGES
from exibidos.features.moderation.routes import ROUTER as MODERATION
from exibidos.features.notifications.routes import ROUTER as NOTIFICATIONS
from exibidos.features.profiles.routes import ROUTER as PROFILES
from exibidos.features.social.routes import ROUTER as SOCIAL
from exibidos.features.voting.routes import ROUTER as VOTING
from exibidos.platform.http import origin_of
from exibidos.platform.settings import Environment, Settings
from exibidos.platform.text import Catalogue

API = Router(
    "/api/v1",
    route_handlers=[ACCOUNTS, SOCIAL, IMAGES, VOTING, NOTIFICATIONS, MODERATION, PROFILES],
    guards=[check_token, check_agreed],
    before_request=admit,
)


def openapi(settings: Settings) -> OpenAPIConfig:
    """Return the description of the API: OpenAPI 3.1 at /api/openapi.json."""
    return OpenAPIConfig(
        title=settings.app.name,
        version="1",
        description="Photos, the people who share them, and how far each upload has come. Times are UTC, sizes bytes, lengths pixels.",
        path="/api",
        # The plain description only: the usual viewers load scripts from elsewhere.
        render_plugins=[DescriptionFile()],
        use_handler_docstrings=True,
        operation_id_creator=operation_id,
        components=ways_in(settings),
    )


def own_origins(settings: Settings) -> frozenset[str]:
    """Return the origins whose pages are ours. In development localhost and 127.0.0.1 are one place."""
    own = origin_of(settings.app.url)
    names = {own}
    if settings.app.env is Environment.DEVELOPMENT:
        names |= {own.replace("//localhost", "//127.0.0.1"), own.replace("//127.0.0.1", "//localhost")}
    return frozenset(names)


def cors(settings: Settings) -> CORSConfig | None:
    """Return what browsers of the listed origins may do: all that a program may, but never with a person's cookie."""
    if not settings.app.cors_origins:
        return None
    return CORSConfig(
        allow_origins=list(settings.app.cors_origins),
        allow_methods=["GET", "POST", "PUT", "DELETE"],
        allow_headers=["content-type", "authorization", "idempotency-key"],
        expose_headers=["retry-after", "ratelimit", "ratelimit-policy"],
        allow_credentials=False,
    )


def guards(settings: Settings) -> list[Middleware]:
    """Return what every request of pages and API passes."""
    return [Meter(), CrossSiteGuard(own_origins(settings), frozenset(settings.app.cors_origins))]


def headers(settings: Settings) -> dict[str, str]:
    """Return what every answer of pages and API carries."""
    return page_headers(
        origin_of(settings.pictures_url),
        origin_of(settings.s3.public_endpoint or settings.s3.endpoint),
        https=settings.app.url.startswith("https://"),
    )


def make_api(settings: Settings) -> Litestar:
    """Return the API alone, for tokens and scale."""
    catalogue = Catalogue.load()
    return describe(
        compose(
            settings,
            catalogue,
            handlers=[API, *HEALTH],
            headers=headers(settings),
            middleware=guards(settings),
            edge=Edge(catalogue, debug=settings.app.debug),
            openapi=openapi(settings),
            cors=cors(settings),
        ),
        API.path,
    )
