"""Do listeners hear what is rung elsewhere, also after a pause?"""

import asyncio
import time
from types import SimpleNamespace
from typing import Any, cast

import pytest

from exibidos.platform.bells import open_bells
from exibidos.platform.db import Tx
from exibidos.platform.engines import Addresses
from gate import gate_to

pytestmark = pytest.mark.anyio


async def test_who_listens_after_a_pause_hears_too(engines: Addresses) -> None:
    rung = cast("Tx", SimpleNamespace(bells=["photo"]))
    async with open_bells(engines.redis_url) as here, open_bells(engines.redis_url) as elsewhere:
        for _ in range(2):
            async with asyncio.timeout(5):
                async with here.listen("photo") as heard:
                    await elsewhere.ring_after(rung)
                    await heard.wait()
                while here._pubsub.subscribed:  # noqa: ASYNC110 (the library has no event for its end)
                    await asyncio.sleep(0.01)
            connection: Any = here._pubsub.connection
            connection.next_health_check = 0  # as if nobody had listened for long


async def test_who_began_to_listen_while_valkey_was_away_hears_once_it_is_back(engines: Addresses) -> None:
    rung = cast("Tx", SimpleNamespace(bells=["photo"]))
    async with (
        gate_to(engines.redis_url) as gate,
        open_bells(gate.url) as here,
        open_bells(engines.redis_url) as elsewhere,
    ):
        gate.shut()
        async with asyncio.timeout(15), here.listen("photo") as heard:
            gate.reopen()
            await heard.wait()  # whoever was deaf is woken, since they may have missed something
            heard.clear()
            while not heard.is_set():
                await elsewhere.ring_after(rung)
                await asyncio.sleep(0.05)


async def test_a_silent_valkey_holds_up_no_commit_and_only_one_of_many_waits(engines: Addresses) -> None:
    rung = cast("Tx", SimpleNamespace(bells=["photo"]))
    async with gate_to(engines.redis_url) as gate, open_bells(gate.url) as bells:
        await bells.ring_after(rung)
        gate.hold()
        began = time.monotonic()
        for _ in range(20):
            await bells.ring_after(rung)
        assert time.monotonic() - began < 2
