"""Do throttles count whom they should, wherever people say that they come from, and tell nobody who is a member?"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, cast

import httpx
import msgspec
import pytest

from exibidos.app.resources import Resources
from exibidos.app.web import make_web
from exibidos.platform.settings import Environment, Settings
from fixtures_club import Club, replaced
from reading_mail import verify

pytestmark = pytest.mark.anyio
WRONG = "errada errada"


def tried(email: str) -> dict[str, str]:
    return {"email": email, "password": WRONG}


@asynccontextmanager
async def coming_from(settings: Settings, address: str) -> AsyncIterator[httpx.AsyncClient]:
    """Open a browser at an address of its own, at a club with these settings."""
    web = make_web(settings)
    async with (
        web.lifespan(),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(cast("Any", web), client=(address, 1)), base_url=settings.app.url
        ) as browser,
    ):
        yield browser


# Every throttle that counts an address: what is asked, and how often it may be.
ASKED: dict[str, tuple[str, Callable[[int], dict[str, Any]], int]] = {
    "signing in, here": ("/api/v1/session", lambda _: {"json": tried("ana@exibidos.test")}, 10),
    "signing in, from one network": ("/sign-in", lambda n: {"data": tried(f"{n // 9}@exibidos.test")}, 50),
    "letters": ("/reset", lambda n: {"data": {"email": f"{n}@exibidos.test"}}, 20),
    "calls of the API": ("/api/v1/images", lambda _: {}, 60),
}


@pytest.mark.parametrize("what", ASKED)
async def test_what_a_stranger_writes_into_forwarded_headers_changes_no_throttle(
    settings: Settings, resources: Resources, what: str
) -> None:
    """In production mode, from this very machine: it has no exemption either."""
    path, body, most = ASKED[what]
    if what.startswith("signing in"):
        # What costs an Argon2 each is spent beforehand, but for the last of it.
        who = "ana@exibidos.test from 127.0.0.1" if what.endswith("here") else "127.0.0.1"
        await resources.cache.client.set(f"limit:accounts.sign_in:{who}", most - 2, ex=300)
        most = 2
    production = replaced(settings, app=msgspec.structs.replace(settings.app, env=Environment.PRODUCTION))
    async with coming_from(production, "127.0.0.1") as browser:
        answers = []
        for number in range(most + 1):
            forged = {
                "x-forwarded-for": f"203.0.113.{number}",
                "x-real-ip": f"203.0.113.{number}",
                "forwarded": f"for=203.0.113.{number}",
            }
            method = "GET" if path == "/api/v1/images" else "POST"
            answers.append(await browser.request(method, path, headers=forged, **body(number)))
    assert [answer.status_code == 429 for answer in answers] == [False] * most + [True]
    assert int(answers[-1].headers["retry-after"]) > 0


@pytest.mark.usefixtures("resources")
async def test_a_listed_proxy_says_who_is_counted(settings: Settings) -> None:
    trusting = replaced(settings, app=msgspec.structs.replace(settings.app, trusted_proxies=("127.0.0.1",)))
    async with coming_from(trusting, "127.0.0.1") as browser:
        for number in range(21):
            answer = await browser.post(
                "/reset", data={"email": "ana@exibidos.test"}, headers={"x-forwarded-for": f"203.0.113.{number}"}
            )
            assert answer.status_code == 303


async def test_one_account_is_tried_a_hundred_times_an_hour_from_all_networks_and_nobody_is_told_how_often(
    club: Club,
) -> None:
    async with club.visit() as guest:
        for email in ("ana@exibidos.test", "ninguem@exibidos.test"):
            await club.resources.cache.client.set(f"limit:accounts.sign_in:{email}", 99, ex=1800)
            last = await guest.browser.post("/api/v1/session", json=tried(email))
            over = await guest.browser.post("/api/v1/session", json=tried(email))
            assert (last.status_code, over.status_code) == (422, 429)
            assert last.headers["ratelimit"].count("accounts.sign_in") == 2, "what others spent is not told"


async def test_all_together_try_so_often_that_comparing_leaves_room_for_others(club: Club) -> None:
    async with club.visit() as guest:
        await club.resources.cache.client.set("limit:accounts.sign_in:all", 3_000, ex=60)
        answer = await guest.browser.post("/sign-in", data=tried("ana@exibidos.test"))
        assert answer.status_code == 429
        assert 'action="/sign-in/link"' in answer.text


@pytest.mark.parametrize("path", ["/sign-in", "/api/v1/session"])
async def test_a_sign_in_that_fails_tells_the_same_in_every_header_whoever_was_tried(club: Club, path: str) -> None:
    async with club.visit("ana"), club.visit("bia"), club.visit() as guest:
        await verify(club, "ana")
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE members SET suspended_at = now() WHERE slug = 'bia'")
        told = set()
        for name in ("ana", "bia", "nil"):
            # As for the first who ever asks: what is left counts down with each answer, whoever it is about.
            await club.resources.cache.client.flushdb()
            said = tried(f"{name}@exibidos.test")
            form, body = (said, None) if path == "/sign-in" else (None, said)
            answer = await guest.browser.post(path, data=form, json=body)
            headers = {key: value for key, value in answer.headers.multi_items() if key != "date"}
            told.add((answer.status_code, answer.text.replace(name, "?"), str(sorted(headers.items()))))
        assert len(told) == 1
        assert "ratelimit" in headers
