"""Are sessions unguessable, short enough and gone when they should be, and do other sites stay outside?"""

import pytest

from fixtures_club import PASSWORD, Club, joining

pytestmark = pytest.mark.anyio


async def test_the_cookie_is_kept_from_scripts_and_other_sites(club: Club) -> None:
    async with club.visit() as guest:
        answer = await guest.browser.post("/api/v1/members", json=joining("ana"))
        cookie = answer.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/" in cookie
        assert answer.headers["cache-control"] == "private, no-store"


async def test_each_sign_in_makes_a_new_session(club: Club) -> None:
    async with club.visit("ana") as ana:
        first = ana.browser.cookies["session"]
        await ana.browser.post("/api/v1/session", json={"email": "ana@exibidos.test", "password": PASSWORD})
        assert ana.browser.cookies["session"] != first


async def test_only_the_hash_of_a_token_is_kept(club: Club) -> None:
    async with club.visit("ana") as ana:
        token = ana.browser.cookies["session"].encode()
        client = club.resources.cache.client
        for key in await client.keys("*"):
            assert token not in key
            if await client.type(key) == b"string":
                kept = await client.get(key)
                assert isinstance(kept, bytes)
                assert token not in kept


async def test_signing_out_ends_the_session_not_just_the_cookie(club: Club) -> None:
    async with club.visit("ana") as ana:
        token = ana.browser.cookies["session"]
        await ana.browser.post("/sign-out")
        answer = await ana.browser.get("/api/v1/me", headers={"cookie": f"session={token}"})
        assert answer.status_code == 401


async def test_a_flushed_valkey_signs_people_out_and_loses_nothing_else(club: Club) -> None:
    async with club.visit("ana") as ana:
        await club.resources.cache.client.flushdb()
        assert (await ana.browser.get("/api/v1/me")).status_code == 401
        back = await ana.browser.post("/api/v1/session", json={"email": "ana@exibidos.test", "password": PASSWORD})
        assert back.status_code == 200


async def test_known_and_unknown_people_get_the_same_answer(club: Club) -> None:
    async with club.visit("ana"), club.visit() as guest:
        known = await guest.browser.post(
            "/api/v1/session", json={"email": "ana@exibidos.test", "password": "errada errada"}
        )
        unknown = await guest.browser.post(
            "/api/v1/session", json={"email": "x@exibidos.test", "password": "errada errada"}
        )
        assert known.status_code == unknown.status_code == 422
        assert known.json() == unknown.json()


async def test_guessing_is_throttled_and_says_when_to_come_back(club: Club) -> None:
    async with club.visit("ana"), club.visit() as guest:
        answers = [
            await guest.browser.post("/api/v1/session", json={"email": "ana@exibidos.test", "password": f"errada {n}"})
            for n in range(11)
        ]
        assert [answer.status_code for answer in answers] == [422] * 10 + [429]
        assert 0 < int(answers[-1].headers["retry-after"]) <= 300


@pytest.mark.parametrize(("path", "said"), [("/sign-in", {"email": "ana@exibidos.test", "password": "errada errada"})])
async def test_the_form_too_says_when_to_come_back(club: Club, path: str, said: dict[str, str]) -> None:
    async with club.visit("ana"), club.visit() as guest:
        answers = [await guest.browser.post(path, data=said) for _ in range(11)]
        assert [answer.status_code for answer in answers] == [422] * 10 + [429]
        assert 0 < int(answers[-1].headers["retry-after"]) <= 300
        assert "ana@exibidos.test" in answers[-1].text, "a form keeps what was typed"


async def test_every_spelling_of_an_address_spends_the_same_tries(club: Club) -> None:
    spellings = ["ana@exibidos.test", " ANA@exibidos.test", "\uff41na@exibidos.test", "an\u00aa@exibidos.test"]
    async with club.visit("ana"), club.visit() as guest:
        answers = [
            await guest.browser.post("/api/v1/session", json={"email": spellings[n % 4], "password": f"errada {n}"})
            for n in range(11)
        ]
        assert [answer.status_code for answer in answers] == [422] * 10 + [429]


async def test_other_sites_cannot_change_anything(club: Club) -> None:
    asked: list[tuple[dict[str, str], bool]] = [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": "http://club.test"}, True),
        ({"origin": "http://evil.test"}, False),
        ({"origin": "null"}, False),
        ({"sec-fetch-site": "cross-site", "origin": "http://evil.test"}, False),
        ({}, True),
    ]
    for number, (headers, allowed) in enumerate(asked):
        async with club.visit(f"ana-{number}") as ana:
            answer = await ana.browser.request("DELETE", "/api/v1/session", headers=headers)
            assert answer.status_code == (204 if allowed else 403), headers
            assert (await ana.browser.get("/api/v1/me")).status_code == (401 if allowed else 200), headers


async def test_joining_names_the_field_at_fault(club: Club) -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"email": "nada"}, "email"),
        ({"slug": "a"}, "slug"),
        ({"slug": "admin"}, "slug"),
        ({"password": "curta"}, "password"),
        ({"password": "x" * 200}, "password"),
        ({"password": "ana-nova@exibidos.test"}, "password"),
        ({"of_age": False}, "of_age"),
        ({"terms": False}, "terms"),
        ({"display_name": "\u202e\u200f"}, "display_name"),
    ]
    async with club.visit() as guest:
        for changes, field in wrong:
            answer = await guest.browser.post("/api/v1/members", json=joining("ana-nova", **changes))
            assert (answer.status_code, answer.json().get("field")) == (422, field), (changes, answer.text)


async def test_a_slug_is_taken_once_whatever_its_case(club: Club) -> None:
    async with club.visit("ana"), club.visit() as guest:
        answer = await guest.browser.post("/api/v1/members", json=joining("ANA", email="outra@exibidos.test"))
        assert (answer.status_code, answer.json()["code"]) == (409, "accounts.slug_taken")
        answer = await guest.browser.post("/api/v1/members", json=joining("outra", email="ANA@exibidos.test"))
        assert (answer.status_code, answer.json()["code"]) == (409, "accounts.email_taken")


async def test_next_never_leaves_the_club(club: Club) -> None:
    async with club.visit("ana") as ana:
        for target in ("//evil.test", "https://evil.test/", "/\\evil.test", "javascript:alert(1)", "/ok?x=1"):
            answer = await ana.browser.get("/sign-in", params={"next": target})
            assert answer.headers["location"] == ("/ok?x=1" if target == "/ok?x=1" else "/"), target
