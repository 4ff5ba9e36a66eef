"""Do members link and unlink accounts elsewhere, each their own, and never lock themselves out?"""

import asyncio
import re

import pytest

from exibidos.kernel.ids import new_id
from exibidos.platform.settings import Settings
from fixtures_club import Club, Visitor
from fixtures_provider import Provider, joins_with, offering, sent, vouched

pytestmark = pytest.mark.anyio
HERE = "/settings/linked"


@pytest.fixture
def settings(settings: Settings, provider: Provider) -> Settings:
    return offering(settings, provider)


async def linked(visitor: Visitor) -> list[str]:
    """Return the ids of what a member's page lists."""
    page = await visitor.browser.get(HERE)
    assert page.status_code == 200
    return re.findall(r"/settings/linked/([0-9a-f-]{36})/unlink", page.text)


async def link(visitor: Visitor, provider: Provider, name: str = "google") -> str:
    """Link an account elsewhere and return where that leads."""
    path = provider.vouch(await sent(visitor, name, path=f"{HERE}/with/"))
    return (await visitor.browser.get(path)).headers["location"]


async def test_what_is_linked_opens_the_account_beside_the_password(club: Club, provider: Provider) -> None:
    async with club.visit("ana") as ana, club.visit() as phone:
        assert await link(ana, provider) == f"{HERE}?notice=linked"
        assert await link(ana, provider) == f"{HERE}?notice=linked"  # twice is once
        page = (await ana.browser.get(HERE)).text
        assert "Google" in page
        assert "ana@provider.test" in page
        assert len(await linked(ana)) == 1
        await vouched(phone, provider)
        assert (await phone.browser.get("/api/v1/me")).json()["slug"] == "ana"


async def test_unlinked_it_opens_nothing(club: Club, provider: Provider) -> None:
    async with club.visit("ana") as ana, club.visit() as phone:
        await link(ana, provider)
        (identity,) = await linked(ana)
        answer = await ana.browser.post(f"{HERE}/{identity}/unlink")
        assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?notice=unlinked")
        assert await linked(ana) == []
        assert (await vouched(phone, provider)).headers["location"].startswith("/join/with")


async def test_somebody_elses_account_is_not_linked_and_whose_it_is_not_told(club: Club, provider: Provider) -> None:
    async with club.visit("ana") as ana, club.visit("caio") as caio:
        await link(ana, provider)
        assert await link(caio, provider) == f"{HERE}?trouble=taken"
        page = (await caio.browser.get(f"{HERE}?trouble=taken")).text
        assert "already opens an account here" in page
        assert ">Ana<" not in page
        assert await linked(caio) == []


async def test_the_last_way_in_stays(club: Club, provider: Provider) -> None:
    async with club.visit() as ana:
        await joins_with(ana, provider, "ana")
        (identity,) = await linked(ana)
        answer = await ana.browser.post(f"{HERE}/{identity}/unlink")
        assert answer.status_code == 409
        assert 'role="alert"' in answer.text
        assert await linked(ana) == [identity]


async def test_of_two_last_ways_taken_at_once_one_stays(club: Club, provider: Provider) -> None:
    async with club.visit() as ana:
        await joins_with(ana, provider, "ana")
        await link(ana, provider, "x")
        both = await linked(ana)
        answers = await asyncio.gather(*(ana.browser.post(f"{HERE}/{identity}/unlink") for identity in both))
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        assert len(await linked(ana)) == 1


async def test_nobody_unlinks_what_is_anothers_or_nobodys(club: Club, provider: Provider) -> None:
    async with club.visit("ana") as ana, club.visit("caio") as caio, club.visit() as guest:
        await link(ana, provider)
        (identity,) = await linked(ana)
        for path in (f"{HERE}/{identity}/unlink", f"{HERE}/{new_id()}/unlink"):
            assert (await caio.browser.post(path)).status_code == 404
        assert (await guest.browser.post(f"{HERE}/{identity}/unlink")).status_code == 401
        assert len(await linked(ana)) == 1


async def test_linking_asks_first_who_it_is(club: Club, provider: Provider) -> None:
    async with club.visit("ana") as ana, club.visit() as guest:
        await club.resources.cache.client.flushdb()
        await ana.browser.post(
            "/api/v1/session", json={"email": "ana@exibidos.test", "password": "uma senha bem longa"}
        )
        await forget_proof(club)
        assert (await ana.browser.get(HERE)).headers["location"].startswith("/prove")
        assert (await ana.browser.post(f"{HERE}/with/google")).status_code in {303, 403}
        assert provider.asked() == []
        assert (await guest.browser.post(f"{HERE}/with/google")).status_code == 401


async def forget_proof(club: Club) -> None:
    """Let half an hour pass since anybody showed who they are."""
    client = club.resources.cache.client
    for key in await client.keys("session:*"):
        kept = await client.get(key)
        assert isinstance(kept, bytes)
        await client.set(key, re.sub(rb'"proved_at":"[^"]*"', b'"proved_at":null', kept), keepttl=True)


async def test_another_site_links_nothing(club: Club, provider: Provider) -> None:
    async with club.visit("ana") as ana:
        answer = await ana.browser.post(f"{HERE}/with/google", headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 403
        assert provider.asked() == []


async def test_an_answer_links_only_whom_it_was_asked_for(club: Club, provider: Provider) -> None:
    """A member who signs out on the way, and whoever signs in then at the same browser, are linked to nothing."""
    async with club.visit("ana") as ana, club.visit("caio") as caio:
        path = provider.vouch(await sent(ana, path=f"{HERE}/with/"))
        await ana.browser.post("/sign-out")
        assert (await ana.browser.get(path)).headers["location"] == f"{HERE}?trouble=stale"
        path = provider.vouch(await sent(caio, path=f"{HERE}/with/"))
        caio.browser.cookies.delete("session")
        await caio.browser.post(
            "/api/v1/session", json={"email": "ana@exibidos.test", "password": "uma senha bem longa"}
        )
        assert (await caio.browser.get(path)).headers["location"] == f"{HERE}?trouble=stale"
        assert await linked(caio) == []


async def test_a_member_links_no_more_than_ten(club: Club, provider: Provider) -> None:
    async with club.visit("ana") as ana:
        for number in range(10):
            provider.says(person={"sub": f"many-{number}"})
            assert await link(ana, provider) == f"{HERE}?notice=linked"
        provider.says(person={"sub": "many-11"})
        assert await link(ana, provider) == f"{HERE}?trouble=many"
        assert len(await linked(ana)) == 10


async def test_of_two_members_who_link_one_account_at_once_one_does(club: Club, provider: Provider) -> None:
    async with club.visit("ana") as ana, club.visit("caio") as caio:
        paths = [provider.vouch(await sent(visitor, path=f"{HERE}/with/")) for visitor in (ana, caio)]
        answers = await asyncio.gather(ana.browser.get(paths[0]), caio.browser.get(paths[1]))
        ends = sorted(answer.headers["location"].partition("?")[2].partition("&")[0] for answer in answers)
        assert ends == ["notice=linked", "trouble=taken"]


async def test_a_provider_that_is_no_longer_offered_says_so_and_opens_nothing(club: Club, provider: Provider) -> None:
    async with club.visit("ana") as ana:
        await link(ana, provider)
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE identities SET issuer = 'https://gone.test'")
        page = (await ana.browser.get(HERE)).text
        assert "https://gone.test" in page
        assert "no longer offered" in page


async def test_linking_and_unlinking_are_answered_for_without_a_name(club: Club, provider: Provider) -> None:
    async with club.visit("ana") as ana:
        await link(ana, provider)
        (identity,) = await linked(ana)
        await ana.browser.post(f"{HERE}/{identity}/unlink")
    async with club.resources.database.read() as tx:
        rows = await tx.values(
            str, "SELECT to_jsonb(a)::text FROM logs.audit a WHERE act LIKE 'identity.%' ORDER BY seq"
        )
    assert [word for row in rows for word in ("identity.linked", "identity.unlinked") if word in row] == [
        "identity.linked",
        "identity.unlinked",
    ]
    assert not any("ana@provider.test" in row or "1001" in row for row in rows)
