"""Does somebody who forgot their password come back, and nobody else with them? By what a browser sends and what a mailbox holds."""

import asyncio

import httpx
import pytest

from exibidos.features.accounts import LinkPurpose, token_of_link
from exibidos.features.accounts.service.links import make_link
from exibidos.kernel.clock import now
from fixtures_club import PASSWORD, Club
from reading_mail import all_letters, letters_to, link_to, token_in, verify

pytestmark = pytest.mark.anyio
ANA, NEW = "ana@exibidos.test", "outra senha bem longa"
RESET, SIGN_IN = "accounts_reset", "accounts_sign_in"


async def signs_in(club: Club, password: str) -> bool:
    async with club.visit() as guest:
        answer = await guest.browser.post("/api/v1/session", json={"email": ANA, "password": password})
        return answer.status_code == 200


def told(answer: httpx.Response) -> tuple[object, ...]:
    """Return all that an answer tells, but the clock."""
    kept = [
        (name, value)
        for name, value in answer.headers.multi_items()
        if name not in {"date", "ratelimit", "retry-after"}
    ]
    return answer.status_code, answer.content, kept


def left(answer: httpx.Response) -> list[str]:
    """Return the names of what an answer says is left, without how much and for how long."""
    return [one.partition(";")[0] for one in answer.headers.get("ratelimit", "").split(", ")]


async def test_a_letter_leads_to_a_new_password(club: Club) -> None:
    async with club.visit("ana") as ana:
        await verify(club, "ana")
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE members SET locale = 'en'")
        token = (await ana.browser.post("/api/v1/tokens", json={"name": "x", "scopes": ["read"]})).json()["token"]
        async with club.visit() as guest:
            answer = await guest.browser.post("/reset", data={"email": " ANA@exibidos.test"})
            assert (answer.status_code, answer.headers["location"]) == (303, "/reset/sent")
            path = await link_to(club, ANA, RESET)
            for _ in range(3):  # as a program does that looks through mails
                page = await guest.browser.get(path)
                assert page.status_code == 200
                assert page.headers["referrer-policy"] == "same-origin"
                assert "Ana" in page.text
            answer = await guest.browser.post("/reset/new", data={"token": token_in(path), "password": NEW})
            assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?notice=password_new")
            assert "set-cookie" not in answer.headers, "it signs nobody in"
        assert (await ana.browser.get("/api/v1/me")).status_code == 401, "sessions end"
        bearer = {"authorization": f"Bearer {token}"}
        async with club.visit() as program:
            assert (await program.browser.get("/api/v1/me", headers=bearer)).status_code == 401, "tokens end"
    assert not await signs_in(club, PASSWORD)
    assert await signs_in(club, NEW)
    assert "It was not me" in (await letters_to(club, ANA, "accounts_password_changed"))[0]


async def test_a_link_is_used_once_also_by_two_at_the_same_time(club: Club) -> None:
    async with club.visit("ana") as ana:
        await verify(club, "ana")
        await ana.browser.post("/reset", data={"email": ANA})
        token = token_in(await link_to(club, ANA, RESET))
        answers = await asyncio.gather(
            *(
                ana.browser.post("/reset/new", data={"token": token, "password": f"{NEW} {number}"})
                for number in range(4)
            )
        )
        assert sorted(answer.status_code for answer in answers) == [303, 422, 422, 422]
        won = next(number for number, answer in enumerate(answers) if answer.status_code == 303)
    assert await signs_in(club, f"{NEW} {won}")


async def test_a_password_that_breaks_a_rule_leaves_the_link_open(club: Club) -> None:
    async with club.visit("ana") as ana:
        await verify(club, "ana")
        await ana.browser.post("/reset", data={"email": ANA})
        token = token_in(await link_to(club, ANA, RESET))
        for wrong in ("curta", ANA, "x" * 200):
            answer = await ana.browser.post("/reset/new", data={"token": token, "password": wrong})
            assert answer.status_code == 422
            assert wrong not in answer.text
            assert token in answer.text
        answer = await ana.browser.post("/reset/new", data={"token": token, "password": NEW})
        assert answer.status_code == 303


async def test_a_newer_letter_ends_the_older_and_a_new_password_ends_all(club: Club) -> None:
    async with club.visit("ana") as ana:
        await verify(club, "ana")
        await ana.browser.post("/reset", data={"email": ANA})
        older = await link_to(club, ANA, RESET)
        await ana.browser.post("/sign-in/link", data={"email": ANA})
        way_in = await link_to(club, ANA, SIGN_IN)
        await ana.browser.post("/reset", data={"email": ANA})
        newer = await link_to(club, ANA, RESET, count=2)
        await all_letters(club)
        assert (await ana.browser.get(older)).status_code == 422
        assert (await ana.browser.get(way_in)).status_code == 200
        data = {"token": token_in(newer), "password": NEW}
        assert (await ana.browser.post("/reset/new", data=data)).status_code == 303
        for path in (newer, way_in):
            assert (await ana.browser.get(path)).status_code == 422


async def test_only_members_who_have_proven_an_address_get_a_letter_and_nobody_hears_which(club: Club) -> None:
    async with club.visit("ana"), club.visit("bia"), club.visit("caio"), club.visit() as guest:
        await verify(club, "ana")
        await verify(club, "caio")
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE members SET suspended_at = now() WHERE slug = 'caio'")
        asked = (ANA, "bia@exibidos.test", "caio@exibidos.test", "ninguem@exibidos.test", "ana@exibidos", "a\0@b.test")
        for way in ("/reset", "/sign-in/link"):
            answers = [await guest.browser.post(way, data={"email": email}) for email in asked]
            assert len({str(told(answer)) for answer in answers}) == 1
            assert {tuple(left(answer)) for answer in answers} == {('"accounts.letters"',)}
            assert "set-cookie" not in answers[0].headers
        assert await all_letters(club) == [f"{RESET} {ANA}", f"{SIGN_IN} {ANA}"]
        async with club.resources.database.read() as tx:
            assert set(await tx.values(str, "SELECT email FROM mail_links")) == {ANA}, (
                "what strangers typed is forgotten"
            )


async def test_what_is_no_attempt_at_an_address_is_said_to_be_none(club: Club) -> None:
    async with club.visit() as guest:
        for email in ("", "ana", "  "):
            answer = await guest.browser.post("/reset", data={"email": email})
            assert answer.status_code == 422
            assert "does not look like an e-mail" in answer.text


async def test_an_address_writes_no_headers(club: Club) -> None:
    async with club.visit("ana"), club.visit() as guest:
        await verify(club, "ana")
        for email in (
            f"{ANA}\r\nBcc: eva@evil.test",
            f"{ANA},eva@evil.test",
            f"{ANA}\n",
            f"<{ANA}>",
            f"{ANA} eva@evil.test",
        ):
            assert (await guest.browser.post("/reset", data={"email": email})).status_code == 303
        assert {line.partition(" ")[2] for line in await all_letters(club)} <= {ANA}


async def test_five_letters_a_day_go_to_one_account_and_nobody_is_told(club: Club) -> None:
    async with club.visit("ana"), club.visit() as guest:
        await verify(club, "ana")
        answers = [
            await guest.browser.post(way, data={"email": ANA}) for way in ("/reset", "/sign-in/link") for _ in range(4)
        ]
        assert len({answer.status_code for answer in answers}) == 1
        assert len(await all_letters(club)) == 5


async def test_one_network_asks_twenty_times_an_hour_and_is_told(club: Club) -> None:
    async with club.visit() as guest:
        answers = [await guest.browser.post("/reset", data={"email": f"{n}@exibidos.test"}) for n in range(21)]
        assert [answer.status_code for answer in answers] == [303] * 20 + [429]
        assert 0 < int(answers[-1].headers["retry-after"]) <= 3600
        assert "20@exibidos.test" in answers[-1].text


async def test_a_suspended_member_sets_no_password(club: Club) -> None:
    async with club.visit("ana") as ana:
        await verify(club, "ana")
        await ana.browser.post("/reset", data={"email": ANA})
        path = await link_to(club, ANA, RESET)
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE members SET suspended_at = now()")
        assert (await ana.browser.get(path)).status_code == 422
        answer = await ana.browser.post("/reset/new", data={"token": token_in(path), "password": NEW})
        assert answer.status_code == 422
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE members SET suspended_at = NULL")
    assert await signs_in(club, PASSWORD)


async def test_a_link_of_another_purpose_opens_neither_door(club: Club) -> None:
    async with club.visit("ana") as ana:
        await verify(club, "ana")
        made = {}
        async with club.resources.database.write() as tx:
            for purpose in (LinkPurpose.SIGN_IN, LinkPurpose.RESET):
                made[purpose] = await make_link(tx, purpose, email=ANA, at=now())
        tokens = {purpose: token_of_link(club.resources.signer, link) for purpose, link in made.items()}
        wrong = tokens[LinkPurpose.SIGN_IN]
        assert (await ana.browser.post("/reset/new", data={"token": wrong, "password": NEW})).status_code == 422
        assert (await ana.browser.get("/reset/new", params={"link": wrong})).status_code == 422
        wrong = tokens[LinkPurpose.RESET]
        assert (await ana.browser.post("/sign-in/link/open", data={"token": wrong})).status_code == 422
        assert (await ana.browser.get("/sign-in/link/open", params={"link": wrong})).status_code == 422


async def test_who_is_throttled_comes_in_by_letter(club: Club) -> None:
    async with club.visit("ana"), club.visit() as guest:
        await verify(club, "ana")
        await club.resources.cache.client.set(f"limit:accounts.sign_in:{ANA} from 127.0.0.1", 10, ex=300)
        answer = await guest.browser.post("/sign-in", data={"email": ANA, "password": PASSWORD})
        assert answer.status_code == 429
        assert 'action="/sign-in/link"' in answer.text
        answer = await guest.browser.post("/sign-in/link", data={"email": ANA})
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/link/sent")
        path = await link_to(club, ANA, SIGN_IN)
        for _ in range(2):
            page = await guest.browser.get(path)
            assert (page.status_code, page.headers["referrer-policy"]) == (200, "same-origin")
            assert "session" not in guest.browser.cookies
        answers = await asyncio.gather(
            *(guest.browser.post("/sign-in/link/open", data={"token": token_in(path)}) for _ in range(3))
        )
        assert sorted(answer.status_code for answer in answers) == [303, 422, 422]
        assert (await guest.browser.get("/api/v1/me")).json()["slug"] == "ana"
