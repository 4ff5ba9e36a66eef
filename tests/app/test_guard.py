"""Does every answer carry the headers of its origin, also those that no handler gave?"""

import httpx
import pytest
from litestar.routes import HTTPRoute

from fixtures_club import Club

pytestmark = pytest.mark.anyio
ANSWERS = [
    ("GET", "/", 200),
    ("HEAD", "/", 200),
    ("GET", "/api/v1/images", 200),
    ("HEAD", "/api/v1/images", 200),
    ("HEAD", "/healthz", 200),
    ("GET", "/nowhere", 404),
    ("GET", "/no/where", 404),
    ("GET", "/api/v1/nowhere", 404),
    ("GET", "/static/nowhere.js", 404),
    ("PATCH", "/", 405),
    ("PATCH", "/api/v1/images", 405),
    ("GET", "/api/v1/me", 401),
    ("GET", "/upload", 302),
    ("GET", "/api/v1/images?limit=0", 422),
]


def is_safe(answer: httpx.Response) -> bool:
    return (
        "script-src 'self'" in answer.headers["content-security-policy"]
        and answer.headers["x-content-type-options"] == "nosniff"
        and "no-store" in answer.headers["cache-control"]
    )


async def test_every_answer_carries_the_headers(club: Club) -> None:
    async with club.visit() as guest:
        for method, path, status in ANSWERS:
            answer = await guest.browser.request(method, path)
            assert answer.status_code == status, (method, path)
            assert is_safe(answer), (method, path, dict(answer.headers))
            assert answer.headers.get("content-type", "").count("charset") <= 1, (method, path)


async def test_what_another_site_asked_for_is_refused_with_the_headers(club: Club) -> None:
    async with club.visit() as guest:
        for path in ("/sign-out", "/api/v1/session"):
            answer = await guest.browser.post(path, headers={"origin": "http://evil.test"})
            assert answer.status_code == 403, path
            assert is_safe(answer), (path, dict(answer.headers))


async def test_a_wrong_method_learns_the_right_ones(club: Club) -> None:
    async with club.visit() as guest:
        answer = await guest.browser.patch("/api/v1/images")
        assert {"GET", "HEAD", "POST"} <= set(answer.headers["allow"].split(", "))


async def test_a_body_that_is_no_json_is_malformed_however_deep(club: Club) -> None:
    said = {"content-type": "application/json"}
    async with club.visit() as guest:
        for body in (b"[" * 100_000, b'{"email":NaN}', b"", b"\xff\xfe"):
            answer = await guest.browser.post("/api/v1/session", content=body, headers=said)
            assert (answer.status_code, answer.json()["code"]) == (422, "request.malformed"), body[:20]


async def test_the_description_is_of_the_api_alone(club: Club) -> None:
    async with club.visit() as guest:
        described = (await guest.browser.get("/api/openapi.json")).json()
        assert described["openapi"].startswith("3.1")
        assert [path for path in described["paths"] if not path.startswith("/api/v1/")] == []


ENDINGS = (".css", "/x.css", ";x.css", "%2Fx.css", "%00.css", "/.css", ".js", ".json")


async def test_no_page_answers_under_a_name_that_a_cache_would_keep(club: Club) -> None:
    paths = {
        route.path.replace("{image_id:uuid}", "01890a5d-ac96-774b-bcce-b302099a8057")
        .replace("{slug:str}", "ana")
        .replace("{handle:str}", "@ana")
        for route in club.web.routes
        if isinstance(route, HTTPRoute) and "GET" in route.methods and not route.path.startswith("/static")
    }
    assert {"/", "/upload", "/@ana", "/api/v1/me"} <= paths
    async with club.visit("ana") as ana:
        answered = [
            (path + ending, answer.status_code)
            for path in sorted(paths)
            for ending in ENDINGS
            if (answer := await ana.browser.get(path.rstrip("/") + ending)).status_code not in {404, 405}
        ]
    assert answered == []
