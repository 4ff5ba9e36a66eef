"""Does the room of one's profile keep what was said, change the address, and tell the sessions?"""

import pytest

from fixtures_club import Club

pytestmark = pytest.mark.anyio
HERE = "/settings/profile"


async def test_what_was_said_is_on_the_profile_and_in_the_open_session(club: Club) -> None:
    async with club.visit("ana") as ana:
        said = {
            "display_name": "Ana <b>Luz</b>",
            "bio": "Serra.",
            "links": "ana.example\r\nmar.example",
            "locale": "pt-BR",
        }
        answer = await ana.browser.post(HERE, data=said)
        assert answer.headers["location"] == f"{HERE}?notice=saved"
        page = (await ana.browser.get("/@ana")).text
        assert "Ana &lt;b&gt;Luz&lt;/b&gt;" in page
        assert '<a href="https://ana.example" rel="me nofollow noopener ugc"' in page
        # Their choice goes before what the browser asks for, at once.
        assert '<html lang="pt-BR">' in page
        assert (await ana.browser.get("/api/v1/me")).json()["display_name"] == "Ana <b>Luz</b>"
        async with club.visit() as guest:
            assert '<html lang="en">' in (await guest.browser.get("/@ana")).text
            assert (await guest.browser.get("/api/v1/members/ana")).json()["links"] == [
                "https://ana.example",
                "https://mar.example",
            ]


async def test_a_refused_form_keeps_what_was_typed(club: Club) -> None:
    async with club.visit("ana") as ana:
        answer = await ana.browser.post(
            HERE, data={"display_name": "Ana", "bio": "Mar.", "links": "javascript:alert(1)"}
        )
        assert answer.status_code == 422
        assert "not a web address" in answer.text
        assert "javascript:alert(1)</textarea>" in answer.text
        assert "Mar.</textarea>" in answer.text


async def test_the_old_address_leads_to_the_new_one(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        answer = await ana.browser.post(f"{HERE}/slug", data={"slug": "ana-luz"})
        assert answer.headers["location"] == f"{HERE}?notice=renamed"
        assert 'href="/@ana-luz"' in (await ana.browser.get(HERE)).text
        old = await bia.browser.get("/@ana")
        assert (old.status_code, old.headers["location"]) == (308, "/@ana-luz")
        assert (await bia.browser.get("/api/v1/members/ana")).json()["slug"] == "ana-luz"
        taken = await bia.browser.post(f"{HERE}/slug", data={"slug": "a_na"})
        assert taken.status_code == 409
        assert 'value="a_na"' in taken.text
        again = await ana.browser.post(f"{HERE}/slug", data={"slug": "luz"})
        assert again.status_code == 429
        assert int(again.headers["retry-after"]) > 6 * 24 * 3600
        async with club.resources.database.write() as tx:
            acts = await tx.values(str, "SELECT details::text FROM logs.audit WHERE act = 'member.renamed'")
            assert acts == ["{}"]
            await tx.execute("UPDATE members SET suspended_at = now() WHERE slug = 'ana-luz'")
        gone, never = await bia.browser.get("/@ana"), await bia.browser.get("/@nobody")
        assert gone.status_code == never.status_code == 404
        assert gone.text.replace("/@ana", "/@nobody") == never.text


async def test_the_old_address_leads_nobody_across_a_block(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        await ana.browser.post(f"{HERE}/slug", data={"slug": "ana-luz"})
        blocked = await ana.browser.put("/api/v1/me/blocks/bia")
        assert blocked.status_code < 300, blocked.text
        gone, never = await bia.browser.get("/@ana"), await bia.browser.get("/@nobody")
        assert gone.status_code == never.status_code == 404
        assert gone.text.replace("/@ana", "/@nobody") == never.text
        api = [(await bia.browser.get(f"/api/v1/members/{slug}")) for slug in ("ana", "nobody")]
        assert api[0].status_code == api[1].status_code == 404
        assert api[0].content == api[1].content


async def test_an_answer_to_any_spelling_of_a_slug_is_one_address(club: Club) -> None:
    async with club.visit("ana") as ana:
        assert (await ana.browser.get("/@ANA")).status_code == 200
