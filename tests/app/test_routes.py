"""Does every route say who may knock?"""

import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from exibidos.app.api import make_api
from exibidos.app.describe import description
from exibidos.app.media import make_media
from exibidos.app.web import make_web
from exibidos.platform.settings import Settings

# `session` is a member's, and asks for one.
ACTORS = {"viewer", "member", "proven", "session", "moderator", "admin"}
GIVEN_TYPES = {
    "viewer": "Viewer",
    "member": "Member",
    "proven": "Proven",
    "session": "Session",
    "moderator": "Moderator",
    "admin": "Admin",
}


def _handlers(app: Litestar) -> list[tuple[str, HTTPRouteHandler]]:
    return [
        (route.path, handler)
        for route in app.routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler) and not _framework(route.path)
    ]


def _framework(path: str) -> bool:
    """Say whether a route is the framework's own description of the API."""
    return path.startswith("/api") and not path.startswith("/api/v1")


@pytest.mark.parametrize("make", [make_web, make_api, make_media])
def test_every_route_asks_for_an_actor_or_says_that_it_is_public(settings: Settings, make: object) -> None:
    assert callable(make)
    silent = []
    for path, handler in _handlers(make(settings)):
        parameters = handler.parsed_fn_signature.parameters
        if not (ACTORS & set(parameters)) and not handler.opt.get("public") and "OPTIONS" not in handler.http_methods:
            silent.append(path)
        for name in ACTORS & set(parameters):
            assert parameters[name].annotation.__name__ == GIVEN_TYPES[name], (path, name)
    assert silent == []


def test_openapi_lists_every_api_route(settings: Settings) -> None:
    app = make_api(settings)
    described = set(app.openapi_schema.paths or {})
    routed = {path.replace(":uuid", "").replace(":str", "") for path, _ in _handlers(app) if path.startswith("/api/v1")}
    assert routed
    assert routed <= described


def test_every_creating_post_of_the_api_happens_once_under_its_key(settings: Settings) -> None:
    posts = [(path, handler) for path, handler in _handlers(make_api(settings)) if "POST" in handler.http_methods]
    without = [path for path, handler in posts if "once" not in handler.parsed_fn_signature.parameters]
    # A session is not kept with an answer, and each sign-in is meant to open one of its own. Passkeys are asked anew each time: a
    # question is for one answer, and ends by itself.
    assert sorted(without) == [
        "/api/v1/passkeys/options",
        "/api/v1/session",
        "/api/v1/session/code",
        "/api/v1/session/passkey",
        "/api/v1/session/passkey/options",
        "/api/v1/session/proof/passkey/options",
        "/api/v1/session/return",
    ]


def test_the_description_names_every_problem_and_no_answer_that_never_comes(settings: Settings) -> None:
    described = description(make_api(settings))
    for path, item in described["paths"].items():
        for method, operation in item.items():
            answers = operation["responses"]
            assert {"401", "403", "422", "429", "503"} <= answers.keys(), (method, path)
            assert "400" not in answers, (method, path)
            assert ("404" in answers) == ("{" in path or "requestBody" in operation), (method, path)
            for status, answer in answers.items():
                assert status < "400" or list(answer["content"]) == ["application/problem+json"], (method, path)


def test_programs_call_operations_by_short_names_of_their_own(settings: Settings) -> None:
    described = description(make_api(settings))
    names = [operation["operationId"] for item in described["paths"].values() for operation in item.values()]
    assert {"images_publish", "voting_cast", "accounts_make_token"} <= set(names)
    assert len(names) == len(set(names))
