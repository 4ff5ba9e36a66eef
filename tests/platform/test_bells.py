"""Do listeners hear what is rung elsewhere, also after a pause?"""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from exibidos.platform.bells import open_bells
from exibidos.platform.db import Tx
from exibidos.platform.engines import Addresses

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
