"""Does a photo travel from one person's hands to another's eyes, in a real browser, with script and without?"""

import base64
import re

import pytest
from playwright.async_api import Page, ViewportSize, expect

from browser.visitors import SIZES, House, Visitor, file, picture
from exibidos.kernel.ids import new_id

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def join_by_form(visitor: Visitor, slug: str) -> None:
    page = visitor.page
    await visitor.goto("/")
    await page.get_by_role("link", name=re.compile("^Join")).first.click()
    await page.get_by_label("Name", exact=True).fill("Ana Luz")
    await page.get_by_label("Address in the club").fill(slug)
    await page.get_by_label("E-mail").fill(f"{slug}@exibidos.test")
    await page.get_by_label("Password", exact=True).fill("uma senha bem longa")
    await page.get_by_label("or older").check()
    await page.get_by_label("I accept the terms").check()
    await page.get_by_role("button", name="Create my account").click()
    await expect(page.get_by_text("Your account is ready.")).to_be_visible()


async def drop(page: Page, name: str, data: bytes) -> None:
    """Let a photo fall anywhere on the page, as from a folder."""
    await page.evaluate(
        """async ([name, base64]) => {
          const carried = new DataTransfer();
          const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
          carried.items.add(new File([bytes], name, { type: 'image/jpeg' }));
          document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }));
        }""",
        [name, base64.b64encode(data).decode()],
    )


async def stages(page: Page) -> None:
    """Write down every stage of every line of the tray from now on."""
    await page.evaluate(
        """() => {
          window.stages = [];
          const note = (line) => window.stages.push(line.querySelector('[data-name]').textContent + ' ' + line.dataset.state);
          new MutationObserver((all) => all.forEach((one) => one.target.matches('li') && note(one.target)))
            .observe(document.querySelector('[data-tray]'), { subtree: true, attributeFilter: ['data-state'] });
        }"""
    )


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
async def test_two_photos_go_from_the_tray_to_the_wall_and_another_member_opens_one(
    house: House, size: ViewportSize
) -> None:
    ana, bia = await house.visitor(size), await house.member(size)
    page, title = ana.page, f"Serra {new_id()}"
    await join_by_form(ana, f"ana-{new_id().hex[-8:]}")
    await page.get_by_role("link", name="Upload").first.click()
    await stages(page)
    async with page.expect_file_chooser() as choosing:
        await page.locator("[data-drop]").click()
    await (await choosing.value).set_files(file("serra.jpg", picture(1200, 800)))
    await drop(page, "mar.jpg", picture())
    lines = page.locator("[data-tray] > li")
    await expect(lines).to_have_count(2)
    await lines.nth(0).get_by_label("Title").fill(title)
    await lines.nth(1).get_by_label("Title").fill(f"Mar {title}")
    await page.get_by_label("The club compares it").check()
    await page.get_by_label("It is mine").check()
    await page.get_by_role("button", name="Publish 2 photos").click()
    for line in (lines.nth(0), lines.nth(1)):
        await expect(line).to_have_attribute("data-state", "published", timeout=15_000)
    seen = await page.evaluate("window.stages")
    for name in ("serra.jpg", "mar.jpg"):
        own = [stage.split()[-1] for stage in seen if stage.startswith(name)]
        assert own == sorted(own, key=["reading", "sending", "sent", "finishing", "processing", "published"].index)
        assert "sending" in own
    await lines.nth(0).get_by_role("link", name="See the photo").click()
    await expect(page.get_by_role("heading", name=title)).to_be_visible()

    await bia.goto("/")
    await bia.page.get_by_role("link", name=title).first.click()
    await expect(bia.page.get_by_role("heading", name=title)).to_be_visible()
    await shown(bia.page)
    await expect(bia.page.get_by_text("Ana Luz").first).to_be_visible()
    await expect(bia.page.get_by_text("Delete")).to_have_count(0)


async def shown(page: Page) -> None:
    """Wait until the photo's own picture has arrived."""
    await page.wait_for_function("() => document.querySelector('[data-picture]')?.naturalWidth > 1")


async def test_without_script_a_person_joins_uploads_looks_leaves_and_returns(house: House) -> None:
    caio = await house.visitor(script=False)
    page, slug = caio.page, f"caio-{new_id().hex[-8:]}"
    await join_by_form(caio, slug)
    await page.get_by_role("link", name="Upload").first.click()
    await page.get_by_label("Choose a photo").set_input_files(file("foto.jpg", picture()))
    await page.get_by_label("Title").fill("Sem script")
    await page.get_by_label("The club compares it").check()
    await page.get_by_label("It is mine").check()
    await page.get_by_role("button", name="Publish").click()
    await expect(page.get_by_role("heading", name="Sem script")).to_be_visible()
    await expect(page.locator("[data-picture]")).to_be_visible(timeout=15_000)
    await page.get_by_role("link", name="Me", exact=True).click()
    await page.get_by_role("button", name="Sign out").click()
    await expect(page.get_by_text("You are signed out.")).to_be_visible()
    await caio.goto("/upload")
    await expect(page).to_have_url(re.compile("/sign-in"))
    await page.get_by_label("E-mail").fill(f"{slug}@exibidos.test")
    await page.get_by_label("Password", exact=True).fill("uma senha bem longa")
    await page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(page.get_by_role("heading", name="Upload photos")).to_be_visible()


async def test_a_photo_in_the_making_shows_itself_when_it_is_ready(house: House) -> None:
    ana = await house.member()
    image_id = await ana.send(picture(2000, 1500))
    await ana.goto(f"/p/{image_id}")
    await shown(ana.page)


async def test_the_page_speaks_the_language_that_the_browser_asks_for(house: House) -> None:
    for language, word in (("pt-BR", "Participar"), ("en", "Join"), ("de", "Participar")):
        guest = await house.visitor(language=language)
        await guest.goto("/")
        await expect(guest.page.locator("html")).to_have_attribute("lang", "en" if language == "en" else "pt-BR")
        await expect(guest.page.get_by_role("link", name=word, exact=True)).to_be_visible()
