"""What does every request pass before a handler sees it? The cross-site rule, and the headers that every answer carries."""

from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, BeforeMessageSendHookHandler, Message, Receive, Scope, Send

from exibidos.app.meter import what_is_left
from exibidos.kernel.errors import Forbidden

# Answers differ by person and language; whatever may be kept says so itself.
_PERSONAL = "private, no-store"
_VARY = "Cookie, Authorization, Accept-Language"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
# What any site may ask a browser to post, for mail programs in a browser do (RFC 8058): the way out of letters. It reads no cookie, so
# nobody's session can be ridden on; it does what the signed token in its address says, which stands in one letter only; and all that is
# to make letters of one kind stop. Compared whole: no other path, however spelt, passes here.
_FROM_ANYWHERE = frozenset({"/unsubscribe"})


class CrossSiteGuard(ASGIMiddleware):
    """Refuses state changes that another site asked a browser for: Sec-Fetch-Site, else Origin, on every unsafe method (REQUIREMENTS 3).

    A request with neither header does not come from a browser and carries no cookie that a person did not put there. Origins that the host
    `listed` may ask the API for what programs may, but neither use a person's cookie nor send forms: those set one, and need no preflight.
    """

    def __init__(self, origins: frozenset[str], listed: frozenset[str]) -> None:
        self._origins = origins
        self._listed = listed

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["type"] == ScopeType.HTTP and scope["method"] not in _SAFE and not self._own(scope):
            raise Forbidden("request.wrong_origin")
        await next_app(scope, receive, send)

    def _own(self, scope: Scope) -> bool:
        headers = Headers.from_scope(scope)
        origin = headers.get("origin")
        site = headers.get("sec-fetch-site")
        if scope["path"] in _FROM_ANYWHERE:
            return True
        if origin in self._listed - self._origins:
            return scope["path"].startswith("/api/") and "cookie" not in headers
        if site is not None:
            return site in {"same-origin", "none"} or origin in self._origins
        return origin is None or origin in self._origins


def safe_headers(headers: dict[str, str]) -> BeforeMessageSendHookHandler:
    """Return a hook that adds what holds for every answer of an origin, unless the handler chose its own.

    A hook of the app, not a middleware: what is refused before a route is found, or by a middleware, passes no middleware on its way out.
    """

    async def add(message: Message, scope: Scope) -> None:
        if message["type"] == "http.response.start":
            present = MutableScopeHeaders.from_message(message)
            if "cache-control" not in present or scope["path"].startswith("/api/"):
                present.extend_header_value("vary", _VARY)  # beside what CORS has said there
            present.setdefault("cache-control", _PERSONAL)
            for name, value in headers.items():
                present.setdefault(name, value)
            present.update(what_is_left(scope))

    return add


async def let_go(message: Message, scope: Scope) -> None:
    """Close each connection after its answer once the process is stopping, so that a balancer brings no next request on it."""
    resources = scope["litestar_app"].state.get("resources")
    if message["type"] == "http.response.start" and resources is not None and resources.stopping.is_set():
        MutableScopeHeaders.from_message(message)["connection"] = "close"


def page_headers(media_origin: str, storage_origin: str, *, https: bool) -> dict[str, str]:
    """Return the headers of pages and API: scripts and styles from here only, pictures from the media origin, uploads to storage."""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; "
        f"img-src 'self' data: blob: {media_origin}; connect-src 'self' {storage_origin}; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    }
    if https:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return headers


MEDIA_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
}
