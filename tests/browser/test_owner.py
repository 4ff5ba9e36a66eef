"""What can an author do with a photo that others look at? Veil it, hide it, delete it; a photo is never shown larger than it is."""

import pytest
from playwright.async_api import Page, ViewportSize, expect

from browser.visitors import DESK, PHONE, SIZES, House, picture

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def drawn(page: Page) -> str:
    """Return the address of the picture that the page shows, once it has arrived."""
    await page.wait_for_function("() => document.querySelector('[data-picture]')?.naturalWidth > 1")
    address: str = await page.locator("[data-picture]").evaluate("(picture) => picture.currentSrc")
    return address


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
async def test_a_sensitive_photo_is_veiled_until_a_member_lifts_the_veil(house: House, size: ViewportSize) -> None:
    ana, bia, guest = await house.member(), await house.member(size), await house.visitor(size)
    image_id = await ana.hang(sensitive="on", title="Sob o véu")
    await ana.goto(f"/p/{image_id}")
    assert "/full.webp" in await drawn(ana.page) or "/feed.webp" in await drawn(ana.page)

    await guest.goto(f"/p/{image_id}")
    assert "/blur.webp" in await drawn(guest.page)
    await expect(guest.page.get_by_text("Sign in to decide")).to_be_visible()
    await expect(guest.page.get_by_role("button", name="Lift the veil")).to_have_count(0)
    await guest.goto("/")
    await expect(guest.page.locator(f'[data-photo="{image_id}"]')).to_contain_text("Sensitive content")
    assert "Sob o véu" not in await guest.page.content()

    await bia.goto(f"/p/{image_id}")
    assert "/blur.webp" in await drawn(bia.page)
    assert not [url for url in bia.asked if image_id in url and "/i/" in url and "/blur.webp" not in url]
    await bia.page.get_by_role("button", name="Lift the veil").click()
    await expect(bia.page.get_by_role("heading", name="Sob o véu")).to_be_visible()
    await expect(bia.page.locator("[data-veil]")).to_have_count(0)
    assert "/blur.webp" not in await drawn(bia.page)


async def test_a_member_without_script_lifts_the_veil_too(house: House) -> None:
    ana, bia = await house.member(), await house.member(script=False)
    image_id = await ana.hang(sensitive="on", title="Sob o véu")
    await bia.goto(f"/p/{image_id}")
    await bia.page.get_by_role("button", name="Lift the veil").click()
    await expect(bia.page.get_by_role("heading", name="Sob o véu")).to_be_visible()
    await expect(bia.page.get_by_text("The veil is lifted.")).to_be_visible()


async def test_a_photo_made_private_is_gone_for_others_at_once_and_comes_back(house: House) -> None:
    ana, bia = await house.member(), await house.member()
    image_id = await ana.hang(title="Primeiro nome")
    await bia.goto(f"/p/{image_id}")
    seen = await drawn(bia.page)

    await ana.goto(f"/p/{image_id}")
    await change(ana.page, title="Segundo nome", visibility="Only me")
    await expect(ana.page.get_by_text("Changes saved.")).to_be_visible()
    await expect(ana.page.get_by_role("heading", name="Segundo nome")).to_be_visible()
    assert (await bia.goto(f"/p/{image_id}")).status == 404
    assert (await bia.context.request.get(seen)).status == 404
    await bia.goto("/")
    await expect(bia.page.locator(f'[data-photo="{image_id}"]')).to_have_count(0)

    await change(ana.page, title="Segundo nome", visibility="Everyone")
    await bia.goto("/")
    await bia.page.locator(f'[data-photo="{image_id}"]').click()
    await expect(bia.page.get_by_role("heading", name="Segundo nome")).to_be_visible()


async def change(page: Page, *, title: str, visibility: str) -> None:
    await page.get_by_text("Edit", exact=True).click()
    await page.get_by_label("Title").fill(title)
    await page.get_by_role("radio", name=visibility).check()
    await page.get_by_role("button", name="Save").click()


async def test_an_author_deletes_a_photo_after_a_second_look(house: House) -> None:
    ana, bia = await house.member(PHONE), await house.visitor(PHONE)
    image_id = await ana.hang(title="Passageira")
    page = ana.page
    await ana.goto(f"/p/{image_id}")
    button = page.get_by_role("button", name="Delete this photo")
    await expect(button).to_be_hidden()
    await page.get_by_text("Delete", exact=True).click()
    await expect(page.get_by_text("The photo leaves the wall")).to_be_visible()
    await button.click()
    await expect(page.get_by_text("The photo was deleted.")).to_be_visible()
    await expect(page.locator(f'[data-photo="{image_id}"]')).to_have_count(0)
    assert (await bia.goto(f"/p/{image_id}")).status == 404


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
async def test_a_small_photo_is_never_shown_larger_than_it_is(house: House, size: ViewportSize) -> None:
    ana = await house.member(size)
    image_id = await ana.hang(picture(240, 180))
    await ana.goto(f"/p/{image_id}")
    await drawn(ana.page)
    box = await ana.page.locator("[data-picture]").bounding_box()
    assert box
    assert (round(box["width"]), round(box["height"])) == (240, 180)


@pytest.mark.parametrize("shape", [(2400, 1600), (900, 2400)], ids=["wide", "tall"])
async def test_a_large_photo_fills_the_stage_whole_and_in_its_own_shape(house: House, shape: tuple[int, int]) -> None:
    ana = await house.member()
    image_id = await ana.hang(picture(*shape))
    for size in (DESK, PHONE):
        await ana.page.set_viewport_size(size)
        await ana.goto(f"/p/{image_id}")
        await drawn(ana.page)
        box = await ana.page.locator("[data-picture]").bounding_box()
        stage = await ana.page.locator(".stage").bounding_box()
        assert box
        assert stage
        assert box["width"] / box["height"] == pytest.approx(shape[0] / shape[1], rel=0.02)
        assert box["width"] <= stage["width"]
        assert box["height"] <= size["height"]
        assert box["width"] >= stage["width"] * 0.85 or box["height"] >= size["height"] * 0.7
