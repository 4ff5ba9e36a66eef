"""Is every page quiet? It asks no stranger, stays within its budgets, moves nothing under the eye, and is only as heavy as promised.

What pages log, and whom they ask, is watched in every test of this folder (browser.visitors); here it is looked for on every page.
"""

import gzip

import pytest
from playwright.async_api import Page, Response, ViewportSize

from browser.visitors import SIZES, House
from exibidos.kernel.ids import new_id

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

# Every shift that no hand caused, from the first frame on.
_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifted += shift.value;
}).observe({ type: 'layout-shift', buffered: true });
"""


@pytest.mark.usefixtures("hung")
async def test_no_page_complains_or_asks_a_stranger(house: House) -> None:
    ana = await house.member()
    image_id = await ana.hang()
    guest = await house.visitor()
    for visitor, paths in (
        (guest, ["/", "/join", "/sign-in", f"/p/{image_id}", f"/@{ana.slug}", f"/p/{new_id()}", "/nothing"]),
        (ana, ["/", "/upload", f"/p/{image_id}", f"/@{ana.slug}"]),
    ):
        for path in paths:
            await visitor.goto(path)
    assert any(url.startswith(guest.club.media_url) for url in guest.asked)


async def test_the_watch_hears_a_page_that_misbehaves(house: House) -> None:
    guest = await house.visitor()
    await guest.goto("/join")
    await guest.page.evaluate(
        """() => {
          document.body.insertAdjacentHTML('beforeend', '<p style="color: red">');
          document.head.append(Object.assign(document.createElement('script'), { src: 'https://stranger.test/x.js' }));
        }"""
    )
    await guest.context.close()
    complaints = "\n".join(house.forget(guest))
    assert "inline style" in complaints
    assert "asked a stranger: https://stranger.test/x.js" in complaints


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
async def test_nothing_moves_under_the_eye(house: House, hung: list[str], size: ViewportSize) -> None:
    ana, guest = await house.member(), await house.visitor(size)
    image_id = await ana.hang(title="Parada")
    await guest.context.add_init_script(_SHIFTS)
    for path in ("/", f"/p/{image_id}", f"/@{ana.slug}", "/join"):
        await guest.goto(path)
        await to_the_end(guest.page)
        assert await guest.page.evaluate("window.shifted") <= 0.02, path
    assert hung


async def to_the_end(page: Page) -> None:
    """Scroll down as a reader does, until nothing new comes and every picture is there."""
    while not await page.evaluate(
        """() => innerHeight + scrollY >= document.documentElement.scrollHeight - 2
          && !document.querySelector('[data-more]') && [...document.images].every((one) => one.complete)"""
    ):
        await page.mouse.wheel(0, 600)
        await page.wait_for_timeout(50)


async def test_the_wall_goes_on_to_its_end_by_itself(house: House, hung: list[str]) -> None:
    guest = await house.visitor()
    await guest.goto("/")
    await to_the_end(guest.page)
    shown = await guest.page.locator("[data-wall] [data-photo]").evaluate_all(
        "(all) => all.map((one) => one.dataset.photo)"
    )
    assert set(hung) <= set(shown)
    assert len(shown) == len(set(shown))


@pytest.mark.usefixtures("hung")
async def test_home_weighs_no_more_than_promised(house: House) -> None:
    guest = await house.visitor()
    answers: list[Response] = []
    guest.context.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 (handlers get marks; a built-in takes none)
    await guest.goto("/")
    weight = {"document": 0, "script": 0, "stylesheet": 0}
    for answer in answers:
        if answer.request.resource_type in weight:
            weight[answer.request.resource_type] += len(gzip.compress(await answer.body(), 6))
    assert 0 < weight["document"] <= 30 * 1024
    assert 0 < weight["script"] <= 45 * 1024
    assert 0 < weight["stylesheet"] <= 25 * 1024
