"""How much may one caller of the API ask, in which form, and what does an answer say about the limits it met?"""

import contextlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from litestar import Request
from litestar.enums import RequestEncodingType
from litestar.exceptions import HTTPException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from exibidos.app.actors import resources_of, viewer
from exibidos.kernel.actor import Member, Standing
from exibidos.kernel.errors import Unavailable
from exibidos.platform.http import client_address
from exibidos.platform.limits import Allowance, begin_spending

# PRODUCT §10.
CALLS_A_MINUTE: Mapping[Standing, int] = {Standing.NEW: 60, Standing.MEMBER: 300, Standing.TRUSTED: 600}
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
# Where a request carries what it has spent.
_SPENT = "spent"


class Meter(ASGIMiddleware):
    """Begins the list of what a request spends, so that its answer can say how much is left."""

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        scope["state"][_SPENT] = begin_spending()
        await next_app(scope, receive, send)


async def admit(request: Request[Any, Any, Any]) -> None:
    """Let a call in: bodies are JSON and say so, and callers are counted, members by their standing, guests by their address.

    With Valkey away nobody is counted, because reading goes on.
    """
    if request.method in _WITH_BODY and _has_body(request) and request.content_type[0] != RequestEncodingType.JSON:
        raise HTTPException(status_code=415)
    resources = resources_of(request)
    asking = await viewer(request)
    standing = asking.standing if isinstance(asking, Member) else Standing.NEW
    who = str(asking.id or client_address(request, resources.settings.app.trusted_proxies))
    with contextlib.suppress(Unavailable):
        await resources.limits.spend("api.calls", who, at_most=CALLS_A_MINUTE[standing], window=timedelta(minutes=1))


def _has_body(request: Request[Any, Any, Any]) -> bool:
    """Say whether a request brings a body, as HTTP/1.1 frames it (RFC 9112 §6): `PUT …/follow` says everything in its address."""
    return "transfer-encoding" in request.headers or request.headers.get("content-length", "0") != "0"


def what_is_left(scope: Scope) -> Mapping[str, str]:
    """Return the headers of draft-ietf-httpapi-ratelimit-headers-10: policies with quota and window, and what is left for how long."""
    spent: list[Allowance] = scope["state"].get(_SPENT, [])
    if not spent:
        return {}
    return {
        "RateLimit-Policy": ", ".join(f'"{one.name}";q={one.quota};w={one.window}' for one in spent),
        "RateLimit": ", ".join(f'"{one.name}";r={one.left};t={one.seconds}' for one in spent),
    }
