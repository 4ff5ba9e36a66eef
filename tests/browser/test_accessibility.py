"""Can everybody use every page? No finding of axe in any theme at any size; all of it with the keyboard alone."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import ViewportSize, expect

from browser.axe import findings
from browser.devices import BUILT_IN, add_passkey, devices_of
from browser.keyboard import press, stumbles
from browser.visitors import SIZES, House, Visitor, file, picture
from exibidos.kernel.ids import new_id

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def home_empty(house: House) -> Visitor:
    guest = await house.visitor()
    async with house.bare_wall():
        await guest.goto("/")
        await expect(guest.page.get_by_role("heading", name="The wall is still bare.")).to_be_visible()
    return guest


async def home_full(house: House) -> Visitor:
    guest = await house.visitor()
    await guest.goto("/")
    return guest


async def home_of_a_member(house: House) -> Visitor:
    member = await house.member()
    await member.goto("/?notice=welcome")
    return member


async def photo(house: House) -> Visitor:
    ana = await house.member()
    image_id = await ana.hang(title="Serra", caption="Cedo, antes do sol.", alt="Serra sob neblina")
    await ana.goto(f"/p/{image_id}")
    for fold in ("Edit", "Delete"):
        await ana.page.get_by_text(fold, exact=True).click()
    await ana.page.locator("#seen summary").click()
    return ana


async def photo_veiled(house: House) -> Visitor:
    ana, bia = await house.member(), await house.member()
    await bia.goto(f"/p/{await ana.hang(sensitive='on')}")
    return bia


async def photo_refused(house: House) -> Visitor:
    ana = await house.member()
    await ana.goto(f"/p/{await ana.hang(b'<html>not a photo' * 50)}")
    return ana


async def upload_empty(house: House) -> Visitor:
    ana = await house.member()
    await ana.goto("/upload")
    return ana


async def upload_with_items(house: House) -> Visitor:
    ana = await upload_empty(house)
    await ana.page.locator("#f-file").set_input_files(
        [file("a.jpg", picture()), file("b.txt", b"Oi", "text/plain"), file("c.jpg", picture())]
    )
    lines = ana.page.locator("[data-tray] > li")
    await expect(lines.nth(0)).to_have_attribute("data-state", "sent")
    await expect(lines.nth(2)).to_have_attribute("data-state", "sent")
    return ana


async def upload_published(house: House) -> Visitor:
    ana = await upload_with_items(house)
    await ana.page.get_by_label("The club compares it").check()
    await ana.page.get_by_label("It is mine").check()
    await ana.page.get_by_role("button", name="Publish 2 photos").click()
    await expect(ana.page.locator('[data-tray] > [data-state="published"]')).to_have_count(2, timeout=15_000)
    return ana


async def profile(house: House) -> Visitor:
    ana = await house.member()
    await ana.hang()
    await ana.hang(visibility="only_me")
    await ana.goto(f"/@{ana.slug}")
    return ana


async def profile_empty(house: House) -> Visitor:
    ana = await house.member()
    await ana.goto(f"/@{ana.slug}")
    return ana


async def join(house: House) -> Visitor:
    guest = await house.visitor()
    await guest.goto("/join")
    return guest


async def sign_in_refused(house: House) -> Visitor:
    guest = await house.visitor()
    await guest.goto("/sign-in")
    await guest.page.get_by_label("E-mail").fill("ninguem@exibidos.test")
    await guest.page.get_by_label("Password", exact=True).fill("nunca foi")
    await guest.page.get_by_role("button", name="Sign in", exact=True).click()
    await expect(guest.page.get_by_role("alert")).to_contain_text("do not match")
    return guest


async def join_refused(house: House) -> Visitor:
    guest = await house.visitor()
    await guest.goto("/join")
    await guest.page.get_by_label("Name", exact=True).fill("Ana")
    await guest.page.get_by_label("Address in the club").fill("admin")
    await guest.page.get_by_label("E-mail").fill(f"{new_id().hex}@exibidos.test")
    await guest.page.get_by_label("Password", exact=True).fill("uma senha bem longa")
    await guest.page.get_by_label("or older").check()
    await guest.page.get_by_label("I accept the terms").check()
    await guest.page.get_by_role("button", name="Create my account").click()
    await expect(guest.page.get_by_text("belongs to the house")).to_be_visible()
    return guest


async def not_found(house: House) -> Visitor:
    guest = await house.visitor()
    await guest.goto("/nothing-here")
    return guest


async def offline(house: House) -> Visitor:
    guest = await house.visitor()
    guest.foresee("/healthz")
    await guest.page.route("**/healthz", lambda route: route.abort())
    await guest.goto("/offline?lang=en")
    return guest


async def developers(house: House) -> Visitor:
    guest = await house.visitor()
    await guest.goto("/developers")
    for shape in await guest.page.locator("#images_publish .shape summary, #images_wall .shape summary").all():
        await shape.click()
    return guest


async def tokens(house: House) -> Visitor:
    ana = await house.member()
    await ana.make_token("Backup")
    await ana.make_token("Porta-retratos")
    await ana.page.get_by_label("Revoke Backup").click()
    return ana


async def passkeys(house: House) -> Visitor:
    ana = await house.member()
    async with devices_of(ana) as devices:
        await devices.plug(BUILT_IN)
        await add_passkey(ana, "Laptop")
        await ana.page.get_by_label("Rename Laptop").click()
    return ana


async def tokens_refused(house: House) -> Visitor:
    ana = await house.member()
    await ana.goto("/settings/tokens")
    await ana.page.get_by_label("Name").fill("Backup")
    await ana.page.get_by_label("See what you see").uncheck()
    await ana.page.get_by_role("button", name="Make the token").click()
    await expect(ana.page.get_by_text("Choose at least one thing")).to_be_visible()
    return ana


async def somebody(house: House) -> Visitor:
    """Somebody's page, followed, with what can be done about them unfolded."""
    ana, bia = await house.member(), await house.member()
    await ana.hang(visibility="followers")
    await bia.goto(f"/@{ana.slug}")
    await bia.page.get_by_role("button", name="Follow", exact=True).click()
    await bia.page.get_by_label("More about").click()
    await bia.page.locator(".menu-danger summary").click()
    return bia


async def locked_and_asked(house: House) -> Visitor:
    ana, bia = await house.member(), await house.member()
    await ana.goto("/settings/people")
    await ana.page.get_by_label("My account is private").check()
    await ana.page.get_by_role("button", name="Save").click()
    await bia.goto(f"/@{ana.slug}")
    await bia.page.get_by_role("button", name="Ask to follow").click()
    await expect(bia.page.get_by_text("You have asked.")).to_be_visible()
    await bia.page.get_by_text("Asked", exact=True).click()
    await ana.goto("/requests")
    assert not await findings(ana.page)
    await ana.page.get_by_role("button", name="Accept").click()
    await ana.goto(f"/@{ana.slug}/followers")
    await ana.page.get_by_label("from your followers").click()
    assert not await findings(ana.page)
    return bia


async def people(house: House) -> Visitor:
    ana, bia, eva = await house.member(), await house.member(), await house.member()
    for other, act in ((bia, "Block"), (eva, "Mute")):
        await ana.goto(f"/@{other.slug}")
        await ana.page.get_by_label("More about").click()
        await ana.page.locator(".menu summary", has_text=act).click()
        await ana.page.get_by_role("button", name=f"{act} " if act == "Block" else "A week").click()
        await expect(ana.page.locator("[data-toast]")).to_be_visible()
    await ana.goto("/settings/people")
    await ana.page.get_by_text("Mute a word or tag").click()
    await ana.page.get_by_label("Word or tag", exact=True).fill("...")
    await ana.page.get_by_role("button", name="Mute", exact=True).click()
    await expect(ana.page.get_by_text("There is no word in that.")).to_be_visible()
    return ana


SCENES: list[Callable[[House], Awaitable[Visitor]]] = [
    home_empty,
    home_full,
    home_of_a_member,
    photo,
    photo_veiled,
    photo_refused,
    upload_empty,
    upload_with_items,
    upload_published,
    profile,
    profile_empty,
    somebody,
    locked_and_asked,
    people,
    developers,
    tokens,
    tokens_refused,
    passkeys,
    join,
    join_refused,
    sign_in_refused,
    not_found,
    offline,
]


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
@pytest.mark.usefixtures("hung")
async def test_axe_finds_nothing(house: House, scene: Callable[[House], Awaitable[Visitor]]) -> None:
    visitor = await scene(house)
    found = await findings(visitor.page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
async def test_the_keyboard_alone_opens_the_first_photo_and_comes_back(
    house: House, hung: list[str], size: ViewportSize
) -> None:
    guest = await house.visitor(size)
    page = guest.page
    await guest.goto("/")
    await press(page, "Tab")
    await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    await expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport(ratio=1)
    await page.keyboard.press("Enter")
    first = page.locator("[data-photo]").first
    for _ in range(3):  # two links of the introduction come before it
        await press(page, "Tab")
    await expect(first).to_be_focused()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/p/*")
    await press(page, "Tab")
    await expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    await page.keyboard.press("Escape")
    await page.wait_for_url(f"{guest.club.url}/#main")
    assert hung


async def test_escape_while_writing_leaves_no_page(house: House) -> None:
    ana = await house.member()
    await ana.goto(f"/p/{await ana.hang(title='Rascunho')}")
    await ana.page.get_by_text("Edit", exact=True).focus()
    await ana.page.keyboard.press("Enter")
    await ana.page.get_by_label("Title").press("Escape")
    await expect(ana.page.get_by_label("Title")).to_have_value("Rascunho")
    assert "/p/" in ana.page.url


@pytest.mark.parametrize(
    "path", ["/", "/join", "/sign-in", "/upload", "/me", "/photo", "/settings", "/settings/tokens", "/settings/people"]
)
async def test_the_keyboard_reaches_everything_and_the_eye_can_follow(house: House, hung: list[str], path: str) -> None:
    guest_only = path in {"/", "/join", "/sign-in"}
    visitor = await (house.visitor() if guest_only else house.member())
    if path == "/photo":
        path = f"/p/{await visitor.hang()}"
    await visitor.goto(f"/@{visitor.slug}" if path == "/me" else path)
    # The link to the rest of the wall is gone when the focus comes there: the rest hangs in its place.
    assert [fault for fault in await stumbles(visitor.page) if "/?cursor" not in fault] == []
    assert hung
