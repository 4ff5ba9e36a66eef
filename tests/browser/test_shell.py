"""Can the club be installed, what does it show without a line, and what does a browser keep of it? Asked of a real Chromium."""

import asyncio
import contextlib
import io
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import msgspec
import pytest
from PIL import Image
from playwright.async_api import Page, expect

from browser.visitors import House, Visitor

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

# The worker is at work, and this page asks it: on a first visit a moment after the page is done.
_KEPT = """async () => {
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done));
}"""
# Everything that lies in any cache: its address, what it said about being kept, its text.
_SHELVES = """async () => {
  const found = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) {
      const answer = await caches.match(request, { cacheName: name });
      found.push([name, request.url, answer.headers.get('cache-control') ?? '', await answer.text()]);
    }
  return found;
}"""


class Line:
    """A line to the club that can be cut: what it carries goes to the club's own port."""

    def __init__(self, club_port: int) -> None:
        self._club_port = club_port
        self._carrying: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def mend(self) -> None:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def cut(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._carrying:
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    async def _carry(self, near: asyncio.StreamReader, near_end: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._carrying.add(task)
        far, far_end = await asyncio.open_connection("127.0.0.1", self._club_port)
        try:
            await asyncio.gather(_pour(near, far_end), _pour(far, near_end))
        except (asyncio.CancelledError, ConnectionError):
            pass
        finally:
            self._carrying.discard(task)
            far_end.close()
            near_end.close()


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    while data := await source.read(65_536):
        target.write(data)
        await target.drain()
    with contextlib.suppress(OSError):  # the other end may have gone already
        target.write_eof()


@asynccontextmanager
async def line_to(house: House) -> AsyncIterator[Line]:
    line = Line(urlsplit(house.club.url).port or 80)
    await line.mend()
    try:
        yield line
    finally:
        await line.cut()


async def shelves(page: Page) -> list[tuple[str, str, str, str]]:
    return [(name, url, control, text) for name, url, control, text in await page.evaluate(_SHELVES)]


async def test_a_browser_finds_nothing_that_speaks_against_installing(house: House) -> None:
    guest = await house.visitor()
    await guest.goto("/")
    chromium = await guest.context.new_cdp_session(guest.page)
    found = await chromium.send("Page.getAppManifest")
    assert found["errors"] == []
    complaints = await chromium.send("Page.getInstallabilityErrors")
    # Playwright's visitors browse privately; that is all that Chromium may hold against us.
    assert {one["errorId"] for one in complaints["installabilityErrors"]} <= {"in-incognito"}
    for icon in msgspec.json.decode(found["data"])["icons"]:
        answer = await guest.context.request.get(guest.club.url + icon["src"])
        with Image.open(io.BytesIO(await answer.body())) as drawn:
            assert f"{drawn.width}x{drawn.height}" == icon["sizes"], icon
            assert (drawn.format, answer.headers["content-type"]) == ("PNG", icon["type"])


async def test_a_maskable_icon_has_no_corner_that_shows_through(house: House) -> None:
    guest = await house.visitor()
    await guest.goto("/")
    manifest = await (await guest.context.request.get(f"{guest.club.url}/manifest.webmanifest")).json()
    for icon in manifest["icons"]:
        body = await (await guest.context.request.get(guest.club.url + icon["src"])).body()
        with Image.open(io.BytesIO(body)) as drawn:
            corner = drawn.convert("RGBA").getpixel((0, 0))
        assert isinstance(corner, tuple)
        assert (corner[3] == 255) == (icon["purpose"] == "maskable"), icon


@pytest.mark.parametrize(("language", "said"), [("pt-BR", "A conexão caiu"), ("en", "The line is down")])
async def test_without_a_line_the_shell_shows_in_the_readers_language_and_goes_when_the_line_is_back(
    house: House, language: str, said: str
) -> None:
    async with line_to(house) as line:
        guest = await house.visitor(language=language)
        guest.foresee(f"localhost:{line.port}")
        guest.ours(f"http://localhost:{line.port}")
        await guest.page.goto(f"http://localhost:{line.port}/")
        await guest.page.evaluate(_KEPT)
        await line.cut()
        await guest.page.goto(f"http://localhost:{line.port}/join?next=/upload")
        await expect(guest.page.get_by_role("heading", name=said)).to_be_visible()
        await expect(guest.page.locator("html")).to_have_attribute("lang", language)
        assert await guest.page.evaluate("getComputedStyle(document.body).fontFamily.includes('Instrument')")
        assert await guest.page.evaluate("document.fonts.ready.then(() => document.fonts.check('1em Instrument Sans'))")
        await line.mend()
        await expect(guest.page.get_by_label("E-mail")).to_be_visible(timeout=15_000)
        assert guest.page.url.endswith("/join?next=/upload")


async def test_without_a_line_a_reader_may_try_again_by_hand(house: House) -> None:
    async with line_to(house) as line:
        guest = await house.visitor()
        guest.foresee(f"localhost:{line.port}")
        guest.ours(f"http://localhost:{line.port}")
        await guest.page.goto(f"http://localhost:{line.port}/")
        await guest.page.evaluate(_KEPT)
        await line.cut()
        await guest.page.goto(f"http://localhost:{line.port}/sign-in")
        again = guest.page.get_by_role("link", name="Try again")
        await again.click()
        await expect(again).to_be_visible()
        await line.mend()
        await again.click()
        await expect(guest.page.get_by_label("E-mail")).to_be_visible()


async def test_answers_pass_the_worker_as_they_are(house: House) -> None:
    guest = await house.visitor()
    await guest.goto("/join")
    await guest.page.evaluate(_KEPT)
    assert (await guest.goto("/nothing-here")).status == 404
    await guest.goto("/upload")
    await expect(guest.page).to_have_url(re.compile("/sign-in"))


async def test_a_browser_without_workers_is_told_nothing_and_complains_of_nothing(house: House) -> None:
    guest = await house.visitor()
    # As on a phone that reaches the club by plain http on the local network.
    await guest.context.add_init_script("delete Navigator.prototype.serviceWorker")
    await guest.goto("/")
    assert await guest.page.evaluate("!('serviceWorker' in navigator)")
    await expect(guest.page.get_by_role("heading", level=1)).to_be_attached()


async def test_after_a_members_walk_a_browser_keeps_files_and_the_shell_and_nothing_of_theirs(house: House) -> None:
    ana, bia = await house.member(), await house.member()
    own, secret = await ana.hang(title="Segredo da Ana"), await ana.hang(visibility="only_me", title="Segredo da Ana")
    others = await bia.hang(title="Serra")
    await ana.goto("/")
    await ana.page.evaluate(_KEPT)
    for path in ("/", f"/p/{own}", f"/p/{secret}", f"/p/{others}", f"/@{ana.slug}", "/upload", "/nothing-here"):
        await ana.goto(path)
    await vote(ana, others)
    await ana.page.evaluate("() => fetch('/api/v1/me').then((answer) => answer.json())")
    only_the_shell(await shelves(ana.page), ana)
    await ana.goto(f"/@{ana.slug}")
    await ana.page.get_by_role("button", name="Sign out").click()
    await expect(ana.page.get_by_text("You are signed out.")).to_be_visible()
    only_the_shell(await shelves(ana.page), ana)


async def vote(member: Visitor, image_id: str) -> None:
    await member.goto(f"/p/{image_id}")
    await member.page.get_by_role("button", name="For", exact=True).click()
    await expect(member.page.locator('[value="for"]')).to_have_attribute("aria-pressed", "true")


def only_the_shell(found: list[tuple[str, str, str, str]], member: Visitor) -> None:
    assert {name.partition("-")[0] for name, *_ in found} == {"shell"}
    addresses = {url.removeprefix(member.club.url) for _, url, _, _ in found}
    assert "/offline?lang=en" in addresses
    assert [
        one
        for one in addresses
        if not re.fullmatch(r"/offline\?lang=en|/static/[\w.-]+-[\w-]{8}\.(css|js|svg|woff2)", one)
    ] == []
    for _, url, control, text in found:
        assert not re.search("private|no-store", control), url
        assert member.slug not in text, url
        assert "Segredo" not in text, url


async def test_a_new_version_waits_for_open_pages_and_leaves_nothing_of_the_old_one(house: House) -> None:
    guest = await house.visitor()
    await guest.goto("/")
    await guest.page.evaluate(_KEPT)
    old = {name for name, *_ in await shelves(guest.page)}
    # The shell of another language is another version, as after an upgrade.
    await guest.page.evaluate(
        """async () => {
          const registration = await navigator.serviceWorker.register('/sw.js?lang=pt-BR');
          while (!registration.waiting) await new Promise((done) => setTimeout(done, 20));
        }"""
    )
    assert await guest.page.evaluate("navigator.serviceWorker.controller.scriptURL.endsWith('lang=en')")
    both = {name for name, *_ in await shelves(guest.page)}
    assert old < both
    # The old one may still answer a page that opens the moment the last one closes; the one after that finds the new.
    for _ in range(50):
        await guest.page.goto("about:blank")
        await asyncio.sleep(0.1)
        await guest.goto("/healthz")
        if await guest.page.evaluate("caches.keys().then((names) => names.length)") == 1:
            break
    assert {name for name, *_ in await shelves(guest.page)} == both - old
