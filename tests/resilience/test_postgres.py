"""What becomes of a club under load when its Postgres restarts, is killed, or freezes?"""

import asyncio
import time

import pytest

from fixtures_ground import Shaken
from resilience.load import Load

pytestmark = pytest.mark.anyio


async def test_postgres_restarted_under_load_loses_nothing_acknowledged(shaken: Shaken) -> None:
    async with Load(shaken.ground).running() as load:
        await load.all_well(within=20)
        await shaken.stop("postgres")
        away = time.monotonic()
        await asyncio.sleep(2)
        meanwhile = [answer for answer in load.since(away) if answer.what != "bytes"]
        await shaken.start("postgres")
        await load.all_well(within=10)
    assert {(each.status, each.retry_after) for each in meanwhile} == {(503, "5")}
    assert shaken.crashes() == []
    assert load.failures() == []
    await load.check()


async def test_postgres_killed_under_load_loses_nothing_acknowledged(shaken: Shaken) -> None:
    async with Load(shaken.ground).running() as load:
        await load.all_well(within=20)
        await shaken.kill("postgres")
        await load.all_well(within=12)  # its keeper starts it again within two seconds
    assert shaken.crashes() == []
    assert load.failures() == []
    await load.check()


async def test_a_frozen_postgres_is_answered_for_in_time(shaken: Shaken) -> None:
    async with Load(shaken.ground).running() as load:
        await load.all_well(within=20)
        await shaken.freeze("postgres")
        frozen = time.monotonic()
        await asyncio.sleep(13)
        await shaken.thaw("postgres")
        await load.all_well(within=10)
    held = [answer for answer in load.since(frozen) if answer.status == 503]
    assert held
    assert max(answer.seconds for answer in held) < 12
    assert shaken.crashes() == []
    assert load.failures() == []
    await load.check()
