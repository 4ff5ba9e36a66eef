"""What does the API's description say beyond what handlers say themselves? The answers that any call may get instead of its own."""

from collections.abc import Container
from typing import Any

import msgspec
from litestar import HttpMethod, Litestar, Request
from litestar.handlers import HTTPRouteHandler
from litestar.openapi import ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.routes import HTTPRoute
from litestar.types import Method
from litestar.types.internal_types import PathParameterDefinition

from exibidos.app.errors import ProblemAnswer
from exibidos.platform.http import LARGEST_BODY, SESSION

_PROBLEM = "application/problem+json"
_SAYS = {
    401: "Nobody knows who you are: sign in, or send a live token.",
    403: "Known, but this is not yours to do, or your token's scope does not reach here.",
    404: "It is not there, or you may not know that it is; the two look alike.",
    409: "It collides with what is already true, or the same Idempotency-Key is being answered right now.",
    413: f"The body is larger than {LARGEST_BODY // 1024} KB.",
    415: "A body is JSON and says so.",
    422: "The input breaks a rule; `code` names it and `field` the input.",
    429: "Too much, too soon; Retry-After says in how many seconds it will be fine.",
    503: "Something we depend on does not answer; Retry-After says when to try again. Nothing was done, unless the code is "
    "`database.uncertain`: then look first, or send the same again under its Idempotency-Key.",
}
_ALWAYS = (401, 403, 422, 429, 503)
_WITH_BODY = (413, 415)
_READS = frozenset({"GET", "HEAD"})
# The framework's own word for what it cannot read; here that is 422, as a problem.
_NEVER = "400"


def describe(app: Litestar, below: str) -> Litestar:
    """Add to each operation under a path the problems that it may answer with; returns the app."""
    for route in app.routes:
        if isinstance(route, HTTPRoute) and route.path.startswith(below):
            for handler, _ in route.route_handler_map.values():
                problems = {status: _problem(status) for status in sorted(_problems_of(route, handler))}
                handler.responses = {**(handler.responses or {}), **problems}
                if "scope" not in handler.opt and not handler.opt.get("public"):
                    handler.security = [{SESSION: []}]  # closed to tokens
    return app


def operation_id(handler: HTTPRouteHandler, method: Method, _path: list[str | PathParameterDefinition]) -> str:
    """Return what programs call an operation: `images_publish`."""
    feature = handler.fn.__module__.removeprefix("exibidos.features.").partition(".")[0]
    name = f"{feature}_{handler.handler_name}"
    return f"{name}_head" if method == HttpMethod.HEAD else name


def _problems_of(route: HTTPRoute, handler: HTTPRouteHandler) -> set[int]:
    statuses = set(_ALWAYS)
    has_body = "data" in handler.parsed_fn_signature.parameters
    if route.path_parameters or has_body:  # a body may name things as well
        statuses.add(404)
    if handler.http_methods - _READS:
        statuses.add(409)
    if has_body:
        statuses.update(_WITH_BODY)
    return statuses


def _problem(status: int) -> ResponseSpec:
    return ResponseSpec(
        data_container=ProblemAnswer, description=_SAYS[status], media_type=_PROBLEM, generate_examples=False
    )


def description(app: Litestar) -> dict[str, Any]:
    """Return the description of an app's API as plain values: OpenAPI 3.1."""
    return _true(app, app.openapi_schema.to_schema())


class DescriptionFile(JsonRenderPlugin):
    """Serves the description as it is true: /api/openapi.json."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return super().render(request, _true(request.app, openapi_schema))


def _true(app: Litestar, described: dict[str, Any]) -> dict[str, Any]:
    """Take out what the framework says beside us: its own word for unreadable requests, and a body for answers that have none.

    Say of each shape what its Struct says of itself.
    """
    words = _words(app, described["paths"])
    for name, shape in described["components"]["schemas"].items():
        if name in words:
            shape.setdefault("description", words[name])
    for item in described["paths"].values():
        for operation in item.values():
            operation["responses"].pop(_NEVER, None)
            operation["responses"].get("204", {}).pop("content", None)
    return described


def _words(app: Litestar, paths: Container[str]) -> dict[str, str]:
    """Return the docstrings of all Structs that cross the wire, by their names, one line each."""
    crossing = {
        part.annotation
        for route in app.routes
        if isinstance(route, HTTPRoute) and route.path_format in paths
        for handler, _ in route.route_handler_map.values()
        for field in (handler.parsed_return_field, handler.parsed_data_field)
        if field is not None
        for part in (field, *field.inner_types)
        if part.is_subclass_of(msgspec.Struct)
    }
    _, shapes = msgspec.json.schema_components([*crossing, ProblemAnswer], ref_template="{name}")
    return {name: " ".join(shape["description"].split()) for name, shape in shapes.items() if "description" in shape}
