"""Are the engines real, ours, closed to others, and gone when their borrower is killed?"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import msgspec
import pytest
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError

from exibidos.platform.engines import Addresses
from processes import gone_within


@pytest.mark.anyio
async def test_postgres_is_18_with_the_extensions_that_the_product_needs(engines: Addresses) -> None:
    connection = await asyncpg.connect(engines.database_url)
    try:
        assert connection.get_server_version().major == 18
        for extension in ("vector", "pg_trgm", "unaccent", "citext"):
            await connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
        assert await connection.fetchval("SELECT '[1,2]'::vector <-> '[1,4]'::vector") == 2.0
    finally:
        await connection.close()


@pytest.mark.anyio
async def test_postgres_wants_its_password(engines: Addresses) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(engines.database_url, password="guessed")


@pytest.mark.anyio
async def test_valkey_wants_its_password_and_never_forgets_by_itself(engines: Addresses) -> None:
    async with Redis.from_url(engines.redis_url) as redis:
        assert await redis.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    port = urlsplit(engines.redis_url).port or 0
    async with Redis(port=port, password="guessed", retry=Retry(NoBackoff(), 0)) as stranger:
        with pytest.raises(AuthenticationError):
            await stranger.ping()


def test_nothing_is_left_when_the_borrower_is_killed(tmp_path: Path) -> None:
    _, borrower = _borrow(tmp_path)
    borrower.kill()
    borrower.wait()
    assert gone_within(5, str(tmp_path))
    assert not list(tmp_path.iterdir())


def test_nothing_is_left_running_when_their_keeper_itself_is_killed(tmp_path: Path) -> None:
    keeper, borrower = _borrow(tmp_path)
    os.kill(keeper, signal.SIGKILL)
    borrower.wait()
    assert gone_within(5, str(tmp_path))


def _borrow(folder: Path) -> tuple[int, subprocess.Popen[str]]:
    """Start a process that borrows engines as the tests do, in `folder`; it ends when they do."""
    borrower = subprocess.Popen(  # noqa: S603 (our own words)
        [sys.executable, "-c", _BORROW],
        env=dict(os.environ) | {"TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert borrower.stdout
    with borrower.stdout as out:
        keeper, addresses = out.readline(), out.readline()
    assert msgspec.json.decode(addresses, type=Addresses).s3_endpoint
    return int(keeper), borrower


_BORROW = """
import subprocess, sys
lent = subprocess.Popen([sys.executable, "-m", "exibidos.platform.engines"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
print(lent.pid, lent.stdout.readline(), sep="\\n", end="", flush=True)
lent.wait()
"""
