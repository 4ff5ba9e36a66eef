"""Does a callback that somebody tampered with, or a provider that lies, ever let anybody in?"""

from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import pytest

from exibidos.platform.settings import Settings
from fixtures_club import Club, Visitor
from fixtures_provider import Provider, offering, query_of, sent, vouched

pytestmark = pytest.mark.anyio
BACK = "/sign-in/with/google/callback"
STALE, REFUSED = "stale", "refused"


@pytest.fixture
def settings(settings: Settings, provider: Provider) -> Settings:
    return offering(settings, provider)


async def nobody_is_in(visitor: Visitor, answer: httpx.Response, trouble: str) -> None:
    """Expect the door again, with what went wrong above the form, no session, and no way to join."""
    assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?trouble={trouble}")
    assert "session" not in answer.headers.get("set-cookie", "")
    assert (await visitor.browser.get("/api/v1/me")).status_code == 401
    door = await visitor.browser.get(answer.headers["location"])
    assert 'role="alert"' in door.text
    assert 'name="password"' in door.text


def callback(path: str, **changes: str | None) -> str:
    """Return the way back with some of what the provider said changed, or taken away."""
    said = {**query_of(path), **changes}
    return f"{urlsplit(path).path}?{urlencode({name: value for name, value in said.items() if value is not None})}"


async def test_a_state_that_we_did_not_give_lets_nobody_in(club: Club, provider: Provider) -> None:
    async with club.visit() as ana:
        path = provider.vouch(await sent(ana))
        for state in (None, "", "x" * 43, "\u00e9"):
            await nobody_is_in(ana, await ana.browser.get(callback(path, state=state)), STALE)


async def test_another_browsers_answer_lets_nobody_in(club: Club, provider: Provider) -> None:
    async with club.visit() as ana, club.visit() as mallory:
        path = provider.vouch(await sent(mallory))
        await nobody_is_in(ana, await ana.browser.get(path), STALE)
        await sent(ana)  # now this browser is known too, but by another secret
        path = provider.vouch(await sent(mallory))
        await nobody_is_in(ana, await ana.browser.get(path), STALE)


async def test_an_answer_is_heard_once(club: Club, provider: Provider) -> None:
    async with club.visit() as ana:
        path = provider.vouch(await sent(ana))
        assert (await ana.browser.get(path)).headers["location"].startswith("/join/with")
        await nobody_is_in(ana, await ana.browser.get(path), STALE)


async def test_a_state_ends_after_ten_minutes(club: Club, provider: Provider) -> None:
    async with club.visit() as ana:
        path = provider.vouch(await sent(ana))
        client = club.resources.cache.client
        (key,) = await client.keys("challenge:errand:*")
        assert 0 < await client.ttl(key) <= 600
        await client.expire(key, 0)
        await nobody_is_in(ana, await ana.browser.get(path), STALE)


async def test_a_code_is_redeemed_once(club: Club, provider: Provider) -> None:
    async with club.visit() as ana:
        first = provider.vouch(await sent(ana))
        await ana.browser.get(first)
        again = provider.vouch(await sent(ana))
        stolen = callback(again, code=query_of(first)["code"])
        await nobody_is_in(ana, await ana.browser.get(stolen), REFUSED)


async def test_the_code_of_another_errand_fails_its_pkce_challenge(club: Club, provider: Provider) -> None:
    async with club.visit() as ana, club.visit() as mallory:
        theirs = query_of(provider.vouch(await sent(mallory)))["code"]
        mine = provider.vouch(await sent(ana))
        await nobody_is_in(ana, await ana.browser.get(callback(mine, code=theirs)), REFUSED)


async def test_the_code_of_another_client_is_refused(club: Club, provider: Provider) -> None:
    async with club.visit() as ana:
        address = await sent(ana)
        other = httpx.URL(address).copy_set_param("client_id", "another-club")
        await nobody_is_in(ana, await ana.browser.get(provider.vouch(str(other))), REFUSED)


async def test_an_answer_of_one_provider_is_not_heard_at_the_door_of_another(club: Club, provider: Provider) -> None:
    async with club.visit() as ana:
        path = provider.vouch(await sent(ana, "house"))
        moved = path.replace("/with/house/", "/with/google/")
        await nobody_is_in(ana, await ana.browser.get(moved), STALE)


CHANGES: list[tuple[str, dict[str, str | None]]] = [
    ("house", {"iss": "https://evil.test"}),
    ("house", {"iss": None}),  # it announces that it always says so (RFC 9207)
    ("google", {"iss": "https://evil.test"}),
    ("x", {"iss": "https://evil.test"}),
    ("google", {"code": None}),
    ("google", {"code": "made-up"}),
    ("google", {"code": "\u00e9\n"}),
    ("google", {"error": "server_error"}),
]


async def test_an_answer_that_was_changed_on_its_way_is_refused(club: Club, provider: Provider) -> None:
    async with club.visit() as ana:
        for name, changes in CHANGES:
            path = provider.vouch(await sent(ana, name))
            await nobody_is_in(ana, await ana.browser.get(callback(path, **changes)), REFUSED)


LIES: dict[str, dict[str, Any]] = {
    "another nonce": {"claims": {"nonce": "of another browser"}},
    "no nonce": {"claims": {"nonce": None}},
    "another audience": {"claims": {"aud": "another-club"}},
    "two audiences and nobody named": {"claims": {"aud": ["club-google", "another-club"]}},
    "two audiences and another one named": {"claims": {"aud": ["club-google", "another"], "azp": "another"}},
    "one audience and another one named": {"claims": {"azp": "another-club"}},
    "no audience": {"claims": {"aud": None}},
    "another issuer": {"claims": {"iss": "https://accounts.google.com"}},
    "the issuer with a slash": {"claims": {"iss": "{url}/google/"}},
    "no issuer": {"claims": {"iss": None}},
    "expired": {"claims": {"exp": 1_700_000_000}},
    "no end": {"claims": {"exp": None}},
    "an end that is no number": {"claims": {"exp": "tomorrow"}},
    "an end that is true": {"claims": {"exp": True}},
    "issued tomorrow": {"claims": {"iat": 4_000_000_000}},
    "not issued": {"claims": {"iat": None}},
    "not yet": {"claims": {"nbf": 4_000_000_000}},
    "no subject": {"claims": {"sub": None}},
    "an empty subject": {"claims": {"sub": ""}},
    "a subject that is a number": {"claims": {"sub": 1001}},
    "a subject that is too long": {"claims": {"sub": "1" * 256}},
    "a subject with a line feed": {"claims": {"sub": "1\n2"}},
    "the hash of another access token": {"claims": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
    "no signature": {"signed": "none"},
    "signed with the public key as the secret": {"signed": "HS256"},
    "signed by another key": {"signed": "stranger"},
    "signed by a key that is not there": {"kid": "k404"},
    "no ID token": {"answer": {"id_token": ""}},
    "an ID token that is none": {"answer": {"id_token": "a.b.c"}},
    "keys that are none": {"rotate": True, "jwks": {"keys": [{"kty": "RSA", "kid": "k1"}]}},
}


async def test_an_id_token_that_does_not_hold_lets_nobody_in(club: Club, provider: Provider) -> None:
    """One club hears them all: each takes a hundredth of the time that a club of its own would."""
    async with club.visit() as ana:
        for told in LIES.values():
            claims = {name: _filled(value, provider) for name, value in told.get("claims", {}).items()}
            provider.says(**{**told, "claims": claims})
            await nobody_is_in(ana, await vouched(ana, provider), REFUSED)


def _filled(value: object, provider: Provider) -> object:
    return value.format(url=provider.url) if isinstance(value, str) else value
