"""Do passkeys among the settings answer to their owner alone, and without script?"""

import pytest

from app.test_passkeys import add
from authenticator import Device
from fixtures_club import Club

pytestmark = pytest.mark.anyio
HERE = "/settings/passkeys"


async def test_a_passkey_is_renamed_and_removed_by_plain_forms(club: Club) -> None:
    async with club.visit("ana") as ana:
        passkey = await add(ana, Device(), "Laptop")
        assert "Laptop" in (await ana.browser.get(HERE)).text
        renamed = await ana.browser.post(f"{HERE}/{passkey['id']}/rename", data={"name": "Old laptop"})
        assert (renamed.status_code, renamed.headers["location"]) == (303, f"{HERE}?notice=passkey_renamed")
        assert "Old laptop" in (await ana.browser.get(HERE)).text
        removed = await ana.browser.post(f"{HERE}/{passkey['id']}/remove")
        assert (removed.status_code, removed.headers["location"]) == (303, f"{HERE}?notice=passkey_removed")
        assert "Old laptop" not in (await ana.browser.get(HERE)).text


async def test_what_is_refused_is_said_above_the_list(club: Club) -> None:
    async with club.visit("ana") as ana:
        passkey = await add(ana, Device(), "Laptop")
        unnamed = await ana.browser.post(f"{HERE}/{passkey['id']}/rename", data={"name": " "})
        assert (unnamed.status_code, "Give the passkey a name" in unnamed.text) == (422, True)
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE members SET password_hash = NULL")
        kept = await ana.browser.post(f"{HERE}/{passkey['id']}/remove")
        assert (kept.status_code, "This is your last way in" in kept.text, "Laptop" in kept.text) == (409, True, True)


async def test_nobody_elses_passkey_is_there_and_guests_and_stale_sessions_are_led_to_a_door(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        passkey = await add(ana, Device(), "Laptop")
        for act in ("rename", "remove"):
            answer = await bia.browser.post(f"{HERE}/{passkey['id']}/{act}", data={"name": "x"})
            assert (answer.status_code, "Laptop" in answer.text) == (404, False)
        assert (await guest.browser.get(HERE)).headers["location"].startswith("/sign-in")
        await ana.grow_stale()
        assert (await ana.browser.get(HERE)).headers["location"].startswith("/prove")
        door = (await ana.browser.get("/prove")).text
        assert "data-passkey-prove" in door
        assert "data-passkey-prove" not in (await bia.browser.get("/prove")).text
