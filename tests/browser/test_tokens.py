"""Is a secret shown to one pair of eyes, once, and gone when they look away?"""

import pytest
from playwright.async_api import expect

from browser.visitors import PHONE, House, Visitor

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def works(visitor: Visitor, secret: str) -> bool:
    """Say whether the API takes the token from a program that knows nothing else."""
    answer = await visitor.context.request.get(
        f"{visitor.club.url}/api/v1/me", headers={"authorization": f"Bearer {secret}", "cookie": ""}
    )
    return answer.status == 200


async def test_a_secret_is_copied_with_one_press_and_gone_after_a_reload(house: House) -> None:
    ana = await house.member(PHONE)
    await ana.context.grant_permissions(["clipboard-read", "clipboard-write"])
    secret = await ana.make_token("Backup")
    assert await works(ana, secret)
    await ana.page.get_by_role("button", name="Copy").click()
    await expect(ana.page.get_by_role("button", name="Copied")).to_be_visible()
    assert await ana.page.evaluate("navigator.clipboard.readText()") == secret

    await ana.page.reload()
    await expect(ana.page.get_by_role("heading", name="Backup")).to_have_count(1)
    await expect(ana.page.locator("[data-secret]")).to_have_count(0)
    assert secret not in await ana.page.content()


async def test_going_back_does_not_show_a_secret_again(house: House) -> None:
    ana = await house.member()
    secret = await ana.make_token("Backup")
    await ana.goto("/")
    await ana.page.go_back()
    await expect(ana.page.get_by_role("heading", name="Backup")).to_have_count(1)
    await expect(ana.page.locator("[data-secret]")).to_have_count(0)
    assert secret not in await ana.page.content()


async def test_without_script_a_token_is_made_selected_by_hand_and_revoked(house: House) -> None:
    ana = await house.member(script=False)
    secret = await ana.make_token("Backup")
    await expect(ana.page.get_by_label("Your new token")).to_be_focused()
    await expect(ana.page.get_by_role("button", name="Copy")).to_be_hidden()
    assert await works(ana, secret)
    await ana.page.get_by_label("Revoke Backup").click()
    await ana.page.get_by_role("button", name="Revoke for good").click()
    await expect(ana.page.get_by_text("The token is revoked")).to_be_visible()
    await expect(ana.page.get_by_role("heading", name="Backup")).to_have_count(0)
    assert not await works(ana, secret)


async def test_a_member_finds_the_tokens_from_their_own_page(house: House) -> None:
    ana = await house.member(PHONE)
    await ana.goto(f"/@{ana.slug}")
    await ana.page.get_by_role("link", name="Settings").click()
    await ana.page.get_by_role("link", name="Tokens").click()
    await expect(ana.page.get_by_role("heading", name="Personal tokens")).to_be_visible()
    await ana.page.get_by_role("link", name="Settings").click()
    await expect(ana.page.get_by_role("link", name="Tokens")).to_be_visible()
