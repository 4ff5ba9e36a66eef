"""Does the plain form make, show and revoke tokens, for their owner alone, and keep no secret anywhere?"""

import re

import pytest

from exibidos.features.accounts.policy import is_token
from exibidos.kernel.ids import new_id
from fixtures_club import Club

pytestmark = pytest.mark.anyio
HERE = "/settings/tokens"
WISH = {"name": "Backup", "scopes": ["read", "votes:write"], "expires_in_days": "30"}


def secret_in(page: str) -> str | None:
    found = re.search(r"data-secret>([^<]*)<", page)
    return found[1] if found else None


async def test_a_form_makes_a_token_and_shows_its_secret_on_that_answer_alone(club: Club) -> None:
    async with club.visit("ana") as ana:
        answer = await ana.browser.post(HERE, data=WISH)
        assert answer.status_code == 200
        assert "no-store" in answer.headers["cache-control"]
        secret = secret_in(answer.text)
        assert secret
        assert is_token(secret)
        again = await ana.browser.post(HERE, data=WISH)
        assert again.status_code == 409
        for later in (again, await ana.browser.get(HERE)):
            assert secret_in(later.text) is None
            assert secret not in later.text
            assert "Backup" in later.text
        (token,) = (await ana.browser.get("/api/v1/tokens")).json()["items"]
        assert token["scopes"] == ["read", "votes:write"]
        assert token["created_at"][:10] < token["expires_at"][:10]


async def test_one_scope_is_a_list_of_one(club: Club) -> None:
    async with club.visit("ana") as ana:
        assert (await ana.browser.post(HERE, data={**WISH, "scopes": "read"})).status_code == 200


async def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong(club: Club) -> None:
    wrong: list[tuple[dict[str, object], str]] = [
        ({"name": " "}, "Give the token a name"),
        ({"scopes": []}, "Choose at least one thing"),
        ({"scopes": ["admin"]}, "Choose at least one thing"),
        ({"scopes": ["read", "admin"]}, "Choose at least one thing"),
        ({"expires_in_days": "400"}, "lives from 1 to 366 days"),
        ({"expires_in_days": "-1"}, "lives from 1 to 366 days"),
        ({"expires_in_days": "9" * 100}, "lives from 1 to 366 days"),
        ({"expires_in_days": "\u0663"}, "lives from 1 to 366 days"),
        ({"expires_in_days": ""}, "lives from 1 to 366 days"),
    ]
    async with club.visit("ana") as ana:
        for changes, sentence in wrong:
            answer = await ana.browser.post(HERE, data={**WISH, **changes})
            assert answer.status_code == 422, changes
            assert sentence in answer.text
            assert secret_in(answer.text) is None
            assert changes.get("scopes") or 'value="votes:write"' in answer.text
            assert ('value="Backup"' in answer.text) == ("name" not in changes)
        assert (await ana.browser.get("/api/v1/tokens")).json()["items"] == []


async def test_a_token_is_revoked_by_its_owner_alone(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        await ana.browser.post(HERE, data=WISH)
        (token,) = (await ana.browser.get("/api/v1/tokens")).json()["items"]
        path = f"{HERE}/{token['id']}/revoke"
        assert (await bia.browser.post(path)).status_code == 404
        assert (await bia.browser.post(f"{HERE}/{new_id()}/revoke")).status_code == 404
        assert (await guest.browser.post(path)).status_code == 401
        assert "Backup" not in (await bia.browser.get(HERE)).text
        answer = await ana.browser.post(path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?notice=token_revoked")
        assert "Backup" not in (await ana.browser.get(HERE)).text


async def test_guests_are_led_to_the_door(club: Club) -> None:
    async with club.visit() as guest:
        answer = await guest.browser.get(HERE)
        assert answer.headers["location"] == "/sign-in?next=%2Fsettings%2Ftokens"
        assert (await guest.browser.post(HERE, data=WISH)).status_code == 401


async def test_another_site_makes_no_token(club: Club) -> None:
    async with club.visit("ana") as ana:
        answer = await ana.browser.post(HERE, data=WISH, headers={"sec-fetch-site": "cross-site"})
        assert answer.status_code == 403
        assert (await ana.browser.get("/api/v1/tokens")).json()["items"] == []
