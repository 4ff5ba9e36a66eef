"""What becomes of a club under load when its Valkey restarts and forgets everything, or freezes?"""

import asyncio
import time

import pytest
from redis.asyncio import Redis

from fixtures_ground import Shaken
from resilience.load import Load

pytestmark = pytest.mark.anyio
_READING = {"home", "wall", "picture"}


async def test_valkey_restarted_and_flushed_under_load_loses_nothing_but_sessions(shaken: Shaken) -> None:
    async with Load(shaken.ground).running() as load:
        await load.all_well(within=20)
        await shaken.stop("valkey")
        away = time.monotonic()
        await asyncio.sleep(3)
        meanwhile = load.since(away)
        await shaken.start("valkey")
        async with Redis.from_url(shaken.ground.environ["REDIS_URL"]) as valkey:
            await valkey.flushall()
        await load.all_well(within=30)
    assert shaken.crashes() == []
    assert load.failures() == []
    assert {each.status for each in meanwhile if each.what in _READING} == {200}, "reading goes on"
    assert {each.status for each in meanwhile if each.what in {"join", "vote"}} == {503}, (
        "who could not be asked is not let in"
    )
    assert "sign-in" in {each.what for each in load.answers}, "sessions were lost, and people signed in again"
    await load.check()


async def test_a_frozen_valkey_holds_nobody_for_long(shaken: Shaken) -> None:
    async with Load(shaken.ground).running() as load:
        await load.all_well(within=20)
        await shaken.freeze("valkey")
        frozen = time.monotonic()
        await asyncio.sleep(6)
        meanwhile = load.since(frozen)
        await shaken.thaw("valkey")
        await load.all_well(within=30)
    assert shaken.crashes() == []
    assert load.failures() == []
    assert {each.status for each in meanwhile if each.what in _READING} == {200}, "reading goes on"
    # Two seconds until who is there is given up, and one for each of the two bells after a commit; the rest is the machine's.
    assert max(each.seconds for each in meanwhile) < 6
    await load.check()
