"""What do people and programs hear while the club takes no photos?"""

import asyncio
import hashlib

import pytest

from exibidos.features import flags
from exibidos.features.flags import UPLOADS_OPEN
from exibidos.kernel.actor import GUEST
from fixtures_club import Club
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio
# As the page says it; the words that its script may need stand there in any case.
SENTENCE = "<span>The club takes no new photos for the moment."


async def test_closed_uploads_say_so_to_everyone_and_open_again(club: Club) -> None:
    picture = encoded(gradient())
    asked = {"size": len(picture), "content_type": "image/jpeg", "sha256": hashlib.sha256(picture).hexdigest()}
    async with club.visit("ana") as ana:
        await _flip(club, enabled=False)
        answer = await ana.browser.post("/api/v1/uploads", json=asked)
        assert (answer.status_code, answer.json()["code"]) == (503, "images.uploads_closed")
        assert answer.headers["retry-after"] == "60"
        sent = await ana.send(picture, title="Serra")
        assert sent.status_code == 503
        assert SENTENCE in sent.text
        assert "Serra" in sent.text, "what was typed is kept"
        page = await ana.browser.get("/upload")
        assert (page.status_code, SENTENCE in page.text) == (200, True)
        await _flip(club, enabled=True)
        assert SENTENCE not in (await ana.browser.get("/upload")).text
        assert (await ana.browser.post("/api/v1/uploads", json=asked)).status_code == 201


async def _flip(club: Club, *, enabled: bool) -> None:
    """Flip in the worker's process and wait until web, another one here, has heard."""
    async with club.resources.database.write() as tx:
        await flags.set_flag(tx, UPLOADS_OPEN.name, enabled=enabled)
    web = club.web.state["resources"].flags
    async with asyncio.timeout(5):
        while await web.is_on(UPLOADS_OPEN, GUEST) is not enabled:  # noqa: ASYNC110 - flags have no event to wait for
            await asyncio.sleep(0.02)
