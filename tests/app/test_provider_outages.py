"""What happens while a provider is down, slow, or talks nonsense? A clear page, the other ways in, and nobody let in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec
import pytest

from exibidos.app.web import make_web
from exibidos.platform.settings import Settings
from fixtures_club import PASSWORD, Club, joining, replaced, transport_to
from fixtures_provider import Provider, joins_with, offering, vouched

pytestmark = pytest.mark.anyio
DISCOVERY = ".well-known/openid-configuration"
NOWHERE = "http://127.0.0.1:1"  # tcpmux: nothing listens there


@pytest.fixture
def settings(settings: Settings, provider: Provider) -> Settings:
    return offering(settings, provider)


@asynccontextmanager
async def browsing(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    web = make_web(settings)
    async with web.lifespan(), httpx.AsyncClient(transport=transport_to(web), base_url=settings.app.url) as browser:
        yield browser


async def test_a_provider_that_is_down_leaves_the_other_ways_in(club: Club, provider: Provider) -> None:
    provider.says(at={DISCOVERY: {"status": 503}})
    async with club.visit() as ana:
        await ana.browser.post("/api/v1/members", json=joining("ana"))
        assert (await ana.browser.post("/settings/linked/with/google")).headers["location"] == (
            "/settings/linked?trouble=away"
        )
        await ana.browser.post("/sign-out")
        answer = await ana.browser.post("/sign-in/with/google", data={"next": "/upload"})
        assert answer.headers["location"] == "/sign-in?trouble=away&next=%2Fupload"
        page = await ana.browser.get(answer.headers["location"])
        assert "does not answer" in page.text
        said = {"email": "ana@exibidos.test", "password": PASSWORD}
        assert (await ana.browser.post("/sign-in", data=said)).headers["location"] == "/?notice=signed_in"
    provider.says()
    async with club.visit() as bia:
        await joins_with(bia, provider, "bia")  # back by itself
        assert (await bia.browser.get("/api/v1/me")).json()["slug"] == "bia"


NONSENSE: list[tuple[str, dict[str, Any], str]] = [
    (DISCOVERY, {"body": "<html>"}, "away"),
    (DISCOVERY, {"body": "[]"}, "away"),
    (DISCOVERY, {"body": "\u00ff", "status": 200}, "away"),
    (DISCOVERY, {"body": " " * 1024, "times": 300}, "away"),  # more than a quarter of a megabyte
    (DISCOVERY, {"redirect": "http://127.0.0.1:1/"}, "away"),  # nobody is led elsewhere
]
LATER: list[tuple[str, str, dict[str, Any], str]] = [
    ("google", "token", {"status": 500}, "away"),
    ("google", "token", {"body": "nonsense"}, "away"),
    ("google", "token", {"status": 400, "body": "nonsense"}, "away"),
    ("google", "token", {"status": 302, "body": "{}"}, "away"),
    ("google", "token", {"body": '{"id_token": 5}'}, "away"),
    ("x", "2/oauth2/token", {"body": '{"access_token": "a\\nb"}'}, "refused"),
    ("x", "2/oauth2/token", {"body": '{"access_token": "stranger"}'}, "away"),
    ("x", "2/users/me", {"body": '{"errors": []}'}, "away"),
    ("x", "2/users/me", {"body": '{"data": {"id": "not a number"}}'}, "away"),
    ("x", "2/users/me", {"status": 429}, "away"),
]


async def test_a_provider_that_talks_nonsense_is_not_there(club: Club, provider: Provider) -> None:
    async with club.visit() as ana:
        for path, told, trouble in NONSENSE:
            provider.says(at={path: told})
            answer = await ana.browser.post("/sign-in/with/google")
            assert answer.headers["location"] == f"/sign-in?trouble={trouble}", told
        for name, path, told, trouble in LATER:
            provider.says(at={path: told})
            answer = await vouched(ana, provider, name)
            assert answer.headers["location"] == f"/sign-in?trouble={trouble}", told
        assert (await ana.browser.get("/api/v1/me")).status_code == 401


async def test_a_discovery_that_names_another_issuer_is_refused(club: Club, provider: Provider) -> None:
    async with club.visit() as ana:
        for told in ({"issuer": "https://accounts.google.com"}, {"token_endpoint": "file:///etc/passwd"}):
            provider.says(discovery=told)
            answer = await ana.browser.post("/sign-in/with/google")
            assert answer.headers["location"] == "/sign-in?trouble=refused"


async def test_keys_that_were_changed_are_asked_for_anew_and_others_are_not(club: Club, provider: Provider) -> None:
    async with club.visit() as first, club.visit() as second:
        await joins_with(first, provider, "ana")
        provider.says()
        await vouched(second, provider)
        assert provider.asked() == ["authorize", "token"]
        provider.says(rotate=True)
        answer = await vouched(second, provider)
        assert answer.headers["location"] == "/?notice=signed_in"
        assert provider.asked() == ["authorize", "token", "jwks"]


async def test_a_provider_without_a_listener_and_an_address_that_is_none_are_away(
    club: Club, provider: Provider
) -> None:
    google = provider.settings()
    for issuer in (NOWHERE, "http://[::bad"):
        settings = replaced(club.settings, oauth=msgspec.structs.replace(google, google_issuer=issuer))
        async with browsing(settings) as guest:
            answer = await guest.post("/sign-in/with/google")
            assert answer.headers["location"] == "/sign-in?trouble=away"
