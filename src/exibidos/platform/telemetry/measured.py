"""How are requests measured? Around the whole app, so that what no route was found for counts too; without metrics it is not there."""

import time
from typing import Any

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from exibidos.platform.telemetry.meters import Meters

# Anybody may send any word as a method: others share one name.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_EVENTS = b"text/event-stream"


class Measured:
    """An app whose requests are counted and timed until their answer begins: how long a reader takes to read it says nothing of us."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self._app = app
        self._meters = meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        request = _Request(self._meters, send)
        self._meters.in_flight.inc()
        try:
            await self._app(scope, receive, request.send)
        finally:
            self._meters.in_flight.dec()
            request.end(scope)


class _Request:
    """What is known about one answer while it is sent."""

    def __init__(self, meters: Meters, send: Send) -> None:
        self._meters = meters
        self._send = send
        self._began = time.perf_counter()
        self._seconds: float | None = None
        self._status = 500  # nothing was sent: the server says that
        self._bytes = 0
        self._streams = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._seconds = time.perf_counter() - self._began
            self._status = message["status"]
            self._streams = any(
                name == b"content-type" and value.startswith(_EVENTS) for name, value in message["headers"]
            )
            if self._streams:
                self._meters.streams.inc()
        elif message["type"] == "http.response.body":
            self._bytes += len(message["body"])
        await self._send(message)

    def end(self, scope: Any) -> None:
        if self._streams:
            self._meters.streams.dec()
        # Litestar writes the template of the route that it found into the scope; no template, no route.
        route = scope.get("path_template") or "none"
        method = scope["method"] if scope["method"] in _METHODS else "other"
        seconds = time.perf_counter() - self._began if self._seconds is None else self._seconds
        self._meters.requests.labels(method, route, f"{self._status // 100}xx").observe(seconds)
        self._meters.sent.labels(route).inc(self._bytes)
