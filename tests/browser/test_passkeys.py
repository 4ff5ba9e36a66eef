"""Does a real browser make and show passkeys? Chromium with devices of its own making, at the settings, the door and the proof."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from browser.devices import BUILT_IN, SECURITY_KEY, add_passkey, devices_of
from browser.visitors import PHONE, House, Visitor

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def sign_out(visitor: Visitor) -> None:
    await visitor.context.clear_cookies()
    await visitor.goto("/sign-in?next=/settings")


async def test_two_devices_are_added_and_each_opens_the_door(house: House) -> None:
    ana = await house.member(PHONE)
    async with devices_of(ana) as devices:
        phone = await devices.plug(BUILT_IN)
        await add_passkey(ana, "Phone")
        await devices.unplug(phone)
        key = await devices.plug(SECURITY_KEY)
        await add_passkey(ana, "Key on the ring")
        lines = ana.page.locator("[data-passkey]")
        await expect(lines).to_have_count(2)
        await expect(lines.nth(1).get_by_text("This device")).to_be_visible()
        await expect(lines.nth(0).get_by_text("This device")).to_be_hidden()
        await expect(lines.nth(0).get_by_text("Security key")).to_be_visible()
        (held,) = await devices.holds(key)
        assert held["isResidentCredential"]

        await sign_out(ana)
        await ana.page.get_by_role("button", name="Sign in with a passkey").click()
        await expect(ana.page.get_by_text("You are signed in.")).to_be_visible()
        assert "/settings" in ana.page.url


async def test_the_email_field_offers_a_passkey_by_itself(house: House) -> None:
    ana = await house.member()
    async with devices_of(ana) as devices:
        device = await devices.plug(BUILT_IN)
        await add_passkey(ana, "Laptop")
        assert (await devices.holds(device))[0]["rpId"] == "localhost"
        await sign_out(ana)
        await expect(ana.page.get_by_text("You are signed in.")).to_be_visible()


async def test_a_device_that_has_one_makes_no_second_and_one_that_says_no_saves_nothing(house: House) -> None:
    ana = await house.member()
    async with devices_of(ana) as devices:
        device = await devices.plug(BUILT_IN)
        await add_passkey(ana, "Laptop")
        await ana.page.get_by_role("button", name="Add a passkey").click()
        await expect(ana.page.get_by_role("alert")).to_have_text("This device already has a passkey for you.")
        await devices.unplug(device)
        await devices.plug(SECURITY_KEY, isUserVerified=False)
        await ana.page.get_by_role("button", name="Add a passkey").click()
        await expect(ana.page.get_by_role("alert")).to_contain_text("Nothing happened")
        await expect(ana.page.get_by_role("button", name="Add a passkey")).to_be_enabled()
        await ana.page.reload()
        await expect(ana.page.locator("[data-passkey]")).to_have_count(1)


async def test_a_removed_passkey_is_told_that_it_opens_nothing(house: House) -> None:
    ana = await house.member()
    async with devices_of(ana) as devices:
        await devices.plug(BUILT_IN)
        await add_passkey(ana, "Laptop")
        await ana.page.get_by_label("Rename Laptop").click()
        await ana.page.get_by_label("Name", exact=True).first.fill("Old laptop")
        await ana.page.get_by_role("button", name="Save").click()
        await ana.page.get_by_label("Remove Old laptop").click()
        await ana.page.get_by_role("button", name="Remove this passkey").click()
        await expect(ana.page.get_by_text("The passkey is removed")).to_be_visible()
        ana.foresee("/api/v1/session/passkey")
        await sign_out(ana)  # the e-mail field has the device answer by itself
        await expect(ana.page.get_by_role("alert")).to_contain_text("does not open the club")


async def test_the_proof_takes_a_passkey(house: House) -> None:
    ana = await house.member()
    async with devices_of(ana) as devices:
        await devices.plug(BUILT_IN)
        await add_passkey(ana, "Laptop")
        before = await session_of(ana)
        await ana.goto("/prove?next=/settings/passkeys")
        await ana.page.get_by_role("button", name="Show a passkey").click()
        await expect(ana.page.get_by_role("heading", name="Passkeys")).to_be_visible()
        assert await session_of(ana) != before


async def test_somebody_joins_without_a_password_and_makes_a_passkey_behind_the_letter(house: House) -> None:
    ana = await house.visitor(PHONE)
    async with devices_of(ana) as devices:
        await devices.plug(BUILT_IN)
        await ana.goto("/join")
        await ana.page.get_by_label("Name", exact=True).fill("Ana")
        await ana.page.get_by_label("Address in the club").fill("sem-senha")
        await ana.page.get_by_label("E-mail").fill("sem-senha@exibidos.test")
        password = ana.page.get_by_label("Password", exact=True)
        await expect(password).to_be_visible()
        await ana.page.get_by_label("No password").check()
        await expect(password).to_be_hidden()
        for promise in ("of_age", "terms"):
            await ana.page.locator(f"[name={promise}]").check()
        await ana.page.get_by_role("button", name="Create my account").click()
        await expect(ana.page.get_by_text("sem-senha@exibidos.test")).to_be_visible()
        await ana.page.goto(await letter_to(ana, "sem-senha@exibidos.test"))
        await ana.page.locator("form[action='/join/letter'] button").click()
        await expect(ana.page.get_by_text("Almost there")).to_be_visible()
        await ana.page.get_by_role("button", name="Add a passkey").click()
        await expect(ana.page.get_by_text("The passkey is ready")).to_be_visible()
        await sign_out(ana)  # the e-mail field has the device answer by itself
        await expect(ana.page.get_by_text("You are signed in.")).to_be_visible()


async def letter_to(visitor: Visitor, address: str) -> str:
    """Wait for the letter in the outbox and return where its link leads."""
    for _ in range(400):
        page = await (await visitor.context.request.get(f"{visitor.club.url}/_mail")).text()
        for path in re.findall(r'href="(/_mail/[0-9a-f-]{36})"', page):
            text = await (await visitor.context.request.get(f"{visitor.club.url}{path}?as=text")).text()
            link = re.search(r"/join/letter\?link=[\w.~-]+", text)
            if link and address in text:
                return visitor.club.url + link[0]
        await asyncio.sleep(0.05)
    raise AssertionError(f"no letter to {address}")


async def session_of(visitor: Visitor) -> str:
    return next(cookie["value"] for cookie in await visitor.context.cookies() if cookie["name"] == "session")


async def test_at_an_address_in_numbers_the_door_says_where_passkeys_work(house: House) -> None:
    guest = await house.visitor()
    numbers = guest.club.url.replace("localhost", "127.0.0.1")
    guest.ours(numbers)
    await guest.page.goto(f"{numbers}/sign-in")
    await expect(guest.page.get_by_role("link", name=guest.club.url)).to_be_visible()
    await expect(guest.page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()


async def test_without_script_no_passkey_is_asked_for(house: House) -> None:
    ana = await house.member(script=False)
    await ana.goto("/settings/passkeys")
    await expect(ana.page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    await expect(ana.page.get_by_role("button", name="Add a passkey")).to_be_hidden()
    await ana.context.clear_cookies()
    await ana.goto("/sign-in")
    await expect(ana.page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
