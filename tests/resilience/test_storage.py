"""What becomes of uploads when the store stops in their middle, or freezes?"""

import asyncio
import time

import pytest

from fixtures_ground import Shaken
from media.pictures import encoded, gradient
from resilience.load import Load

pytestmark = pytest.mark.anyio
# The club's own clocks hold at any length: a postponed job waits 5 to 10 s, whatever it waited before, and its attempts are not counted;
# a promise lives for an hour. Once, by hand, the stop was 60 s long.
_STOPPED_SECONDS = 8.0


async def test_uploads_wait_for_a_stopped_store_and_finish(shaken: Shaken) -> None:
    async with Load(shaken.ground).running() as load:
        await load.all_well(within=20)
        await shaken.stop("seaweed")
        away = time.monotonic()
        await asyncio.sleep(_STOPPED_SECONDS)
        meanwhile = load.since(away)
        await shaken.start("seaweed")
        await load.all_well(within=30)
    assert shaken.crashes() == []
    assert [each for each in load.failures() if each.what != "bytes"] == [], (
        "bytes go straight to the store, which was not there"
    )
    assert {each.status for each in meanwhile if each.what in {"home", "wall", "vote", "join"}} <= {200, 201, 204}, (
        "the rest goes on"
    )
    assert {each.status for each in meanwhile if each.what == "picture"} == {503}
    await load.check()


async def test_a_frozen_store_is_given_up_in_time(shaken: Shaken) -> None:
    async with Load(shaken.ground).person() as person:
        image_id = await person.upload()
        await person.watch(image_id)
        photo = (await person.insist("photo", "GET", f"/api/v1/images/{image_id}")).json()
        await shaken.freeze("seaweed")
        try:
            began = time.monotonic()
            picture, form = await asyncio.gather(
                person.browser.get(photo["urls"]["thumb"]),
                person.browser.post(
                    "/upload", data={"declared": "on"}, files={"file": ("a.jpg", encoded(gradient()), "image/jpeg")}
                ),
            )
            took = time.monotonic() - began
        finally:
            await shaken.thaw("seaweed")
        assert [(each.status_code, each.headers.get("retry-after")) for each in (picture, form)] == [(503, "5")] * 2
        assert took < 12
        await person.insist("picture", "GET", photo["urls"]["thumb"])
