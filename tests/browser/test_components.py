"""Is every component in every state fit for everybody, in both themes, and does the page that shows them stay in its window?"""

import pytest

from browser.axe import findings
from browser.visitors import SIZES, House

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

# Here the same piece stands many times under one name, which is what the page is for.
_OF_ONE_NAME = ("landmark-unique",)


async def test_axe_finds_nothing_on_any_component(house: House) -> None:
    guest = await house.visitor()
    await guest.goto("/_components")
    found = await findings(guest.page, but=_OF_ONE_NAME)
    assert not found, "\n".join(found)


async def test_no_component_leaves_its_window_and_no_specimen_does_anything(house: House) -> None:
    guest = await house.visitor()
    await guest.goto("/_components")
    for size in SIZES.values():
        await guest.page.set_viewport_size(size)
        assert await guest.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), size
    await guest.page.locator(".specimen").get_by_role("button", name="For", exact=True).first.click()
    await guest.page.locator(".specimen").get_by_role("link", name="Upload").first.click()
    assert guest.page.url.endswith("/_components")


async def test_each_half_has_its_own_theme_whatever_the_system_says(house: House) -> None:
    guest = await house.visitor()
    await guest.goto("/_components")
    grounds = []
    for scheme in ("dark", "light"):
        await guest.page.emulate_media(color_scheme=scheme)
        grounds.append(
            await guest.page.evaluate(
                "['darkroom', 'paper'].map((name) => getComputedStyle(document.querySelector(`[data-theme=${name}]`)).backgroundColor)"
            )
        )
    assert grounds == [["rgb(18, 16, 14)", "rgb(247, 244, 238)"]] * 2
