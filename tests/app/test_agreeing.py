"""Is everybody asked once when the club's texts change, and is nobody locked out or in meanwhile?"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler

from exibidos.app.agreeing import BACK, GIVEN
from exibidos.app.web import make_web
from exibidos.platform.settings import Settings
from fixtures_club import PASSWORD, Club, Visitor, joining, replaced, transport_to
from fixtures_make import EDITION

pytestmark = pytest.mark.anyio
PROMISE = {"size": 10, "content_type": "image/jpeg", "sha256": "a" * 64}


@asynccontextmanager
async def changed(club: Club, folder: Path, version: str, who: Visitor) -> AsyncIterator[httpx.AsyncClient]:
    """Let the host write other terms and start the club again; lend somebody's browser there."""
    (folder / "en").mkdir(exist_ok=True)
    (folder / "en" / "terms.md").write_text(f"version: {version}\n# The statute of {{club}}\n\nAll for *one*.\n")
    web = make_web(_with(club.settings, folder))
    async with (
        web.lifespan(),
        httpx.AsyncClient(
            transport=transport_to(web),
            base_url=club.settings.app.url,
            headers={"accept-language": "en"},
            cookies=who.browser.cookies,
        ) as browser,
    ):
        yield browser


def _with(settings: Settings, folder: Path) -> Settings:
    legal = type(settings.legal)(folder=str(folder), operator="Ana & Cia", contact="ola@club.test")
    return replaced(settings, legal=legal)


def _edition(page: str) -> str:
    found = re.search(r'name="terms" value="([^"]+)"', page)
    assert found
    return found[1]


async def test_a_changed_text_is_asked_about_on_the_next_visit_and_leads_on(club: Club, tmp_path: Path) -> None:
    async with club.visit("ana") as ana:
        assert (await ana.browser.get("/upload")).status_code == 200
        async with changed(club, tmp_path, "2", ana) as browser:
            led = await browser.get("/upload", params={"a": "b"})
            assert (led.status_code, led.headers["location"]) == (303, "/agree?next=%2Fupload%3Fa%3Db")
            asked = await browser.get(led.headers["location"])
            assert 'href="/terms"' in asked.text
            assert "version 2, you agreed to" in asked.text
            assert "/rules" not in asked.text.partition("</h1>")[2].partition("<form")[0], "only what has changed"
            said = {"terms": _edition(asked.text), "next": "/upload?a=b"}
            unread = await browser.post("/agree", data={**said, "terms": ""})
            assert (unread.status_code, "field-error" in unread.text) == (422, True)
            older = await browser.post("/agree", data={**said, "terms": EDITION})
            assert older.status_code == 422
            done = await browser.post("/agree", data=said)
            assert (done.status_code, done.headers["location"]) == (303, "/upload?a=b&notice=agreed")
            assert (await browser.get("/upload")).status_code == 200
            assert (await browser.get("/agree", params={"next": "//evil.test"})).headers["location"] == "/"
            history = (await browser.get("/settings/privacy")).text
            assert "version 2</" not in history
            assert "version 2, when the club asked again" in history
            assert history.count("when you joined") == 3


async def test_until_then_reading_and_what_is_ones_own_go_on_and_the_rest_waits(club: Club, tmp_path: Path) -> None:
    async with club.visit("bia") as bia, club.visit("ana") as ana:
        made = await ana.browser.post("/api/v1/tokens", json={"name": "x", "scopes": ["read", "photos:write"]})
        bearer = {"authorization": f"Bearer {made.json()['token']}"}
        async with changed(club, tmp_path, "2", ana) as browser:
            for path in ("/terms", "/privacy", "/rules", "/about", "/settings", "/settings/deactivate", "/agree"):
                assert (await browser.get(path)).status_code == 200, path
            for path in ("/api/v1/me", "/api/v1/images", "/api/v1/notifications"):
                assert (await browser.get(path)).status_code == 200, path
            waits: list[tuple[str, str, dict[str, Any]]] = [
                ("POST", "/api/v1/uploads", {"json": PROMISE}),
                ("PUT", f"/api/v1/members/{bia.slug}/follow", {}),
                ("POST", "/api/v1/tokens", {"json": {"name": "y", "scopes": ["read"]}}),
            ]
            for method, path, body in waits:
                refused = await browser.request(method, path, **body)
                assert (refused.status_code, refused.json()["code"]) == (403, "accounts.agree_first"), path
            browser.cookies.clear()
            program = await browser.post("/api/v1/uploads", json=PROMISE, headers=bearer)
            assert (program.status_code, program.json()["code"]) == (403, "accounts.agree_first")
            assert (await browser.get("/api/v1/me", headers=bearer)).status_code == 200
            browser.cookies.update(ana.browser.cookies)
            assert (await browser.put(f"/api/v1/me/blocks/{bia.slug}")).status_code == 204
            assert (await browser.post("/settings/people/blocks/bia/remove")).status_code == 303
            sent = await browser.post(
                "/@bia/follow", data={"follow": "on"}, headers={"referer": "http://club.test/@bia"}
            )
            assert sent.headers["location"] == "/agree?next=%2F%40bia"
            assert (await browser.post("/settings/deactivate")).headers["location"].startswith("/?notice=deactivated")


async def test_who_puts_it_off_reads_on_for_a_day_with_a_reminder_and_a_newer_text_asks_again(
    club: Club, tmp_path: Path
) -> None:
    async with club.visit("ana") as ana:
        async with changed(club, tmp_path, "2", ana) as browser:
            later = await browser.post("/agree/later", data={"next": "/notifications"})
            assert later.headers["location"] == "/notifications"
            assert "Max-Age=86400" in later.headers["set-cookie"]
            page = await browser.get("/notifications")
            assert page.status_code == 200
            assert "The club&#39;s texts have changed." in page.text
            assert (await browser.post("/api/v1/uploads", json=PROMISE)).status_code == 403
            ana.browser.cookies.update(browser.cookies)
        async with changed(club, tmp_path, "3", ana) as browser:
            assert (await browser.get("/notifications")).headers["location"].startswith("/agree")
            # Out and in again: signing in is open, and so is the way to the question.
            assert (await browser.post("/sign-out")).status_code == 303
            assert (await browser.get("/")).status_code == 200
            again = await browser.post("/sign-in", data={"email": "ana@exibidos.test", "password": PASSWORD})
            assert again.status_code == 303
            assert (await browser.get("/")).headers["location"] == "/agree?next=%2F"


async def test_the_hosts_words_are_served_to_everybody_and_joined_under(club: Club, tmp_path: Path) -> None:
    async with club.visit() as guest, changed(club, tmp_path, "2", guest) as browser:
        text = (await browser.get("/terms")).text
        assert "<h1>The statute of exibidos</h1>" in text
        assert "<em>one</em>" in text
        about = (await browser.get("/about")).text
        assert "Ana &amp; Cia" in about
        assert "ola@club.test" in about
        form = (await browser.get("/join")).text
        assert "terms=2 " in _edition(form)
        stale = await browser.post("/join", data={**joining("caio"), "of_age": "on", "terms": EDITION})
        assert (stale.status_code, "just changed" in stale.text) == (422, True)
        assert (await browser.post("/api/v1/members", json=joining("caio"))).status_code == 201
        assert (await browser.get("/upload")).status_code == 200, "nobody is asked twice"


def _unsafe(app: Litestar) -> set[str]:
    return {
        route.path
        for route in app.routes
        for handler in getattr(route, "route_handlers", [])
        if isinstance(handler, HTTPRouteHandler) and handler.http_methods & {"POST", "PUT", "DELETE"}
    }


def test_what_is_named_as_ones_own_or_for_others_is_there(settings: Settings) -> None:
    routes = _unsafe(make_web(settings))
    assert routes >= BACK
    assert all(any(path.startswith(given) for path in routes) for given in GIVEN)
