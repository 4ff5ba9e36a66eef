"""Does the tray say why a file is refused, and does it let people try again?"""

import pytest
from playwright.async_api import Locator, Page, Route, expect

from browser.visitors import House, file, picture
from media.by_hand import heic
from media.pictures import gradient

pytestmark = [pytest.mark.anyio, pytest.mark.browser]
_HTML = b"<!doctype html><title>Not a photo</title><p>" + b"not a photo " * 50


async def chosen(page: Page, name: str, data: bytes, kind: str = "image/jpeg") -> Locator:
    """Choose a file and return its line in the tray."""
    await page.locator("#f-file").set_input_files(file(name, data, kind))
    return page.locator("[data-tray] > li").filter(has_text=name)


async def test_a_file_that_is_no_photo_by_its_name_is_refused_before_it_is_sent(house: House) -> None:
    ana = await house.member()
    await ana.goto("/upload")
    line = await chosen(ana.page, "notas.txt", b"Oi", "text/plain")
    await expect(line).to_have_attribute("data-state", "refused")
    await expect(line).to_contain_text("Only JPEG, HEIC, PNG, WebP, AVIF or GIF.")
    await expect(ana.page.get_by_role("button", name="Publish")).to_be_disabled()
    assert not [url for url in ana.asked if url.startswith(ana.club.storage_url)]
    await line.get_by_role("button", name="Take off the list").click()
    await expect(line).to_have_count(0)


async def test_a_phones_photo_whose_type_the_browser_does_not_know_is_known_by_its_name(house: House) -> None:
    ana = await house.member()
    await ana.goto("/upload")
    line = await chosen(ana.page, "IMG_0815.HEIC", heic(gradient()), "")
    await ana.page.get_by_label("The club compares it").check()
    await ana.page.get_by_label("It is mine").check()
    await ana.page.get_by_role("button", name="Publish").click()
    await expect(line).to_have_attribute("data-state", "published", timeout=15_000)


async def test_html_named_jpg_is_refused_with_its_reason_in_the_tray_and_on_its_page(house: House) -> None:
    ana = await house.member()
    page = ana.page
    await ana.goto("/upload")
    line = await chosen(page, "falsa.jpg", _HTML)
    good = await chosen(page, "boa.jpg", picture())
    await page.get_by_label("The club compares it").check()
    await page.get_by_label("It is mine").check()
    await page.get_by_role("button", name="Publish 2 photos").click()
    await expect(line).to_have_attribute("data-state", "refused", timeout=15_000)
    await expect(line).to_contain_text("We do not recognise this file as a photo.")
    await expect(line.get_by_role("button", name="Try again")).to_be_hidden()
    await expect(good).to_have_attribute("data-state", "published", timeout=15_000)
    await line.get_by_role("link", name="Open its page").click()
    await expect(page.get_by_text("This photo could not be accepted")).to_be_visible()
    await expect(page.get_by_text("We do not recognise this file as a photo.")).to_be_visible()
    await page.get_by_text("Delete", exact=True).click()
    await page.get_by_role("button", name="Delete this photo").click()
    await expect(page.get_by_text("The photo was deleted.")).to_be_visible()


async def test_without_script_a_refused_photo_says_why_on_its_page(house: House) -> None:
    ana = await house.member(script=False)
    image_id = await ana.hang(_HTML)
    await ana.goto(f"/p/{image_id}")
    await expect(ana.page.get_by_text("We do not recognise this file as a photo.")).to_be_visible()
    assert (await (await house.visitor()).goto(f"/p/{image_id}")).status == 404


async def test_a_photo_whose_connection_dropped_is_sent_again(house: House) -> None:
    ana = await house.member()
    page = ana.page
    ana.foresee(ana.club.storage_url)
    tries = 0

    async def drop_the_first(route: Route) -> None:
        nonlocal tries
        tries += 1
        await (route.abort("connectionreset") if tries == 1 else route.continue_())

    await page.route(f"{ana.club.storage_url}/**", drop_the_first)
    await ana.goto("/upload")
    line = await chosen(page, "onda.jpg", picture())
    await expect(line).to_have_attribute("data-state", "failed")
    await expect(line).to_contain_text("The connection dropped.")
    await line.get_by_role("button", name="Try again").click()
    await expect(line).to_have_attribute("data-state", "sent")
    await page.get_by_label("The club compares it").check()
    await page.get_by_label("It is mine").check()
    await page.get_by_role("button", name="Publish").click()
    await expect(line).to_have_attribute("data-state", "published", timeout=15_000)


async def test_who_may_see_a_photo_is_what_was_chosen_last_though_an_answer_was_lost(house: House) -> None:
    ana = await house.member()
    page = ana.page
    ana.foresee(f"{ana.club.url}/api/v1/images")
    made: list[str] = []

    async def lose_the_first_answer(route: Route) -> None:
        answer = await route.fetch()
        made.append((await answer.json())["id"])
        await (route.abort("connectionreset") if len(made) == 1 else route.fulfill(response=answer))

    await page.route("**/api/v1/images", lose_the_first_answer)
    await ana.goto("/upload")
    line = await chosen(page, "onda.jpg", picture())
    await page.get_by_label("The club compares it").check()
    await page.get_by_label("It is mine").check()
    await page.get_by_role("button", name="Publish").click()
    await expect(line).to_have_attribute("data-state", "failed")
    await page.locator("input[name=visibility][value=only_me]").check()
    await line.get_by_role("button", name="Try again").click()
    await expect(line).to_have_attribute("data-state", "published", timeout=15_000)
    assert len(set(made)) == 1, "one upload, one photo"
    assert (await (await house.visitor()).goto(f"/p/{made[0]}")).status == 404


async def test_a_photo_waits_for_a_store_that_is_away_and_goes_on_by_itself(house: House) -> None:
    ana = await house.member()
    page = ana.page
    ana.foresee(ana.club.storage_url)
    ana.foresee(f"{ana.club.url}/api/v1/images")
    left = {ana.club.storage_url: 1, f"{ana.club.url}/api/v1/images": 1}

    async def be_away_once(route: Route) -> None:
        place = next(place for place in left if route.request.url.startswith(place))
        left[place] -= 1
        if left[place] >= 0:
            await route.fulfill(status=503, headers={"retry-after": "5"}, body="{}")
        else:
            await route.continue_()

    await page.route(f"{ana.club.storage_url}/**", be_away_once)
    await page.route("**/api/v1/images", be_away_once)
    await ana.goto("/upload")
    line = await chosen(page, "onda.jpg", picture())
    await page.get_by_label("The club compares it").check()
    await page.get_by_label("It is mine").check()
    await page.get_by_role("button", name="Publish").click()
    await expect(line).to_have_attribute("data-state", "published", timeout=45_000)
    assert max(left.values()) < 0
