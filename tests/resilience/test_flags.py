"""Is a flag that is flipped in the database felt by every process of the club within five seconds?"""

import asyncio
import time
from collections.abc import Awaitable, Callable

import asyncpg
import pytest

from fixtures_ground import Shaken
from resilience.load import Load

pytestmark = pytest.mark.anyio
_WITHIN = 5.0  # REQUIREMENTS 24


async def test_a_flip_by_hand_is_felt_by_web_api_and_worker(shaken: Shaken) -> None:
    """By hand: SQL rings no bell, so each process has to look for itself."""
    owner = await asyncpg.connect(shaken.ground.owner_url)
    load = Load(shaken.ground)

    async def closed(url: str) -> bool:
        answer = await person.browser.post(
            f"{url}/api/v1/uploads", json={"size": 1, "content_type": "x", "sha256": "00" * 32}
        )
        return "images.uploads_closed" in answer.text

    async def heard() -> bool:
        return shaken.said("work").count("flags.changed") > before

    try:
        async with load.person() as person:
            assert not await closed(shaken.ground.web)
            assert not await closed(shaken.ground.api)
            before = shaken.said("work").count("flags.changed")
            await owner.execute("INSERT INTO flags (name, enabled) VALUES ('uploads_open', false)")
            flipped = time.monotonic()
            took = await asyncio.gather(
                _until(lambda: closed(shaken.ground.web), flipped),
                _until(lambda: closed(shaken.ground.api), flipped),
                _until(heard, flipped),
            )
        assert max(took) < _WITHIN, took
    finally:
        await owner.execute("DELETE FROM flags")
        await owner.close()


async def _until(felt: Callable[[], Awaitable[bool]], since: float) -> float:
    async with asyncio.timeout(2 * _WITHIN):
        while not await felt():  # noqa: ASYNC110 - the moment lies in another process
            await asyncio.sleep(0.05)
    return time.monotonic() - since
