"""Does anybody notice when a host restarts the club's servers one after the other, behind a balancer, under load?"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import httpx
import pytest

from fixtures_ground import Shaken
from resilience.load import Load

pytestmark = pytest.mark.anyio


async def test_a_rolling_restart_fails_no_request_and_loses_no_job(shaken: Shaken) -> None:
    async with AsyncExitStack() as stack:
        for name in ("web-2", "media-2", "work-2", "caddy"):
            await shaken.start(name)
            stack.push_async_callback(shaken.stop, name)
        async with Load(
            shaken.ground, pages=shaken.ground.web_door, pictures=shaken.ground.media_door
        ).running() as load:
            await load.all_well(within=20)
            for name in ("web", "web-2", "media", "work"):
                await shaken.stop(name)
                await shaken.start(name)
            await load.all_well(within=20)
        assert shaken.crashes() == []
        assert [each for each in load.answers if not 0 < each.status < 400] == []
        await load.check()


async def test_a_balancer_with_no_server_left_asks_people_to_come_back(shaken: Shaken) -> None:
    async with AsyncExitStack() as stack:
        await shaken.start("caddy")
        stack.push_async_callback(shaken.stop, "caddy")
        await shaken.stop("web")
        stack.push_async_callback(shaken.start, "web")
        async with httpx.AsyncClient(base_url=shaken.ground.web_door, timeout=20) as asking:
            answer = await asking.get("/")
        assert (answer.status_code, answer.headers.get("retry-after")) == (503, "5")


async def test_who_is_asked_to_stop_says_so_first_finishes_what_it_began_and_then_closes(shaken: Shaken) -> None:
    async with httpx.AsyncClient(base_url=shaken.ground.api, timeout=20) as asking:
        assert (await asking.get("/readyz")).status_code == 200
        slow = asyncio.create_task(_slow_request(shaken.ground.api))
        await asyncio.sleep(0.2)
        stopping = asyncio.create_task(shaken.stop("api"))
        async with asyncio.timeout(2):
            while (answer := await asking.get("/readyz")).status_code == 200:  # noqa: ASYNC110 - the signal is on its way
                await asyncio.sleep(0.02)
        assert answer.headers["connection"] == "close"
        assert (await asking.get("/api/v1/images")).status_code == 200, "who is not told yet is still served"
        assert await slow == 422
        await stopping
        with pytest.raises(httpx.ConnectError):
            await asking.get("/readyz")
    await shaken.start("api")


async def test_an_open_event_stream_ends_within_three_seconds_of_a_stop(shaken: Shaken) -> None:
    await shaken.stop("work")  # so that a photo stays undecided, and its stream open
    try:
        async with Load(shaken.ground).person() as author:
            image_id = await author.upload()
            async with author.browser.stream("GET", f"/api/v1/images/{image_id}/events") as stream:
                lines = stream.aiter_lines()
                async with asyncio.timeout(5):
                    while "processing" not in await anext(lines):
                        pass
                asked = time.monotonic()
                stopping = asyncio.create_task(shaken.stop("web"))
                async with asyncio.timeout(3):
                    async for _ in lines:
                        pass
                assert time.monotonic() - asked < 3
                await stopping
    finally:
        await shaken.start("web")
        await shaken.start("work")


async def _slow_request(url: str) -> int:
    """Sign in with a body that takes longer than the drain; return the status."""

    async def trickle() -> AsyncIterator[bytes]:
        yield b'{"email": "nobody@exibidos.test", '
        await asyncio.sleep(4)
        yield b'"password": "not a password"}'

    async with httpx.AsyncClient(base_url=url, timeout=20) as client:
        said = {"content-type": "application/json"}
        return (await client.post("/api/v1/session", content=trickle(), headers=said)).status_code
