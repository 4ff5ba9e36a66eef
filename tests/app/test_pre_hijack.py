"""Do the five ways to take an account before its owner has it fail here? Of "Pre-hijacked accounts" (Sudhodanan, Paverd; USENIX 2022)."""

from typing import Any

import pytest

from authenticator import Device
from exibidos.platform.settings import Settings
from fixtures_club import PASSWORD, Club, Visitor
from fixtures_provider import Provider, joins_with, offering, sent, vouched
from joiners import HERE, begin, members
from joiners import token_in as token_to_join
from reading_mail import link_to, token_in

pytestmark = pytest.mark.anyio
ANAS, MALLORYS = "ana@provider.test", "mallory@exibidos.test"
NEW = "outra senha bem longa"
LINKED = "/settings/linked"


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """Return the environment of a club that proves addresses, as clubs do."""
    return {**environ, "ACCOUNTS_REQUIRE_VERIFIED": "true"}


@pytest.fixture
def settings(settings: Settings, provider: Provider) -> Settings:
    return offering(settings, provider)


async def me(visitor: Visitor) -> Any:
    """Return whom this browser is signed in as, None for nobody."""
    answer = await visitor.browser.get("/api/v1/me")
    return answer.json()["slug"] if answer.status_code == 200 else None


async def joined(club: Club, visitor: Visitor, slug: str, email: str, *, letter: int = 1) -> None:
    await begin(visitor, slug, email=email)
    await visitor.browser.post(HERE, data={"link": await token_to_join(club, number=letter)})
    assert await me(visitor) == slug


async def signs_in(visitor: Visitor, email: str, password: str = PASSWORD) -> bool:
    answer = await visitor.browser.post("/api/v1/session", json={"email": email, "password": password})
    return answer.status_code == 200


async def resets(club: Club, visitor: Visitor, email: str) -> None:
    await visitor.browser.post("/reset", data={"email": email})
    token = token_in(await link_to(club, email, "accounts_reset"))
    answer = await visitor.browser.post("/reset/new", data={"token": token, "password": NEW})
    assert answer.headers["location"] == "/sign-in?notice=password_new"


def of(provider: Provider, subject: str, **person: Any) -> Provider:
    """Let the provider vouch for somebody else."""
    provider.says(person={"sub": subject, "email": f"{subject}@provider.test", **person})
    return provider


async def links(visitor: Visitor, provider: Provider) -> None:
    path = provider.vouch(await sent(visitor, path=f"{LINKED}/with/"))
    assert (await visitor.browser.get(path)).headers["location"] == f"{LINKED}?notice=linked"


async def test_classic_federated_merge_fails(club: Club, provider: Provider) -> None:
    """Mallory signs up with Ana's address and a password, and Ana comes by Google: nothing of the one becomes the other's."""
    async with club.visit() as mallory, club.visit() as ana:
        await begin(mallory, "mallory", email=ANAS)
        await joins_with(mallory, of(provider, "666"), "mallory", "x", email=ANAS)
        provider.says()
        assert (await joins_with(ana, provider, "ana")).headers["location"] == "/?notice=welcome"
        assert await me(ana) == "ana"
        assert not await signs_in(mallory, ANAS)
        assert (await vouched(mallory, of(provider, "666"), "x")).headers["location"].startswith("/join/with")
        assert await me(mallory) is None
        assert await members(club) == 1


async def test_unexpired_session_fails(club: Club, provider: Provider) -> None:
    """Mallory is signed in while Ana resets the password: her session, and a provider's answer that it still waits for, are over."""
    async with club.visit() as mallory, club.visit() as ana:
        await begin(mallory, "mallory", email=ANAS)
        await token_to_join(club)  # her letter is the older one
        assert await me(mallory) is None  # a wish opens no session that could stay open
        await joined(club, ana, "ana", ANAS, letter=2)
        assert await signs_in(mallory, ANAS)
        waiting = of(provider, "666").vouch(await sent(mallory, path=f"{LINKED}/with/"))
        await resets(club, ana, ANAS)
        assert await me(mallory) is None
        assert (await mallory.browser.get(waiting)).headers["location"] == f"{LINKED}?trouble=stale"
        assert (await vouched(mallory, of(provider, "666"))).headers["location"].startswith("/join/with")


async def test_trojan_identifier_fails_at_the_letter(club: Club, provider: Provider) -> None:
    """Ana opens the letter that Mallory caused: her browser finishes nothing, so Mallory's identity opens nothing."""
    async with club.visit() as mallory, club.visit() as ana:
        await joins_with(mallory, of(provider, "666"), "mallory", "x", email=ANAS)
        link = await token_to_join(club)
        page = await ana.browser.get(HERE, params={"link": link})
        assert "in the browser in which you joined" in page.text
        assert (await ana.browser.post(HERE, data={"link": link})).status_code == 422
        assert await members(club) == 0
        assert (await vouched(mallory, provider, "x")).headers["location"].startswith("/join/with")


async def test_trojan_identifier_fails_at_the_reset(club: Club, provider: Provider) -> None:
    """Ana is led to prove her address for Mallory's account, and makes it hers: the ways in from before the proof go, hers stays."""
    device = Device()
    async with club.visit() as mallory, club.visit() as ana, club.visit() as phone:
        await joined(club, mallory, "mallory", MALLORYS)
        await links(mallory, of(provider, "666"))
        options = (await mallory.browser.post("/api/v1/passkeys/options", json={})).json()
        said = {"name": "Mallory's", "credential": device.made(options)}
        assert (await mallory.browser.post("/api/v1/passkeys", json=said)).status_code == 201
        await mallory.browser.post("/settings/account", data={"email": ANAS})
        assert await signs_in(ana, MALLORYS)
        token = token_in(await link_to(club, ANAS, "accounts_email"))
        answer = await ana.browser.post("/settings/account/confirm", data={"token": token})
        assert answer.headers["location"] == "/settings/account?notice=email_changed"
        await links(ana, of(provider, "777"))

        await resets(club, ana, ANAS)
        assert (await vouched(mallory, of(provider, "666"))).headers["location"].startswith("/join/with")
        options = (await mallory.browser.post("/api/v1/session/passkey/options", json={})).json()
        shown = {"credential": device.shown(options)}
        assert (await mallory.browser.post("/api/v1/session/passkey", json=shown)).status_code == 422
        assert await me(mallory) is None
        await vouched(phone, of(provider, "777"))
        assert await me(phone) == "mallory"  # the account that is Ana's now
    async with club.resources.database.read() as tx:
        acts = await tx.values(str, "SELECT act FROM logs.audit WHERE act IN ('identity.unlinked', 'passkey.removed')")
    assert sorted(acts) == ["identity.unlinked", "passkey.removed"]


async def test_unexpired_email_change_fails(club: Club) -> None:
    """Mallory asks for another address and keeps the letter until Ana has reset the password: it opens nothing any more."""
    async with club.visit() as mallory, club.visit() as ana:
        await joined(club, ana, "ana", ANAS)
        assert await signs_in(mallory, ANAS)
        await mallory.browser.post("/settings/account", data={"email": MALLORYS})
        kept = token_in(await link_to(club, MALLORYS, "accounts_email"))
        await resets(club, ana, ANAS)
        answer = await mallory.browser.post("/settings/account/confirm", data={"token": kept})
        assert answer.status_code == 401
        assert await signs_in(ana, ANAS, NEW)
        assert (await ana.browser.post("/settings/account/confirm", data={"token": kept})).status_code == 422
    async with club.resources.database.read() as tx:
        assert await tx.values(str, "SELECT email FROM members") == [ANAS]


async def test_non_verifying_provider_fails(club: Club, provider: Provider) -> None:
    """It says that Mallory's address is Dona's, and verified. The answer is as for an address that nobody has; only Dona gets a letter."""
    async with club.visit() as dona, club.visit() as mallory, club.visit() as other:
        await joined(club, dona, "dona", "dona@exibidos.test")
        of(provider, "666", email="dona@exibidos.test", email_verified=True)
        answer = await joins_with(mallory, provider, "mallory", "house", email="dona@exibidos.test")
        of(provider, "3003", email="nobody@exibidos.test")
        same = await joins_with(other, provider, "other", "house", email="nobody@exibidos.test")
        assert (answer.status_code, answer.headers["location"]) == (same.status_code, same.headers["location"])
        assert answer.headers["location"] == "/join/sent"
        assert await me(mallory) is None
        assert await members(club) == 1
