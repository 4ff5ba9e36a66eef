"""Does somebody join without ever choosing a password, and come back by a passkey, by a letter, or by a password that they chose later?"""

import re
from typing import Any

import httpx
import pytest

from authenticator import Device
from fixtures_club import Club, Visitor
from joiners import HERE, form, letter, members, token_in
from reading_mail import link_to
from reading_mail import token_in as token_of

pytestmark = pytest.mark.anyio
PASSKEYS, PASSWORD = "/settings/passkeys", "uma senha de depois"
MONTH = 30 * 86_400


@pytest.fixture
def environ(environ: dict[str, str], request: pytest.FixtureRequest) -> dict[str, str]:
    return {**environ, "ACCOUNTS_REQUIRE_VERIFIED": "true", **getattr(request, "param", {})}


async def begin(visitor: Visitor, slug: str, **said: str) -> httpx.Response:
    whole = {**form(slug), "by_passkey": "on", **said}
    del whole["password"]
    answer = await visitor.browser.post("/join", data=whole)
    assert answer.headers.get("location") == "/join/sent", answer.text
    assert f"Max-Age={MONTH}" in answer.headers["set-cookie"]
    return answer


async def comes_in(club: Club, visitor: Visitor, slug: str, number: int = 1) -> None:
    await begin(visitor, slug)
    answer = await visitor.browser.post(HERE, data={"link": await token_in(club, number=number)})
    assert answer.headers["location"] == f"{PASSKEYS}?notice=welcome"


async def makes(visitor: Visitor, device: Device) -> str:
    options = (await visitor.browser.post("/api/v1/passkeys/options", json={})).json()
    answer = await visitor.browser.post("/api/v1/passkeys", json={"name": "Phone", "credential": device.made(options)})
    assert answer.status_code == 201, answer.text
    made: str = answer.json()["id"]
    return made


async def shows(visitor: Visitor, device: Device) -> httpx.Response:
    options = (await visitor.browser.post("/api/v1/session/passkey/options", json={})).json()
    return await visitor.browser.post("/api/v1/session/passkey", json={"credential": device.shown(options)})


async def proves(visitor: Visitor, device: Device) -> None:
    options = (await visitor.browser.post("/api/v1/session/proof/passkey/options", json={})).json()
    said = {"credential": device.shown(options)}
    assert (await visitor.browser.put("/api/v1/session/proof/passkey", json=said)).status_code == 200


async def me(visitor: Visitor) -> Any:
    answer = await visitor.browser.get("/api/v1/me")
    return answer.json()["slug"] if answer.status_code == 200 else None


async def test_a_life_without_a_password_until_one_is_wanted(club: Club) -> None:
    device = Device()
    async with club.visit() as ana, club.visit() as phone:
        await comes_in(club, ana, "ana")
        assert "Almost there" in (await ana.browser.get(PASSKEYS)).text
        made = await makes(ana, device)
        assert "Almost there" not in (await ana.browser.get(PASSKEYS)).text
        assert (await shows(phone, device)).status_code == 200
        assert await me(phone) == "ana"

        kept = await ana.browser.post(f"{PASSKEYS}/{made}/remove")
        assert kept.status_code == 409, "it is the last way in"
        await ana.grow_stale()
        assert (await ana.browser.get("/settings/password")).headers["location"].startswith("/prove")
        page = (await ana.browser.get("/prove")).text
        assert 'name="password"' not in page
        await proves(ana, device)
        answer = await ana.browser.post("/settings/password", data={"password": PASSWORD})
        assert answer.headers["location"] == "/settings/password?notice=password_changed"
        said = {"email": "ana@exibidos.test", "password": PASSWORD}
        assert (await phone.browser.post("/api/v1/session", json=said)).status_code == 200
        removed = await ana.browser.post(f"{PASSKEYS}/{made}/remove")
        assert removed.headers["location"] == f"{PASSKEYS}?notice=passkey_removed"


async def test_who_has_lost_the_passkey_or_made_none_comes_back_by_a_letter(club: Club) -> None:
    async with club.visit() as ana, club.visit() as phone:
        await comes_in(club, ana, "ana")
        for password in ("", "uma senha bem longa"):
            said = {"email": "ana@exibidos.test", "password": password}
            assert (await phone.browser.post("/api/v1/session", json=said)).status_code == 422
        await phone.browser.post("/sign-in/link", data={"email": "ana@exibidos.test"})
        token = token_of(await link_to(club, "ana@exibidos.test", "accounts_sign_in"))
        await phone.browser.post("/sign-in/link/open", data={"token": token})
        assert await me(phone) == "ana"
        await phone.browser.post("/reset", data={"email": "ana@exibidos.test"})
        token = token_of(await link_to(club, "ana@exibidos.test", "accounts_reset"))
        await phone.browser.post("/reset/new", data={"token": token, "password": PASSWORD})
        said = {"email": "ana@exibidos.test", "password": PASSWORD}
        assert (await phone.browser.post("/api/v1/session", json=said)).status_code == 200


async def test_no_other_browser_finishes_it_not_even_without_a_password(club: Club) -> None:
    async with club.visit() as mallory, club.visit() as ana:
        await begin(mallory, "mallory", email="ana@exibidos.test")
        link = await token_in(club)
        page = (await ana.browser.get(HERE, params={"link": link})).text
        assert "in the browser in which you joined" in page
        assert "/join/letter/not-me" in page
        assert not re.search(r'action="/join/letter"', page)
        for password in ("", "uma senha bem longa"):
            answer = await ana.browser.post(HERE, data={"link": link, "password": password})
            assert answer.status_code == 422
        assert await members(club) == 0


async def test_what_else_was_wrong_comes_back_with_the_choice(club: Club) -> None:
    async with club.visit() as ana:
        whole = {**form("ana"), "by_passkey": "on", "terms": ""}
        answer = await ana.browser.post("/join", data=whole)
        assert answer.status_code == 422
        assert re.search(r'name="by_passkey" value="on" checked', answer.text)
        wrong = await ana.browser.post("/join", data={**form("ana"), "password": ""})
        assert wrong.status_code == 422, "who does not ask for it needs a password"


@pytest.mark.parametrize("environ", [{"ACCOUNTS_REQUIRE_VERIFIED": "false"}], indirect=True)
async def test_a_club_that_proves_no_address_writes_a_letter_all_the_same(club: Club) -> None:
    async with club.visit() as ana:
        await begin(ana, "ana")
        assert await me(ana) is None
        await letter(club, "join")
