"""Does joining tell nobody who is a member, and does the letter let in only who began?"""

import re
from typing import Any

import pytest

from exibidos.platform.mail import list_kept
from fixtures_club import PASSWORD, Club, joining
from joiners import HERE, begin, form, letter, members, token_in

pytestmark = pytest.mark.anyio


@pytest.fixture
def environ(environ: dict[str, str], request: pytest.FixtureRequest) -> dict[str, str]:
    """Return the environment of a club that proves addresses, as clubs do."""
    return {**environ, "ACCOUNTS_REQUIRE_VERIFIED": "true", **getattr(request, "param", {})}


async def test_who_joined_comes_in_by_the_letter_to_where_they_wanted_to_go(club: Club) -> None:
    async with club.visit() as ana:
        await begin(ana, "ana", next="/upload")
        sent = await ana.browser.get("/join/sent")
        assert "ana@exibidos.test" in sent.text
        token = await token_in(club)
        assert await members(club) == 0
        assert (await ana.browser.get("/upload")).is_redirect, "nobody is signed in yet"
        page = await ana.browser.get(HERE, params={"link": token})
        assert page.status_code == 200
        assert 'name="password"' not in page.text
        came = await ana.browser.post(HERE, data={"link": token})
        assert came.headers["location"] == "/upload?notice=welcome"
        assert (await ana.browser.get("/api/v1/me")).json()["verified"] is True
        over = await ana.browser.post(HERE, data={"link": token})
        assert over.status_code == 422


async def test_nothing_exists_and_nothing_counts_before_the_address_is_proven(club: Club) -> None:
    async with club.visit() as ana:
        await begin(ana, "ana")
        await letter(club, "join")
        said = {"email": "ana@exibidos.test", "password": PASSWORD}
        assert (await ana.browser.post("/api/v1/session", json=said)).status_code == 422
        assert (await ana.browser.get("/api/v1/members/ana")).status_code == 404
        assert (await ana.browser.get("/@ana")).status_code == 404
        for path in ("/api/v1/uploads", "/api/v1/tokens"):
            assert (await ana.browser.post(path, json={})).status_code in {401, 422}
        assert await members(club) == 0


async def test_a_member_whose_address_is_not_proven_can_neither_upload_nor_vote(club: Club) -> None:
    """Of a time when the club did not ask: they are there, and nothing they do counts."""
    async with club.visit() as ana, club.visit() as bia:
        for visitor, slug in ((ana, "ana"), (bia, "bia")):
            await begin(visitor, slug)
        tokens = [await token_in(club, number=2)]
        async with club.resources.database.read() as tx:
            lines = [line for line in await list_kept(tx) if line.name == "join"]
        assert len(lines) == 2
        came = [await visitor.browser.post(HERE, data={"link": tokens[0]}) for visitor in (ana, bia)]
        assert sorted(answer.status_code for answer in came) == [303, 422], "the letter of one lets one in"
        inside = ana if came[0].status_code == 303 else bia
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE members SET verified_at = NULL")
        await inside.browser.delete("/api/v1/session")
        said = {"email": f"{'ana' if inside is ana else 'bia'}@exibidos.test", "password": PASSWORD}
        assert (await inside.browser.post("/api/v1/session", json=said)).status_code == 200
        sent = await inside.send(b"\xff\xd8\xff")
        assert sent.status_code == 403
        promise = {"size": 10, "content_type": "image/jpeg", "sha256": "a" * 64}
        assert (await inside.browser.post("/api/v1/uploads", json=promise)).status_code == 403


def bare(headers: Any) -> dict[str, str]:
    """Return headers but for what differs from request to request: cookies' values, times."""
    kept = {name: value for name, value in headers.items() if name != "date"}
    kept["set-cookie"] = re.sub(r"joiner=[^;]*", "joiner", kept.get("set-cookie", ""))
    return kept


@pytest.mark.parametrize("path", ["/join", "/api/v1/members"])
async def test_a_members_address_gets_the_same_answer_as_anybodys(club: Club, path: str) -> None:
    async with club.visit() as ana, club.visit() as known, club.visit() as unknown:
        await begin(ana, "ana")
        await ana.browser.post(HERE, data={"link": await token_in(club)})
        answers = []
        for visitor, address in ((known, "ANA@exibidos.test"), (unknown, "nobody@exibidos.test")):
            said = joining("new-one", email=address)
            body = {"data": form("new-one", email=address)} if path == "/join" else {"json": said}
            visitor.browser.headers["user-agent"] = "same"
            await club.resources.cache.client.flushdb()
            answers.append(await visitor.browser.post(path, **body))
        assert answers[0].status_code == answers[1].status_code == (303 if path == "/join" else 202)
        assert answers[0].content == answers[1].content
        assert bare(answers[0].headers) == bare(answers[1].headers)
        pages = [(await visitor.browser.get("/join/sent")).text for visitor in (known, unknown)]
        assert pages[0].replace("ANA@", "x@") == pages[1].replace("nobody@", "x@")
        assert "/sign-in" in await letter(club, "join_known")
        assert HERE not in await letter(club, "join_known")
        assert await members(club) == 1


async def test_a_stranger_who_typed_a_victims_address_gains_nothing_from_their_click(club: Club) -> None:
    async with club.visit() as attacker, club.visit() as victim:
        await begin(attacker, "trojan", email="victim@exibidos.test")
        token = await token_in(club)
        page = await victim.browser.get(HERE, params={"link": token})
        assert 'name="password"' in page.text
        for typed in ({}, {"password": "the victim's own password"}):
            refused = await victim.browser.post(HERE, data={"link": token, **typed})
            assert refused.status_code == 422
        assert await members(club) == 0
        ended = await victim.browser.post(f"{HERE}/not-me", data={"link": token})
        assert ended.headers["location"] == "/?notice=joining_ended"
        assert (await attacker.browser.post(HERE, data={"link": token})).status_code == 422
        await begin(victim, "victim")
        await victim.browser.post(HERE, data={"link": await token_in(club, number=2)})
        assert (await victim.browser.get("/api/v1/me")).json()["slug"] == "victim"
        said = {"email": "victim@exibidos.test", "password": "another password of mine"}
        assert (await attacker.browser.post("/api/v1/session", json=said)).status_code == 422


async def test_a_cookie_of_another_joining_opens_nothing(club: Club) -> None:
    async with club.visit() as ana, club.visit() as eve:
        await begin(ana, "ana")
        token = await token_in(club)
        await begin(eve, "eve")
        assert (await eve.browser.post(HERE, data={"link": token})).status_code == 422
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE joinings SET password_hash = NULL")
        elsewhere = await eve.browser.post(HERE, data={"link": token})
        assert "in the browser in which you joined" in elsewhere.text, "who joined through a provider has no password"
        eve.browser.cookies.set("joiner", "0" * 32 + ".k.x")
        assert (await eve.browser.post(HERE, data={"link": token})).status_code == 422
        assert await members(club) == 0


async def test_another_browser_comes_in_with_the_password_of_the_joining(club: Club) -> None:
    async with club.visit() as desk, club.visit() as phone:
        await begin(desk, "ana")
        token = await token_in(club)
        came = await phone.browser.post(HERE, data={"link": token, "password": PASSWORD})
        assert came.status_code == 303
        assert (await phone.browser.get("/api/v1/me")).status_code == 200
        assert (await desk.browser.get("/api/v1/me")).status_code == 401


async def test_the_password_of_a_joining_cannot_be_guessed_for_long(club: Club) -> None:
    async with club.visit() as desk, club.visit() as other:
        await begin(desk, "ana")
        token = await token_in(club)
        answers = [
            (await other.browser.post(HERE, data={"link": token, "password": f"guess {n}"})).status_code
            for n in range(11)
        ]
        assert answers == [422] * 10 + [429]


async def test_programs_that_open_every_link_change_nothing(club: Club) -> None:
    async with club.visit() as ana, club.visit() as scanner:
        await begin(ana, "ana")
        token = await token_in(club)
        for _ in range(3):
            assert (await scanner.browser.get(HERE, params={"link": token})).status_code == 200
            assert (await scanner.browser.head(HERE, params={"link": token})).status_code == 200
        assert await members(club) == 0
        assert (await ana.browser.post(HERE, data={"link": token})).status_code == 303


async def test_a_link_of_nobodys_leads_to_a_new_one(club: Club) -> None:
    async with club.visit() as guest:
        for link in ("", "x", "0" * 32 + ".k1.x", "../..", "é"):
            page = await guest.browser.get(HERE, params={"link": link})
            assert page.status_code == 422
            assert 'href="/join"' in page.text
        assert "@" not in (await guest.browser.get("/join/sent")).text.partition("<main")[2].partition("</main")[0]
        assert (await guest.browser.post(f"{HERE}/answer", data={"link": "x"})).status_code == 422
        assert (await guest.browser.post(f"{HERE}/not-me", data={"link": "x"})).status_code == 422


async def test_who_came_second_is_asked_for_another_slug_at_the_end(club: Club) -> None:
    async with club.visit() as ana, club.visit() as other:
        await begin(ana, "ana")
        token = await token_in(club)
        await begin(other, "ana", email="other@exibidos.test")
        await other.browser.post(HERE, data={"link": await token_in(club, number=2)})
        taken = await ana.browser.post(HERE, data={"link": token})
        assert taken.status_code == 409
        assert 'name="slug"' in taken.text
        assert (await ana.browser.post(HERE, data={"link": token, "slug": "ana-luz"})).status_code == 303
        assert (await ana.browser.get("/api/v1/me")).json()["slug"] == "ana-luz"


async def test_an_address_that_became_a_members_meanwhile_is_told_to_its_reader(club: Club) -> None:
    async with club.visit() as ana, club.visit() as again:
        await begin(ana, "ana")
        first = await token_in(club)
        await begin(again, "ana-2", email="ana@exibidos.test")
        second = await token_in(club, number=2)
        assert (await ana.browser.post(HERE, data={"link": first})).status_code == 303
        refused = await again.browser.post(HERE, data={"link": second})
        assert refused.status_code == 409
        assert "already an account" in refused.text


async def test_asked_twice_under_one_key_the_api_writes_one_letter(club: Club) -> None:
    async with club.visit() as ana:
        key = {"idempotency-key": "one"}
        answers = [await ana.browser.post("/api/v1/members", json=joining("ana"), headers=key) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [202, 202]
        assert answers[0].json() == answers[1].json() == {"next": "open_the_letter"}
        async with club.resources.database.read() as tx:
            assert await tx.value(int, "SELECT count(*) FROM joinings") == 1


@pytest.mark.parametrize("environ", [{"ACCOUNTS_JOINING": "approval"}], indirect=True)
async def test_a_club_that_approves_lets_in_whom_a_moderator_lets_in(club: Club) -> None:
    async with club.visit() as ana:
        assert 'name="answer"' in (await ana.browser.get("/join")).text
        refused = await ana.browser.post("/join", data=form("ana"))
        assert refused.status_code == 422
        await begin(ana, "ana", answer="Ruas à noite.")
        waiting = await ana.browser.post(HERE, data={"link": await token_in(club)})
        assert waiting.headers["location"].startswith(f"{HERE}?link=")
        stands = await ana.browser.get(waiting.headers["location"])
        assert stands.status_code == 200
        assert "being read" in stands.text
        assert await members(club) == 0
        assert await token_in(club, "join_waiting") == waiting.headers["location"].partition("=")[2]


@pytest.mark.parametrize("environ", [{"ACCOUNTS_JOINING": "invitation"}], indirect=True)
async def test_a_club_that_invites_asks_for_the_code(club: Club) -> None:
    async with club.visit() as ana:
        assert 'value="abc"' in (await ana.browser.get("/join", params={"code": "abc"})).text
        refused = await ana.browser.post("/join", data=form("ana", code="abc"))
        assert refused.status_code == 422
        assert "unknown, used up or over" in refused.text
