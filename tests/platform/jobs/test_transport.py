"""Does the bell ring after a commit, and does a silent Redis cost nobody more than a second?"""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from exibidos.platform.db import open_database
from exibidos.platform.engines import Addresses
from exibidos.platform.jobs import Ledger, open_transport
from exibidos.platform.settings import Database as DatabaseSettings
from exibidos.platform.settings import Redis as RedisSettings
from ledger_rows import Greet, enqueue, state_of

pytestmark = pytest.mark.anyio


@pytest.fixture
def silent_url() -> Iterator[str]:
    """Lend the address of something that accepts connections and never answers."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}/0"


async def test_a_commit_sends_only_the_ids_of_jobs_that_are_due(
    database_url: str, ledger: Ledger, engines: Addresses
) -> None:
    async with Redis.from_url(engines.redis_url) as redis, open_transport(RedisSettings(url=engines.redis_url)) as bell:
        await redis.flushall()
        async with open_database(
            DatabaseSettings(url=database_url), before_commit=[ledger.record], after_commit=[bell.ring]
        ) as db:
            due = await enqueue(db, Greet(whom="Ana"))
            await enqueue(db, at=datetime.now(UTC) + timedelta(hours=1))
        sent: Any = await redis.xrange("jobs:default")
    assert [str(due).encode() in fields[b"data"] for _, fields in sent] == [True]
    assert b"Ana" not in sent[0][1][b"data"]


@pytest.mark.parametrize("how", ["silent", "refusing"])
async def test_a_commit_succeeds_within_a_second_when_redis_is_away(
    database_url: str, ledger: Ledger, silent_url: str, how: str
) -> None:
    url = silent_url if how == "silent" else "redis://127.0.0.1:1/0"
    async with (
        open_transport(RedisSettings(url=url)) as bell,
        open_database(
            DatabaseSettings(url=database_url), before_commit=[ledger.record], after_commit=[bell.ring]
        ) as db,
    ):
        async with db.write():
            pass  # the connection is made before the clock runs
        began = time.monotonic()
        job_id = await enqueue(db)
        assert (
            time.monotonic() - began < 3
        )  # one for the bell, two for a busy machine; redis-py alone would wait for five
        assert await state_of(db, job_id) == "queued"
        # Only the first one pays: the next commits do not even try for a while.
        began = time.monotonic()
        for _ in range(3):
            await enqueue(db)
        assert time.monotonic() - began < 1
