"""How does a problem leave the house? As problem+json (RFC 9457) or a page."""

import asyncio
import contextlib
import traceback
from collections.abc import Awaitable, Callable
from functools import partial
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import urlsplit

import msgspec
import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.response import Redirect
from litestar.routes import HTTPRoute
from litestar.types import Receive, Scope, Send

from exibidos.app.actors import PROVE_FIRST, SIGN_IN_FIRST, locale_of
from exibidos.app.agreeing import AGREE_FIRST
from exibidos.app.tokens import UNKNOWN, challenge
from exibidos.kernel.errors import Forbidden, Invalid, NotFound, Problem
from exibidos.kernel.ids import new_id
from exibidos.platform.http import headers_of, status_of
from exibidos.platform.text import Catalogue

_BAD_REQUEST, _NO_SUCH_ROUTE, _TOO_LARGE, _NOT_JSON, _OUR_FAULT = 400, 404, 413, 415, 500
# Of a form that is too large: several times a photo. Whoever sends more, or slowly, sees the connection end.
_MOST_SWALLOWED, _SWALLOW_SECONDS = 150 * 1024 * 1024, 30
AnyRequest = Request[Any, Any, Any]


class ProblemAnswer(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A problem on the wire. `code` is stable; `detail` is a sentence in the reader's language; `field` is the input at fault."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    field: str | None = None
    reference: str | None = None


class ProblemPages(Protocol):
    """Who draws a problem for people; the web app brings one, the API has none."""

    async def draw(self, request: AnyRequest, *, status: int, problem: Problem, reference: str | None) -> bytes:
        """Return the whole page as UTF-8."""


class DrawnLater(Response[bytes]):
    """A page that is drawn when it is sent: the framework's exception handlers are not asynchronous, asking who is there is."""

    def __init__(self, draw: Callable[[], Awaitable[bytes]], *, status_code: int, headers: dict[str, str]) -> None:
        super().__init__(b"", status_code=status_code, headers=headers, media_type=MediaType.HTML)
        self._draw = draw

    def to_asgi_response(self, app: Any, request: AnyRequest, **options: Any) -> Any:
        """Return an app that draws, then answers."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            if self.status_code == _TOO_LARGE:
                await _swallow(receive)
            self.content = await self._draw()
            finished = Response.to_asgi_response(self, app, request, **options)
            await finished(scope, receive, send)

        return answer


class Edge:
    """Turns exceptions into answers. Hidden and absent give the same bytes."""

    def __init__(self, catalogue: Catalogue, pages: ProblemPages | None = None, *, debug: bool = False) -> None:
        """`debug` shows tracebacks instead of references, which production refuses."""
        self._catalogue = catalogue
        self._pages = pages
        self._debug = debug

    def handlers(self) -> dict[int | type[Exception], Any]:
        """Return the handlers as Litestar takes them."""
        return {Problem: self.problem, HTTPException: self.http, RecursionError: self.too_deep, Exception: self.crash}

    def problem(self, request: AnyRequest, problem: Problem) -> Response[Any]:
        """Answer one of the six kinds. Forbidden to a guest means: sign in; programs read 401, people are led to the door."""
        if problem.code in UNKNOWN:
            return self._answer(request, 401, problem)
        return self._answer(request, status_of(problem), problem)

    def http(self, request: AnyRequest, error: HTTPException) -> Response[Any]:
        """Answer what the framework refused before a handler ran: unknown routes, unreadable bodies, wrong methods."""
        if isinstance(error, ValidationException) or error.status_code == _BAD_REQUEST:
            return self._answer(request, 422, Invalid("request.malformed", field=_field(error)))
        if error.status_code == _NO_SUCH_ROUTE:
            return self._answer(request, 404, NotFound("request.no_such_page"))
        if error.status_code == _TOO_LARGE:
            return self._answer(request, 413, Invalid("request.too_large"))
        if error.status_code == _NOT_JSON:
            return self._answer(request, 415, Invalid("request.not_json"))
        if error.status_code >= _OUR_FAULT:
            return self.crash(request, error)
        answer = self._answer(request, error.status_code, Forbidden("request.not_allowed"))
        answer.headers.update(error.headers or {})  # `Allow`, with 405
        return answer

    def too_deep(self, request: AnyRequest, _error: RecursionError) -> Response[Any]:
        """Answer JSON that is nested deeper than the decoder follows; no code of ours recurses on what people send."""
        return self._answer(request, 422, Invalid("request.malformed"))

    def crash(self, request: AnyRequest, error: Exception) -> Response[Any]:
        """Answer what nobody foresaw: log it under a reference, show the reference and nothing else."""
        reference = str(new_id())
        structlog.get_logger().error("request.crashed", reference=reference, path=request.url.path, exc_info=error)
        if self._debug:
            insides = "".join(traceback.format_exception(error))
            return Response(insides, status_code=500, headers={"Cache-Control": "no-store"}, media_type=MediaType.TEXT)
        return self._answer(request, 500, Problem("request.crashed"), reference)

    def _answer(
        self, request: AnyRequest, status: int, problem: Problem, reference: str | None = None
    ) -> Response[Any]:
        locale = locale_of(request)
        headers = headers_of(problem) | challenge(problem)
        sentence = self._catalogue.problem(locale, problem)
        if self._pages is not None and not request.url.path.startswith("/api/"):
            if problem.code == SIGN_IN_FIRST and request.method == "GET":
                return Redirect("/sign-in", query_params={"next": request.url.path})
            if problem.code == PROVE_FIRST:
                return Redirect("/prove", status_code=303, query_params={"next": _way_back(request)})
            if problem.code == AGREE_FIRST:
                return Redirect("/agree", status_code=303, query_params={"next": _way_back(request)})
            draw = partial(self._pages.draw, request, status=status, problem=problem, reference=reference)
            return DrawnLater(draw, status_code=status, headers=headers)
        answer = ProblemAnswer(
            title=HTTPStatus(status).phrase,
            status=status,
            detail=sentence,
            code=problem.code,
            field=problem.field,
            reference=reference,
        )
        return Response(answer, status_code=status, headers=headers, media_type="application/problem+json")


def _way_back(request: AnyRequest) -> str:
    """Return where to go on once it is shown who asks: the page itself; for a form the page that held it, else its own address.

    A form that was sent is not sent again: nobody has kept it, and what it would do is asked anew.
    """
    if request.method in {"GET", "HEAD"}:
        return request.url.path + (f"?{request.url.query}" if request.url.query else "")
    said = urlsplit(request.headers.get("referer", ""))
    if said.path and said.netloc == request.headers.get("host"):
        return said.path + (f"?{said.query}" if said.query else "")
    here = request.scope["path_template"]
    pages = {
        route.path_format for route in request.app.routes if isinstance(route, HTTPRoute) and "GET" in route.methods
    }
    return request.url.path if here in pages else "/"


async def _swallow(receive: Receive) -> None:
    """Let a browser send the rest of a form that is too large: it shows an answer only once its own words are out."""
    left = _MOST_SWALLOWED
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_SWALLOW_SECONDS):
            while left > 0:
                message = await receive()
                if message["type"] != "http.request" or not message["more_body"]:
                    return
                left -= len(message["body"])


def _field(error: HTTPException) -> str | None:
    first = error.extra[0] if isinstance(error.extra, list) and error.extra else None
    return first.get("key") if isinstance(first, dict) else None
