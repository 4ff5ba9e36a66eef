"""Does a member change their address by letters, with both readers told, and see what happened to their account?"""

import pytest

from exibidos.features.accounts import LinkPurpose
from fixtures_club import PASSWORD, Club
from reading_mail import all_letters, letters_to, link_to, token_in, verify

pytestmark = pytest.mark.anyio
HERE, CONFIRM, KEEP = "/settings/account", "/settings/account/confirm", "/settings/account/keep"
ANA, NEW = "ana@exibidos.test", "nova@exibidos.test"
SIGN_IN = {"email": ANA, "password": PASSWORD}


async def test_a_new_address_is_confirmed_by_its_reader_and_both_are_told(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as other, club.visit() as guest:
        await verify(club, "ana")
        await other.browser.post("/api/v1/session", json=SIGN_IN)
        answer = await ana.browser.post(HERE, data={"email": NEW})
        assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?notice=email_asked")
        path = await link_to(club, NEW, "accounts_email")
        assert path.startswith(CONFIRM)
        await letters_to(club, ANA, "accounts_keep")
        page = (await ana.browser.get(HERE)).text
        assert ANA in page
        assert NEW in page

        lead = await guest.browser.get(path)
        assert lead.status_code == 303
        assert lead.headers["location"].startswith("/sign-in?next=%2Fsettings%2Faccount%2Fconfirm%3Flink%3D")
        assert (await guest.browser.post(CONFIRM, data={"token": token_in(path)})).status_code == 401

        shown = await ana.browser.get(path)
        assert (shown.status_code, shown.headers["referrer-policy"]) == (200, "same-origin")
        answer = await ana.browser.post(CONFIRM, data={"token": token_in(path)})
        assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?notice=email_changed")
        assert (await ana.browser.get("/api/v1/me")).status_code == 200, "who acts stays"
        assert (await other.browser.get("/api/v1/me")).status_code == 401
        await letters_to(club, NEW, "accounts_email_changed")
        await letters_to(club, ANA, "accounts_email_changed_old")
        for wrong in (await ana.browser.get(path), await ana.browser.post(CONFIRM, data={"token": token_in(path)})):
            assert wrong.status_code == 422
        assert NEW in (await ana.browser.get(HERE)).text
        answer = await other.browser.post("/api/v1/session", json={**SIGN_IN, "email": NEW})
        assert answer.status_code == 200


async def test_the_present_address_says_no_without_signing_in(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as guest:
        await verify(club, "ana")
        await ana.browser.post(HERE, data={"email": NEW})
        path = await link_to(club, ANA, "accounts_keep")
        assert path.startswith(KEEP)
        assert (await guest.browser.get(path)).status_code == 200
        answer = await guest.browser.post(KEEP, data={"token": token_in(path)})
        assert (answer.status_code, answer.headers["location"]) == (303, "/reset?notice=email_kept")
        assert (await ana.browser.get("/api/v1/me")).status_code == 401
        for wrong in (await guest.browser.get(path), await guest.browser.post(KEEP, data={"token": token_in(path)})):
            assert wrong.status_code == 422


async def test_nobody_hears_that_an_address_is_taken_until_they_hold_its_letter(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia"):
        await verify(club, "ana")
        free = await ana.browser.post(HERE, data={"email": NEW})
        taken = await ana.browser.post(HERE, data={"email": "bia@exibidos.test"})
        assert (free.status_code, free.headers["location"]) == (taken.status_code, taken.headers["location"])
        assert "bia@exibidos.test" in (await ana.browser.get(HERE)).text
        wrong = await ana.browser.post(HERE, data={"email": ANA})
        assert wrong.status_code == 422
        assert "already" in wrong.text
        assert (await ana.browser.post(f"{HERE}/drop")).status_code == 303
        assert "bia@exibidos.test" not in (await ana.browser.get(HERE)).text
        assert [line for line in await all_letters(club) if "bia" in line] == []
        # Free while it was asked for, taken when it is confirmed.
        await ana.browser.post(HERE, data={"email": "caio@exibidos.test"})
        path = await link_to(club, "caio@exibidos.test", f"accounts_{LinkPurpose.EMAIL}")
        async with club.resources.database.write() as tx:
            await tx.execute(
                "UPDATE members SET email = 'caio@exibidos.test', email_canonical = 'caio@exibidos.test' WHERE slug = 'bia'"
            )
        answer = await ana.browser.post(CONFIRM, data={"token": token_in(path)})
        assert answer.status_code == 409
        assert "already an account" in answer.text


async def test_a_member_reads_what_happened_lately(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as far:
        agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
        far.browser.headers["user-agent"] = agent
        for _ in range(2):
            await far.browser.post("/api/v1/session", json={**SIGN_IN, "password": "errada errada"})
        await far.browser.post("/api/v1/session", json=SIGN_IN)
        await ana.browser.post("/api/v1/tokens", json={"name": "x", "scopes": ["read"]})
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE security_events SET network = 'k1.x' WHERE kind = 'sign_in_failed'")
        page = (await ana.browser.get("/settings/events")).text
        for words in (
            "2 sign-ins failed",
            "Signed in",
            "Token made",
            "Firefox · Linux",
            "this network",
            "another network",
        ):
            assert words in page, words
        async with club.visit("bia") as bia:
            assert "Nothing yet" in (await bia.browser.get("/settings/events")).text
