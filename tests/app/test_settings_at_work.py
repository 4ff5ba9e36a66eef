"""Does each setting that changes what people get do so?"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import get_args, get_type_hints

import httpx
import msgspec
import pytest

from exibidos.app.web import make_web
from exibidos.kernel.signing import Signer
from exibidos.platform.settings import App, Session, Settings
from exibidos.platform.text import LOCALES
from fixtures_club import PASSWORD, Club, replaced, transport_to
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def guest_at(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    web = make_web(settings)
    async with (
        web.lifespan(),
        httpx.AsyncClient(transport=transport_to(web, raises=False), base_url=settings.app.url) as guest,
    ):
        yield guest


def with_app(settings: Settings, **changes: object) -> Settings:
    return replaced(settings, app=msgspec.structs.replace(settings.app, **changes))


def test_the_club_may_speak_each_language_that_has_a_catalogue() -> None:
    assert get_args(get_type_hints(App)["locale"]) == LOCALES


@pytest.mark.parametrize("locale", LOCALES)
async def test_who_asks_for_no_language_gets_the_clubs(club: Club, locale: str) -> None:
    async with guest_at(with_app(club.settings, locale=locale)) as guest:
        assert f'<html lang="{locale}">' in (await guest.get("/", headers={"accept-language": "xx"})).text
        assert '<html lang="en">' in (await guest.get("/", headers={"accept-language": "en"})).text


async def test_a_listed_origin_may_use_the_api_without_cookies(club: Club) -> None:
    async with guest_at(with_app(club.settings, cors_origins=("https://friend.test",))) as guest:
        friend = await guest.get("/api/v1/images", headers={"origin": "https://friend.test"})
        assert friend.headers["access-control-allow-origin"] == "https://friend.test"
        assert "access-control-allow-credentials" not in friend.headers
        other = await guest.get("/api/v1/images", headers={"origin": "https://other.test"})
        assert "access-control-allow-origin" not in other.headers


@pytest.mark.parametrize("site", ["same-site", "cross-site", None])
async def test_a_listed_origin_neither_uses_a_cookie_nor_sends_forms(club: Club, site: str | None) -> None:
    """One below the club's own domain would be sent the cookie, and a form of it could sign people in as somebody else."""
    there = {"origin": "https://tools.club.test", **({"sec-fetch-site": site} if site else {})}
    async with (
        guest_at(with_app(club.settings, cors_origins=("https://tools.club.test",))) as guest,
        club.visit("ana") as ana,
    ):
        who = {"email": "ana@exibidos.test", "password": PASSWORD}
        assert (await guest.post("/api/v1/session", json=who, headers=there)).status_code == 200
        guest.cookies.clear()
        for path in ("/sign-in", "//api/../sign-in", "/sign-out"):
            assert (await guest.post(path, data=who, headers=there)).status_code == 403, path
        cookie = {"cookie": f"session={ana.browser.cookies['session']}"}
        assert (await guest.delete("/api/v1/session", headers={**there, **cookie})).status_code == 403
        assert (await ana.browser.get("/api/v1/me")).status_code == 200


async def test_nobody_else_reads_across_origins_by_default(club: Club) -> None:
    async with guest_at(club.settings) as guest:
        answer = await guest.get("/api/v1/images", headers={"origin": "https://friend.test"})
        assert not [name for name in answer.headers if name.startswith("access-control")]


async def test_pictures_are_addressed_at_the_cdn_and_the_page_may_load_them(club: Club) -> None:
    async with club.visit("ana") as ana:
        image_id = await ana.upload(encoded(gradient()))
        direct = (await ana.decided(image_id))["urls"]["feed"]
    cdn = msgspec.structs.replace(club.settings.cdn, image_base="https://cdn.test/")
    async with guest_at(replaced(club.settings, cdn=cdn)) as guest:
        page = await guest.get("/")
        assert 'src="https://cdn.test/i/' in page.text
        assert "img-src 'self' data: blob: https://cdn.test;" in page.headers["content-security-policy"]
        url = (await guest.get(f"/api/v1/images/{image_id}")).json()["urls"]["feed"]
        assert url.replace("https://cdn.test", club.settings.media.url) == direct, "it asks our origin for the same URL"


@pytest.mark.parametrize("debug", [True, False])
async def test_only_debug_shows_insides(club: Club, debug: bool) -> None:
    settings = with_app(club.settings, debug=debug)
    web = make_web(settings)
    async with (
        web.lifespan(),
        httpx.AsyncClient(transport=transport_to(web, raises=False), base_url=settings.app.url) as guest,
    ):
        web.state["resources"] = None  # what nobody foresaw
        answer = await guest.get("/api/v1/images", headers={"cookie": "session=x"})
    assert answer.status_code == 500
    assert ("Traceback" in answer.text) == debug


def test_what_the_former_secret_signed_stays_valid_while_it_is_rotated_out(settings: Settings) -> None:
    def signer(secret: str, previous: str = "") -> Signer:
        session = Session(secret=secret, secret_previous=previous)
        return Signer(replaced(settings, session=session).signing_secrets)

    old, new = "o" * 64, "n" * 64
    key_id, tag = signer(old).sign("cursor", "body")
    assert signer(new, old).verify(key_id, tag, "cursor", "body")
    assert not signer(new).verify(key_id, tag, "cursor", "body")
    assert signer(new, old).sign("cursor", "body") == signer(new).sign("cursor", "body")
