"""How does a test get a primary and its replica? Two servers from the wheel's programs, on loopback, in a folder of their own."""

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import msgspec
import pytest

from exibidos.platform.engines import Guard, Ports, Process
from exibidos.platform.engines.postgres import DATABASE, USER, postgres
from exibidos.platform.engines.wheels import postgres_program

_PASSWORD = "pair"


class _Quiet:
    def line(self, name: str, text: str) -> None:
        """Drop it: the last lines of a server that fails stand in DidNotStart."""

    def note(self, name: str, text: str) -> None:
        """Drop it: tests kill servers on purpose."""


class Pair(msgspec.Struct, frozen=True, kw_only=True):
    """Where the two answer, as superuser."""

    primary_url: str
    replica_url: str
    primary: Process
    replica: Process

    async def on_replica(self, sql: str) -> object:
        """Ask again when replaying ends the question, as the server then advises."""
        async with asyncio.timeout(20):
            while True:
                with contextlib.suppress(asyncpg.ConnectionDoesNotExistError):
                    return await _say(self.replica_url, sql)

    async def on_primary(self, sql: str) -> object:
        return await _say(self.primary_url, sql)

    async def caught_up(self) -> None:
        """Wait until the replica has replayed all that the primary has written."""
        written = await self.on_primary("SELECT pg_current_wal_insert_lsn()::text")
        await self.until(f"SELECT pg_last_wal_replay_lsn() >= '{written}'")

    async def until(self, sql: str) -> None:
        """Wait until the replica says that something is so."""
        async with asyncio.timeout(20):
            while not await self.on_replica(sql):  # noqa: ASYNC110 what is waited for happens in another process
                await asyncio.sleep(0.02)


@pytest.fixture(scope="module")
async def pair() -> AsyncIterator[Pair]:
    """Lend a primary and a streaming replica to the tests of a file; who is killed comes back by itself."""
    async with _two_servers() as two:
        yield two


@pytest.fixture
async def own_pair() -> AsyncIterator[Pair]:
    """Lend a primary and a streaming replica to one test that leaves them parted."""
    async with _two_servers() as two:
        yield two


@asynccontextmanager
async def _two_servers() -> AsyncIterator[Pair]:
    root = Path(tempfile.mkdtemp(prefix="exibidos-pair-"))
    guard, sink = Guard(), _Quiet()
    ports = Ports(sink.note)
    ends = [ports.any(), ports.any()]
    urls = [f"postgresql://{USER}:{_PASSWORD}@127.0.0.1:{end}/{DATABASE}" for end in ends]
    running: list[Process] = []
    try:
        for name, end in zip(("first", "second"), ends, strict=True):
            if running:
                await _copy(urls[0], root / name / "postgres")
            process = await postgres(root / name, port=end, password=_PASSWORD, guard=guard, sink=sink, throwaway=True)
            _take_plain_passwords(root / name / "postgres")
            await process.start()
            running.append(process)
        # As in production: a commit is flushed before anybody hears of it. A throwaway's are flushed, and streamed, 0.2 s later.
        await _say(urls[0], f"ALTER DATABASE {DATABASE} SET synchronous_commit = on")
        yield Pair(primary_url=urls[0], replica_url=urls[1], primary=running[0], replica=running[1])
    finally:
        for process in reversed(running):
            await process.stop()
        guard.close()
        shutil.rmtree(root, ignore_errors=True)


def _take_plain_passwords(data: Path) -> None:
    """Let a pooler made for a test hand one password to several connections, which SCRAM forbids; all is on loopback."""
    rules = data / "pg_hba.conf"
    rules.write_text(rules.read_text().replace("scram-sha-256", "password"))


async def _copy(url: str, folder: Path) -> None:
    """Make the data folder of a replica that streams from `url`."""
    folder.mkdir(parents=True, mode=0o700)  # noqa: ASYNC240 one folder, in a test
    place = urlsplit(url)
    copying = await asyncio.create_subprocess_exec(
        postgres_program("pg_basebackup"),
        *("-h", "127.0.0.1", "-p", str(place.port), "-U", USER, "-w"),
        *("-D", folder, "-X", "stream", "-R", "-C", "-S", "second", "-c", "fast", "--no-sync"),
        env={**os.environ, "PGPASSWORD": _PASSWORD},
    )
    assert await copying.wait() == 0


async def _say(url: str, sql: str) -> object:
    """Return the first value; a server that was killed a moment before is waited for."""
    async with asyncio.timeout(20):
        while True:
            try:
                connection = await asyncpg.connect(url)
            except (OSError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError):
                await asyncio.sleep(0.05)
                continue
            try:
                return await connection.fetchval(sql)
            finally:
                await connection.close()


def kill(process: Process) -> None:
    """Kill a server as a lost machine would."""
    assert process.pid
    os.killpg(process.pid, signal.SIGKILL)
