"""Do people come in whom a provider vouches for, become members by the club's own rules, and never get into somebody else's account?"""

import asyncio
from typing import Any

import pytest

from exibidos.platform.settings import Settings
from fixtures_club import Club, Visitor, joining
from fixtures_make import EDITION
from fixtures_provider import Provider, joins_with, letter_link, offering, query_of, sent, vouched

pytestmark = pytest.mark.anyio
ANAS = "ana@provider.test"


@pytest.fixture
def environ(environ: dict[str, str], request: pytest.FixtureRequest) -> dict[str, str]:
    return {**environ, **getattr(request, "param", {})}


@pytest.fixture
def settings(settings: Settings, provider: Provider) -> Settings:
    return offering(settings, provider)


async def me(visitor: Visitor) -> Any:
    """Return who this browser is to the club, None for nobody."""
    answer = await visitor.browser.get("/api/v1/me")
    return answer.json() if answer.status_code == 200 else None


async def members(club: Club) -> int:
    async with club.resources.database.read() as tx:
        return await tx.value(int, "SELECT count(*) FROM members") or 0


async def test_the_doors_offer_what_the_host_configured(club: Club) -> None:
    async with club.visit() as guest:
        for door in ("/sign-in", "/join"):
            page = (await guest.browser.get(door)).text
            offered = [label for label in ("Google", "X", "Our house") if f"Continue with {label}<" in page]
            assert offered == ["Google", "X", "Our house"], door


async def test_who_is_new_says_the_rest_and_is_in(club: Club, provider: Provider) -> None:
    async with club.visit() as ana:
        answer = await joins_with(ana, provider, "ana", training="on")
        assert (answer.status_code, answer.headers["location"]) == (303, "/?notice=welcome")
        found = await me(ana)
        assert (found["slug"], found["verified"]) == ("ana", True)
    async with club.resources.database.read() as tx:
        assert await tx.values(str, "SELECT purpose FROM consents") == ["training"]
        assert await tx.values(str, "SELECT email FROM members") == [ANAS]


async def test_who_is_known_comes_straight_in_and_goes_on(club: Club, provider: Provider) -> None:
    async with club.visit() as first, club.visit() as second:
        await joins_with(first, provider, "ana")
        provider.says(person={"email": "another@provider.test", "name": "Another"})  # the subject decides, nothing else
        answer = await vouched(second, provider, next="/upload")
        assert (answer.status_code, answer.headers["location"]) == (303, "/upload?notice=signed_in")
        assert (await me(second))["slug"] == "ana"


async def test_where_they_wanted_to_go_never_leaves_the_club(club: Club, provider: Provider) -> None:
    async with club.visit() as first, club.visit() as second:
        await joins_with(first, provider, "ana")
        answer = await vouched(second, provider, next="https://evil.test/")
        assert answer.headers["location"] == "/?notice=signed_in"


@pytest.mark.parametrize("name", ["x", "house"])
async def test_an_address_that_nobody_proved_gets_our_letter_before_there_is_anybody(
    club: Club, provider: Provider, name: str
) -> None:
    async with club.visit() as ana, club.visit() as phone:
        answer = await joins_with(ana, provider, "ana", name, email="ana@exibidos.test")
        assert (answer.status_code, answer.headers["location"]) == (303, "/join/sent")
        assert await me(ana) is None
        assert await members(club) == 0
        assert (await vouched(phone, provider, name)).headers["location"].startswith("/join/with")
        link = await letter_link(club)
        await ana.browser.post("/join/letter", data={"link": link})
        assert (await me(ana))["verified"] is True
        await vouched(phone, provider, name)
        assert (await me(phone))["slug"] == "ana"


async def test_googles_unverified_address_is_asked_for(club: Club, provider: Provider) -> None:
    for said in (False, "true", None):
        provider.says(person={"email_verified": said})
        async with club.visit() as ana:
            answer = await vouched(ana, provider)
            assert 'name="email"' in (await ana.browser.get(answer.headers["location"])).text, said


async def test_what_was_wrong_comes_back_with_what_was_typed(club: Club, provider: Provider) -> None:
    async with club.visit("caio"), club.visit() as ana:
        answer = await joins_with(ana, provider, "caio", display_name="Ana Luz")
        assert answer.status_code == 409
        assert 'value="Ana Luz"' in answer.text
        answer = await joins_with(ana, provider, "ana", terms="")
        assert answer.status_code == 422
        assert await me(ana) is None
        assert await members(club) == 1


# --- whose account it is: never the one with the same address


async def test_a_proven_address_that_somebody_has_opens_nothing_and_says_what_to_do(
    club: Club, provider: Provider
) -> None:
    async with club.visit() as owner, club.visit() as ana:
        await owner.browser.post("/api/v1/members", json=joining("dona", email=ANAS.upper()))
        answer = await vouched(ana, provider)
        assert answer.headers["location"] == "/sign-in?trouble=known"
        assert "already an account" in (await ana.browser.get(answer.headers["location"])).text
        assert await me(ana) is None
        assert await members(club) == 1


async def test_an_address_that_was_taken_meanwhile_opens_nothing(club: Club, provider: Provider) -> None:
    async with club.visit() as owner, club.visit() as ana:
        answer = await vouched(ana, provider)
        await owner.browser.post("/api/v1/members", json=joining("dona", email=ANAS))
        rest = {"slug": "ana", "display_name": "Ana", "of_age": "on", "terms": EDITION}
        answer = await ana.browser.post("/join/with", data={**query_of(answer.headers["location"]), **rest})
        assert answer.headers["location"] == "/sign-in?trouble=known"
        assert await me(ana) is None


# --- the club's own rules


@pytest.mark.parametrize("environ", [{"ACCOUNTS_JOINING": "invitation"}], indirect=True)
async def test_a_club_by_invitation_asks_for_the_code(club: Club, provider: Provider) -> None:
    async with club.visit() as ana:
        answer = await joins_with(ana, provider, "ana")
        assert answer.status_code == 422
        assert 'name="code"' in answer.text
        assert await members(club) == 0


@pytest.mark.parametrize("environ", [{"ACCOUNTS_JOINING": "approval"}], indirect=True)
async def test_a_club_by_approval_lets_them_wait_and_in_when_they_come_back(club: Club, provider: Provider) -> None:
    async with club.visit() as ana, club.visit() as later:
        answer = await joins_with(ana, provider, "ana", answer="I walk the city at night with a small camera.")
        assert answer.headers["location"].startswith("/join/letter?link=")
        assert (await ana.browser.get(answer.headers["location"])).status_code == 200
        assert await members(club) == 0
        back = await vouched(later, provider)
        assert back.headers["location"].startswith("/join/letter?link=")
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE joinings SET state = 'approved'")
        back = await vouched(later, provider)
        await later.browser.post("/join/letter", data=query_of(back.headers["location"]))
        assert (await me(later))["slug"] == "ana"
        async with club.visit() as again:
            await vouched(again, provider)
            assert (await me(again))["slug"] == "ana"


# --- two at once, and who may not


async def test_two_first_sign_ins_of_one_person_at_once_make_one_account(club: Club, provider: Provider) -> None:
    async with club.visit() as desk, club.visit() as phone:
        tickets = [query_of((await vouched(browser, provider)).headers["location"]) for browser in (desk, phone)]
        rest = {"slug": "ana", "display_name": "Ana", "of_age": "on", "terms": EDITION}
        answers = await asyncio.gather(
            *(
                visitor.browser.post("/join/with", data={**rest, **ticket})
                for visitor, ticket in zip((desk, phone), tickets, strict=True)
            )
        )
        assert [answer.status_code for answer in answers] == [303, 303]
        assert [(await me(visitor))["slug"] for visitor in (desk, phone)] == ["ana", "ana"]
        assert await members(club) == 1


async def test_of_two_equal_answers_at_once_one_is_heard(club: Club, provider: Provider) -> None:
    async with club.visit() as ana:
        path = provider.vouch(await sent(ana))
        answers = await asyncio.gather(ana.browser.get(path), ana.browser.get(path))
        ends = sorted(answer.headers["location"].partition("?")[0] for answer in answers)
        assert ends == ["/join/with", "/sign-in"]


async def test_somebody_elses_ticket_joins_nobody(club: Club, provider: Provider) -> None:
    async with club.visit() as ana, club.visit() as mallory:
        ticket = query_of((await vouched(ana, provider)).headers["location"])
        await vouched(mallory, provider)
        for answer in (
            await mallory.browser.get("/join/with", params=ticket),
            await mallory.browser.post("/join/with", data={**ticket, "slug": "mal"}),
            await ana.browser.get("/join/with", params={"ticket": "made-up"}),
        ):
            assert answer.headers["location"] == "/sign-in?trouble=stale"


async def test_a_ticket_joins_once_though_it_stays_in_the_history(club: Club, provider: Provider) -> None:
    async with club.visit() as ana:
        ticket = query_of((await vouched(ana, provider)).headers["location"])
        rest = {**ticket, "slug": "ana", "display_name": "Ana", "of_age": "on", "terms": EDITION}
        await ana.browser.post("/join/with", data=rest)
        assert await me(ana)
        await ana.browser.post("/sign-out")
        for answer in (
            await ana.browser.get("/join/with", params=ticket),
            await ana.browser.post("/join/with", data=rest),
        ):
            assert answer.headers["location"] == "/sign-in?trouble=stale"
        assert await me(ana) is None


async def test_whatever_a_provider_says_of_a_person_fits_and_hides_nothing(club: Club, provider: Provider) -> None:
    told: list[dict[str, Any]] = [
        {"email": "a" * 5000 + "@provider.test", "name": "N" * 5000},
        {"email": "ana\u202e@provider.test", "name": "Ana\nLuz\u0000"},
        {"email": ["ana@provider.test"], "name": {"first": "Ana"}, "preferred_username": 5},
        {"email": None, "name": None, "preferred_username": "p" * 5000},
    ]
    async with club.visit("ana") as ana, club.visit() as other:
        for number, person in enumerate(told):
            provider.says(person={"sub": f"{2000 + number}", **person})
            for name in ("google", "x") if isinstance(person["name"], str) else ("google",):
                page = await other.browser.get((await vouched(other, provider, name)).headers["location"])
                assert page.status_code == 200, person
                assert "\u202e" not in page.text
                assert 'name="email"' in page.text  # what had to be cut or cleaned is not an address
                path = provider.vouch(await sent(ana, name, path="/settings/linked/with/"))
                assert (await ana.browser.get(path)).headers["location"] == "/settings/linked?notice=linked", person
        assert (await ana.browser.get("/settings/linked")).status_code == 200


async def test_who_is_suspended_stays_outside(club: Club, provider: Provider) -> None:
    async with club.visit() as first, club.visit() as second:
        await joins_with(first, provider, "ana")
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE members SET suspended_at = now()")
        assert (await vouched(second, provider)).headers["location"] == "/sign-in?trouble=suspended"
        assert await me(second) is None


async def test_who_turns_back_finds_the_other_ways_in_and_goes_on_from_there(club: Club, provider: Provider) -> None:
    provider.says(error="access_denied")
    async with club.visit() as ana:
        answer = await vouched(ana, provider, next="/upload")
        assert answer.headers["location"] == "/sign-in?trouble=cancelled&next=%2Fupload"
        page = (await ana.browser.get(answer.headers["location"])).text
        assert "Nothing has happened" in page
        assert 'value="/upload"' in page


async def test_there_is_no_way_in_by_a_provider_that_is_not_offered(club: Club) -> None:
    async with club.visit("ana") as ana:
        for path in ("/sign-in/with/nobody", "/settings/linked/with/nobody"):
            assert (await ana.browser.post(path)).status_code == 404
        assert (await ana.browser.get("/sign-in/with/nobody/callback")).headers["location"] == "/sign-in?trouble=stale"


async def test_errands_from_one_address_are_throttled(club: Club, provider: Provider) -> None:
    async with club.visit("ana") as ana:
        for _ in range(50):
            await ana.browser.post("/sign-in/with/google")
        for path in ("/sign-in/with/google", "/settings/linked/with/google"):
            answer = await ana.browser.post(path)
            assert answer.status_code == 429
            assert int(answer.headers["retry-after"]) <= 300
        assert provider.asked().count(".well-known/openid-configuration") == 1
