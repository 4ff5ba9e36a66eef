"""Who comes to the open club? Visitors with a browser each, watched: what a page logs, breaks or asks of others fails the test."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self
from urllib.parse import urlsplit

import asyncpg
import numpy as np
from PIL import Image
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FilePayload,
    Page,
    Request,
    Response,
    ViewportSize,
)

from browser.servers import OpenClub
from fixtures_club import joining
from media.pictures import encoded

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1440, "height": 900}
SIZES = {"phone": PHONE, "desk": DESK}
_numbers = itertools.count(1)
# The browser says this of every answer over 399; we judge the answers themselves.
_SAID_OF_ANSWERS = "Failed to load resource"


def picture(width: int = 640, height: int = 480) -> bytes:
    """Return a JPEG that no other call returned: a photo sent twice is one photo."""
    number = next(_numbers)
    down, across = np.mgrid[0:height, 0:width]
    red, green = across * 255 // width, down * 255 // height
    pixels = np.stack([red, green, np.full_like(red, number * 37 % 256)], axis=-1).astype(np.uint8)
    pixels[:8, :8] = (number % 256, number // 256, 0)
    return encoded(Image.fromarray(pixels), quality=80)


def file(name: str, data: bytes, kind: str = "image/jpeg") -> FilePayload:
    """Return a file as a person picks it."""
    return {"name": name, "mimeType": kind, "buffer": data}


class Visitor:
    """Somebody with a browser of their own; `page` is their one tab."""

    def __init__(self, club: OpenClub, context: BrowserContext, page: Page) -> None:
        self.club = club
        self.context = context
        self.page = page
        self.slug = ""
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self._ours = {_origin(url) for url in (club.url, club.media_url, club.storage_url)}
        self._foreseen: set[str] = set()
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.complaints.append(f"threw: {error.error}"))
        context.on("request", self._asks)
        context.on("response", self._answered)
        context.on("requestfailed", self._failed)

    def foresee(self, address: str) -> None:
        """Let addresses that contain this be refused or fail: the test wants them to."""
        self._foreseen.add(address)

    def ours(self, origin: str) -> None:
        """Let another origin be the club's too, such as a line to it."""
        self._ours.add(origin)

    async def goto(self, path: str) -> Response:
        answer = await self.page.goto(self.club.url + path)
        assert answer
        return answer

    async def join(self) -> Self:
        """Become a member without the form."""
        self.slug = f"gente-{next(_numbers)}"
        answer = await self.context.request.post(f"{self.club.url}/api/v1/members", data=joining(self.slug))
        assert answer.status == 201, await answer.text()
        return self

    async def send(self, data: bytes, **said: str) -> str:
        """Send a photo without the tray and return its id."""
        sent = await self.context.request.post(
            f"{self.club.url}/upload",
            multipart={"declared": "on", "visibility": "public", **said, "file": file("foto.jpg", data)},
            max_redirects=0,
        )
        assert sent.status == 303, await sent.text()
        return urlsplit(sent.headers["location"]).path.removeprefix("/p/")

    async def hang(self, data: bytes | None = None, **said: str) -> str:
        """Send a photo, wait until it is decided, and return its id."""
        image_id = await self.send(picture() if data is None else data, **said)
        for _ in range(400):
            answer = await self.context.request.get(f"{self.club.url}/api/v1/images/{image_id}")
            if (await answer.json())["state"] != "processing":
                return image_id
            await asyncio.sleep(0.05)
        raise AssertionError(f"{image_id} was not decided within 20 s")

    async def make_token(self, name: str) -> str:
        """Make a token on its page and return its secret, which the page then shows."""
        await self.goto("/settings/tokens")
        if not await self.page.get_by_label("Name", exact=True).is_visible():
            await self.page.get_by_text("New token", exact=True).click()
        await self.page.get_by_label("Name", exact=True).fill(name)
        await self.page.get_by_role("button", name="Make the token").click()
        return await self.page.get_by_label("Your new token").input_value()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(_SAID_OF_ANSWERS):
            self.complaints.append(f"console: {message.text}")

    def _asks(self, request: Request) -> None:
        self.asked.append(request.url)
        if urlsplit(request.url).scheme not in {"data", "blob"} and _origin(request.url) not in self._ours:
            self.complaints.append(f"asked a stranger: {request.url}")

    def _answered(self, response: Response) -> None:
        # A worker that passes a navigation on asks for it itself; only navigations carry this header.
        navigates = response.request.is_navigation_request() or "upgrade-insecure-requests" in response.request.headers
        worst = 500 if navigates else 400
        if response.status >= worst and not self._is_foreseen(response.url):
            self.complaints.append(f"{response.status}: {response.request.method} {response.url}")

    def _failed(self, request: Request) -> None:
        # Leaving a page ends what it was still asking for; that is how browsers are.
        if request.failure != "net::ERR_ABORTED" and not self._is_foreseen(request.url):
            self.complaints.append(f"{request.failure}: {request.url}")

    def _is_foreseen(self, url: str) -> bool:
        return any(address in url for address in self._foreseen)


class House:
    """The open club with its visitors."""

    def __init__(self, club: OpenClub, owner_url: str, browser: Browser) -> None:
        self.club = club
        self._owner_url = owner_url
        self._browser = browser
        self._visitors: list[Visitor] = []

    async def visitor(
        self, size: ViewportSize = DESK, *, script: bool = True, language: str = "en", **more: Any
    ) -> Visitor:
        """Let a guest in with a fresh browser."""
        context = await self._browser.new_context(
            viewport=size,
            is_mobile=size is PHONE,
            has_touch=size is PHONE,
            java_script_enabled=script,
            locale=language,
            color_scheme="dark",
            reduced_motion="reduce",  # tests look at what is there when movement has ended
            **more,
        )
        context.set_default_timeout(30_000)
        visitor = Visitor(self.club, context, await context.new_page())
        self._visitors.append(visitor)
        return visitor

    async def member(self, size: ViewportSize = DESK, *, script: bool = True, language: str = "en") -> Visitor:
        """Let a member in with a fresh browser."""
        return await (await self.visitor(size, script=script, language=language)).join()

    @asynccontextmanager
    async def bare_wall(self) -> AsyncIterator[None]:
        """Take all photos off the wall for a while, as if their owners had put them into the trash."""
        connection = await asyncpg.connect(self._owner_url)
        rows = await connection.fetch("UPDATE images SET deleted_at = now() WHERE deleted_at IS NULL RETURNING id")
        try:
            yield
        finally:
            ids = [row["id"] for row in rows]
            await connection.execute("UPDATE images SET deleted_at = NULL WHERE id = ANY($1)", ids)
            await connection.close()

    def forget(self, visitor: Visitor) -> list[str]:
        """Return what a visitor's browser complained of, and do not hold it against the test."""
        self._visitors.remove(visitor)
        return visitor.complaints

    async def close(self) -> None:
        """Send everybody home; AssertionError says what their browsers complained of."""
        for visitor in self._visitors:
            await visitor.context.close()
        complaints = [complaint for visitor in self._visitors for complaint in visitor.complaints]
        assert not complaints, "\n".join(complaints)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
