"""Do dangerous acts ask again who somebody is, and does showing it give the session a new id that the old one's holder does not have?"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from litestar import Litestar, post

from exibidos.app.compose import compose
from exibidos.app.errors import Edge
from exibidos.app.web import PagesOfProblems, public_settings
from exibidos.kernel.actor import Proven
from exibidos.kernel.clock import now
from exibidos.platform.http import Given, get
from exibidos.platform.text import Catalogue
from exibidos.web.components.render import Renderer
from fixtures_club import PASSWORD, Club, Visitor, transport_to

pytestmark = pytest.mark.anyio


@get("/danger")
async def look(proven: Given[Proven]) -> str:
    return proven.slug


@post("/danger")
async def act(proven: Given[Proven]) -> str:
    return proven.slug


@post("/danger/deep")
async def act_elsewhere(proven: Given[Proven]) -> str:
    return proven.slug


@get("/api/v1/danger")
async def call(proven: Given[Proven]) -> str:
    return proven.slug


@asynccontextmanager
async def dangerous(club: Club, visitor: Visitor) -> AsyncIterator[httpx.AsyncClient]:
    """Run some dangerous acts on the club's engines, for the browser of a visitor."""
    catalogue = Catalogue.load()
    pages = PagesOfProblems(Renderer(catalogue, public_settings(club.settings)))
    app: Litestar = compose(
        club.settings,
        catalogue,
        handlers=[look, act, act_elsewhere, call],
        headers={},
        edge=Edge(catalogue, pages),
    )
    url = club.settings.app.url
    async with (
        app.lifespan(),
        httpx.AsyncClient(transport=transport_to(app), base_url=url, cookies=visitor.browser.cookies) as browser,
    ):
        yield browser


async def test_who_has_just_signed_in_is_not_asked_again(club: Club) -> None:
    async with club.visit("ana") as ana, dangerous(club, ana) as browser:
        assert (await browser.get("/danger")).text == "ana"


async def test_a_stale_proof_leads_to_the_door_and_back(club: Club) -> None:
    asked = (
        ("GET", "/danger", None, "/danger"),
        ("GET", "/danger?page=2&x=%2F", None, "/danger?page=2&x=%2F"),
        ("POST", "/danger/deep", "http://club.test/settings/keys?a=1", "/settings/keys?a=1"),
        ("POST", "/danger/deep", "http://evil.test/settings", "/"),
        ("POST", "/danger/deep", "not an address", "/"),
        ("POST", "/danger/deep", None, "/"),
        ("POST", "/danger", None, "/danger"),
        ("POST", "/danger", "http://club.test", "/danger"),
    )
    async with club.visit("ana") as ana, dangerous(club, ana) as browser:
        await ana.grow_stale()
        for method, path, referer, back in asked:
            answer = await browser.request(method, path, headers={"referer": referer} if referer else {})
            assert answer.status_code == 303, (method, path, referer)
            location = httpx.URL(answer.headers["location"])
            assert (location.path, location.params["next"]) == ("/prove", back), (method, path, referer)


async def test_programs_are_told_the_code(club: Club) -> None:
    async with club.visit("ana") as ana, dangerous(club, ana) as browser:
        await ana.grow_stale()
        answer = await browser.get("/api/v1/danger")
        assert (answer.status_code, answer.json()["code"]) == (403, "accounts.prove_first")


async def test_showing_it_goes_on_with_a_new_id_the_same_start_and_a_fresh_proof(club: Club) -> None:
    async with club.visit("ana") as ana, dangerous(club, ana) as browser:
        await ana.grow_stale()
        first = ana.browser.cookies["session"]
        before = await club.resources.sessions.find(first, now=now())
        page = await ana.browser.get("/prove", params={"next": "/danger"})
        assert 'value="/danger"' in page.text
        answer = await ana.browser.post("/prove", data={"password": PASSWORD, "next": "/danger"})
        assert (answer.status_code, answer.headers["location"]) == (303, "/danger")
        second = ana.browser.cookies["session"]
        after = await club.resources.sessions.find(second, now=now())
        assert before
        assert after
        assert first != second
        assert await club.resources.sessions.find(first, now=now()) is None
        assert (after.id, after.started_at, after.device) == (before.id, before.started_at, before.device)
        assert before.proved_at
        assert after.proved_at
        assert after.proved_at > before.proved_at
        browser.cookies.set("session", second)
        assert (await browser.get("/danger")).text == "ana"


async def test_the_api_shows_it_too(club: Club) -> None:
    async with club.visit("ana") as ana, dangerous(club, ana) as browser:
        await ana.grow_stale()
        wrong = await ana.browser.put("/api/v1/session/proof", json={"password": "not hers at all"})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "accounts.wrong_password")
        assert (await ana.browser.put("/api/v1/session/proof", json={"password": PASSWORD})).status_code == 200
        browser.cookies.set("session", ana.browser.cookies["session"])
        assert (await browser.get("/api/v1/danger")).status_code == 200


async def test_of_two_who_show_it_at_once_with_one_cookie_one_goes_on(club: Club) -> None:
    async with club.visit("ana") as ana:
        cookie = {"cookie": f"session={ana.browser.cookies['session']}"}
        async with club.visit() as one, club.visit() as two:
            answers = await asyncio.gather(
                *(
                    visitor.browser.put("/api/v1/session/proof", json={"password": PASSWORD}, headers=cookie)
                    for visitor in (one, two)
                )
            )
            assert sorted(answer.status_code for answer in answers) == [200, 401]
        me = (await ana.browser.get("/api/v1/me", headers=cookie)).status_code
        assert me == 401, "and the old id is nobody's"
        (kept,) = await club.resources.cache.client.keys("session:*")
        assert kept


async def test_a_request_meanwhile_does_not_hold_up_a_renewal(club: Club) -> None:
    async with club.visit("ana") as ana:
        cookie = {"cookie": f"session={ana.browser.cookies['session']}"}
        asked = [ana.browser.get("/api/v1/me", headers=cookie) for _ in range(20)]
        shown = ana.browser.put("/api/v1/session/proof", json={"password": PASSWORD}, headers=cookie)
        answer, *_ = await asyncio.gather(shown, *asked)
        assert answer.status_code == 200


async def test_a_wrong_password_shows_nothing_and_is_not_sent_back(club: Club) -> None:
    async with club.visit("ana") as ana, dangerous(club, ana) as browser:
        await ana.grow_stale()
        answer = await ana.browser.post("/prove", data={"password": "not hers at all", "next": "//evil.test"})
        assert answer.status_code == 422
        assert "This is not your password" in answer.text
        assert "not hers" not in answer.text
        assert 'name="next" value="/"' in answer.text
        assert (await browser.get("/danger")).status_code == 303


async def test_guessing_is_throttled(club: Club) -> None:
    async with club.visit("ana") as ana:
        answers = [await ana.browser.post("/prove", data={"password": f"wrong {n}"}) for n in range(11)]
        assert [answer.status_code for answer in answers] == [422] * 10 + [429]


async def test_who_has_no_password_is_told_how_else(club: Club) -> None:
    async with club.visit("ana") as ana:
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE members SET password_hash = NULL")
        assert 'type="password"' not in (await ana.browser.get("/prove")).text
        assert (await ana.browser.post("/prove", data={"password": ""})).status_code == 422


async def test_a_guest_has_nothing_to_show(club: Club) -> None:
    async with club.visit() as guest:
        assert (await guest.browser.get("/prove")).headers["location"].startswith("/sign-in")
        assert (await guest.browser.post("/prove", data={"password": PASSWORD})).status_code == 401
