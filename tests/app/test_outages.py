"""What do people get while something that the club stands on is away? Reading goes on, the rest is asked to come back, nothing crashes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import msgspec
import pytest

from exibidos.app.web import make_web
from exibidos.platform.settings import Settings
from fixtures_club import PASSWORD, Club, joining, replaced, transport_to

pytestmark = pytest.mark.anyio
NOBODY = "127.0.0.1:1"  # tcpmux: nothing listens there, so that a connection is refused at once


@asynccontextmanager
async def browser_at(settings: Settings, cookies: httpx.Cookies | None = None) -> AsyncIterator[httpx.AsyncClient]:
    web = make_web(settings)
    async with (
        web.lifespan(),
        httpx.AsyncClient(transport=transport_to(web), base_url=settings.app.url, cookies=cookies) as browser,
    ):
        yield browser


def without_valkey(settings: Settings) -> Settings:
    return replaced(settings, redis=msgspec.structs.replace(settings.redis, url=f"redis://{NOBODY}/0"))


def without_postgres(settings: Settings) -> Settings:
    return replaced(settings, database=msgspec.structs.replace(settings.database, url=f"postgresql://a:b@{NOBODY}/c"))


@pytest.mark.parametrize("path", ["/", "/@ana", "/api/v1/images", "/p/01900000-0000-7000-8000-000000000000"])
async def test_without_postgres_pages_and_api_say_when_to_come_back(settings: Settings, path: str) -> None:
    async with browser_at(without_postgres(settings)) as browser:
        answer = await browser.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        assert "5 s" in answer.text


async def test_without_valkey_members_read_as_guests(club: Club) -> None:
    async with club.visit("ana") as ana, browser_at(without_valkey(club.settings), ana.browser.cookies) as browser:
        for path in ("/", "/@ana", "/api/v1/images", "/api/v1/members/ana"):
            assert (await browser.get(path)).status_code == 200, path
        assert (await browser.get("/nowhere")).status_code == 404


async def test_without_valkey_what_needs_a_member_says_when_to_come_back(club: Club) -> None:
    async with club.visit("ana") as ana, browser_at(without_valkey(club.settings), ana.browser.cookies) as browser:
        for method, path in (("GET", "/upload"), ("GET", "/api/v1/me"), ("POST", "/api/v1/images")):
            answer = await browser.request(method, path, json={})
            assert (answer.status_code, answer.headers.get("retry-after")) == (503, "5"), path


async def test_without_valkey_signing_in_fails_closed(club: Club) -> None:
    async with club.visit("ana"), browser_at(without_valkey(club.settings)) as browser:
        for path, said in (
            ("/api/v1/session", {"json": {"email": "ana@exibidos.test", "password": PASSWORD}}),
            ("/api/v1/members", {"json": joining("bia")}),
        ):
            answer = await browser.post(path, **said)
            assert (answer.status_code, answer.headers.get("retry-after")) == (503, "5"), path
            assert "set-cookie" not in answer.headers


async def test_without_valkey_the_forms_fail_closed_too(club: Club) -> None:
    async with club.visit("ana"), browser_at(without_valkey(club.settings)) as browser:
        answer = await browser.post("/sign-in", data={"email": "ana@exibidos.test", "password": PASSWORD})
        assert (answer.status_code, answer.headers.get("retry-after")) == (503, "5")
        assert "set-cookie" not in answer.headers
