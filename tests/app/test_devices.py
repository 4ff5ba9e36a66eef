"""Do people see where they are signed in, and does an end end it at once: one, the others, all, and by a new password?"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import pytest

from exibidos.kernel.ids import new_id
from fixtures_club import PASSWORD, Club, Visitor
from media.pictures import encoded, gradient
from served import served

pytestmark = pytest.mark.anyio
HERE = "/settings/sessions"
NEW = "outra senha ainda mais longa"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@asynccontextmanager
async def devices(club: Club, slug: str, count: int) -> AsyncIterator[list[Visitor]]:
    """Open browsers of one new member."""
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(club.visit(slug))
        opened = [first]
        for _ in range(count - 1):
            visitor = await stack.enter_async_context(club.visit())
            visitor.browser.headers["user-agent"] = FIREFOX
            await signed_in(visitor, slug)
            opened.append(visitor)
        yield opened


async def signed_in(visitor: Visitor, slug: str, password: str = PASSWORD) -> httpx.Response:
    said = {"email": f"{slug}@exibidos.test", "password": password}
    return await visitor.browser.post("/api/v1/session", json=said)


async def listed(visitor: Visitor) -> list[dict[str, Any]]:
    answer = await visitor.browser.get("/api/v1/sessions")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def known(*visitors: Visitor) -> list[bool]:
    return [(await visitor.browser.get("/api/v1/me")).status_code == 200 for visitor in visitors]


async def test_people_see_where_they_are_signed_in(club: Club) -> None:
    async with devices(club, "ana", 2) as (here, there):
        items = await listed(here)
        assert [(one["browser"], one["system"], one["current"]) for one in items if not one["current"]] == [
            ("Firefox", "Linux", False)
        ]
        assert sum(one["current"] for one in items) == 1
        for one in items:
            assert one["id"] not in here.browser.cookies["session"]
        page = (await here.browser.get(HERE)).text
        assert "Firefox · Linux" in page
        assert page.count('/end"') == 1, "there is an end for the other one"
        assert there.browser.cookies["session"] not in page


async def test_the_id_of_a_session_stays_when_it_is_renewed(club: Club) -> None:
    async with devices(club, "ana", 1) as (ana,):
        before = await listed(ana)
        await ana.browser.put("/api/v1/session/proof", json={"password": PASSWORD})
        after = await listed(ana)
        assert [(one["id"], one["started_at"]) for one in before] == [(one["id"], one["started_at"]) for one in after]


@pytest.mark.parametrize("way", ["page", "api"])
async def test_one_is_ended_by_its_person_alone(club: Club, way: str) -> None:
    async with devices(club, "ana", 2) as (here, there), devices(club, "bia", 1) as (bia,), club.visit() as guest:
        (other,) = [one["id"] for one in await listed(here) if not one["current"]]

        async def end(visitor: Visitor, session_id: str) -> int:
            if way == "page":
                return (await visitor.browser.post(f"{HERE}/{session_id}/end")).status_code
            return (await visitor.browser.delete(f"/api/v1/sessions/{session_id}")).status_code

        assert await end(guest, other) == 401
        ended, absent = await end(bia, other), await end(bia, str(new_id()))
        assert ended == absent
        assert await known(here, there, bia) == [True, True, True]
        assert await end(here, other) == (303 if way == "page" else 204)
        assert await known(here, there, bia) == [True, False, True]
        assert len(await listed(here)) == 1


@pytest.mark.parametrize(
    ("method", "path", "stays", "status"),
    [
        ("POST", f"{HERE}/end-others", True, 303),
        ("POST", f"{HERE}/end-all", False, 303),
        ("DELETE", "/api/v1/sessions?others=true", True, 204),
        ("DELETE", "/api/v1/sessions", False, 204),
    ],
)
async def test_others_and_all_are_ended_at_once(club: Club, method: str, path: str, stays: bool, status: int) -> None:
    async with devices(club, "ana", 3) as (here, *others), devices(club, "bia", 1) as (bia,):
        answer = await here.browser.request(method, path)
        assert answer.status_code == status
        assert ("clear-site-data" in answer.headers) != stays
        assert await known(here, *others, bia) == [stays, False, False, True]


async def test_an_old_cookie_cannot_end_what_was_renewed_from_it(club: Club) -> None:
    async with devices(club, "ana", 1) as (ana,), club.visit() as thief:
        thief.browser.cookies.set("session", ana.browser.cookies["session"], domain="club.test")
        await ana.browser.put("/api/v1/session/proof", json={"password": PASSWORD})
        assert (await thief.browser.delete("/api/v1/sessions")).status_code == 401
        await thief.browser.post("/sign-out")
        assert await known(ana, thief) == [True, False]


async def test_a_session_that_somebody_else_put_into_a_browser_is_not_signed_in_by_signing_in(club: Club) -> None:
    """Fixation: the thief knows the cookie that the browser had before; signing in gives it another."""
    async with devices(club, "thief", 1) as (thief,), devices(club, "ana", 1) as (ana,):
        fixed = {"cookie": f"session={thief.browser.cookies['session']}"}
        said = {"email": "ana@exibidos.test", "password": PASSWORD}
        answer = await ana.browser.post("/api/v1/session", json=said, headers=fixed)
        assert answer.cookies["session"] != thief.browser.cookies["session"]
        assert (await thief.browser.get("/api/v1/me")).json()["slug"] == "thief"


@pytest.mark.parametrize("path", ["/sign-out", "/api/v1/session"])
async def test_signing_out_lets_the_browser_forget_its_pages(club: Club, path: str) -> None:
    async with club.visit("ana") as ana:
        answer = await ana.browser.request("DELETE" if "api" in path else "POST", path)
        assert answer.headers["clear-site-data"] == '"cache"'


async def test_a_new_password_leaves_this_browser_and_no_other_nor_any_token(club: Club) -> None:
    async with devices(club, "ana", 3) as (here, *others):
        wish = {"name": "backup", "scopes": ["read"]}
        secret = (await others[0].browser.post("/api/v1/tokens", json=wish)).json()["token"]
        before = here.browser.cookies["session"]
        page = await here.browser.get("/settings/password")
        assert "your personal tokens end" in page.text
        answer = await here.browser.post("/settings/password", data={"password": NEW})
        assert answer.headers["location"] == "/settings/password?notice=password_changed"
        assert await known(here, *others) == [True, False, False]
        assert here.browser.cookies["session"] != before
        async with club.visit() as program:
            bearer = {"authorization": f"Bearer {secret}"}
            assert (await program.browser.get("/api/v1/me", headers=bearer)).status_code == 401
            assert (await signed_in(program, "ana")).status_code == 422
            assert (await signed_in(program, "ana", NEW)).status_code == 200
        async with club.resources.database.read() as tx:
            acts = await tx.values(str, "SELECT act FROM logs.audit ORDER BY seq")
        assert {"member.password_changed", "token.revoked"} <= set(acts)


async def test_a_new_password_keeps_the_rules_of_the_first(club: Club) -> None:
    async with devices(club, "ana", 2) as (here, there):
        for wrong in ("short", "ana@exibidos.test", "x" * 129, "password"):
            answer = await here.browser.post("/settings/password", data={"password": wrong})
            assert answer.status_code == 422, wrong
            assert 'aria-invalid="true"' in answer.text, wrong
            assert wrong not in answer.text or wrong in {"short", "password"}
            assert await known(here, there) == [True, True], wrong


async def test_a_password_is_changed_by_who_has_just_shown_that_it_is_them(club: Club) -> None:
    async with club.visit("ana") as ana:
        await ana.grow_stale()
        asked = await ana.browser.get("/settings/password")
        assert asked.headers["location"] == "/prove?next=%2Fsettings%2Fpassword"
        sent = await ana.browser.post("/settings/password", data={"password": NEW})
        assert sent.headers["location"] == "/prove?next=%2Fsettings%2Fpassword"
        assert (await signed_in(ana, "ana")).status_code == 200


async def test_who_has_no_password_sets_their_first(club: Club) -> None:
    async with club.visit("ana") as ana:
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE members SET password_hash = NULL")
        assert "Your first password" in (await ana.browser.get("/settings/password")).text
        assert (await ana.browser.post("/settings/password", data={"password": NEW})).status_code == 303
        assert (await signed_in(ana, "ana", NEW)).status_code == 200


async def test_a_new_password_ends_another_browsers_open_stream_on_a_real_server(
    club: Club, environ: dict[str, str]
) -> None:
    async with served("web", environ) as web, AsyncExitStack() as stack:
        here, there = [
            await stack.enter_async_context(httpx.AsyncClient(base_url=web.url, timeout=20)) for _ in range(2)
        ]
        async with club.visit("ana") as ana:
            image_id = await ana.upload(encoded(gradient()))
            await ana.decided(image_id)
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE images SET state = 'processing'")  # so that there is something to watch
        said = {"email": "ana@exibidos.test", "password": PASSWORD}
        for browser in (here, there):
            assert (await browser.post("/api/v1/session", json=said)).status_code == 200
        async with there.stream("GET", f"/api/v1/images/{image_id}/events") as stream:
            lines = stream.aiter_lines()
            async with asyncio.timeout(5):
                while "processing" not in await anext(lines):
                    pass
            asked = time.monotonic()
            assert (await here.post("/settings/password", data={"password": NEW})).status_code == 303
            async with asyncio.timeout(5):
                async for _ in lines:
                    pass
            assert time.monotonic() - asked < 5
        assert (await there.get("/api/v1/me")).status_code == 401
        assert (await here.get("/api/v1/me")).status_code == 200
