"""How does PostgreSQL run here? The wheel's own binaries on a folder of ours: initdb once, then a server on loopback with a password."""

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from exibidos.platform.engines.guard import Guard
from exibidos.platform.engines.launch import NOBODY, Identity, launched
from exibidos.platform.engines.probe import listens
from exibidos.platform.engines.process import DidNotStart, Process, Sink
from exibidos.platform.engines.wheels import postgres_program

MAJOR = "18"
USER = DATABASE = "exibidos"

_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket's path ends at 107 bytes, and a checkout may lie deeper
    "shared_buffers": "128MB",
    "io_method": "sync",  # one process instead of four; the wheel has no io_uring
    "jit": "off",  # the wheel has no LLVM
    "shared_preload_libraries": "pg_stat_statements",
    "max_wal_size": "512MB",
}
# For databases that live for one test run: nothing of them is worth a disk flush.
_FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "scram_iterations": "1"}


async def postgres(
    folder: Path, *, port: int, password: str, guard: Guard, sink: Sink, throwaway: bool = False
) -> Process:
    """Return the server on `folder`/postgres, its cluster made first if there is none."""
    data = folder / "postgres"
    identity = await _identity()
    if not (data / "PG_VERSION").exists():
        await _make_cluster(data, password, identity, sink)
    found = (data / "PG_VERSION").read_text().strip()
    if found != MAJOR:
        raise DidNotStart(
            f"The database in {data} was made by PostgreSQL {found}, and this is {MAJOR}. Dump it with the old version "
            "and load it again, or move the folder away to begin anew."
        )
    _own(data, identity)
    settings = _SETTINGS | {"port": str(port)} | (_FAST if throwaway else {})
    status = data / "postmaster.pid"

    async def prepare() -> None:
        await _clear_the_way(data)

    async def ready() -> bool:
        return status.exists() and status.read_text().rstrip().endswith("ready") and await listens(port)

    return Process(
        "postgres",
        [postgres_program("postgres"), "-D", data, *(f"--{name}={value}" for name, value in settings.items())],
        guard=guard,
        sink=sink,
        prepare=prepare,
        ready=ready,
        # Fast shutdown: sessions are ended, the last checkpoint is written. A throwaway needs no checkpoint.
        stop_signal=signal.SIGQUIT if throwaway else signal.SIGINT,
        identity=identity,
    )


async def _identity() -> Identity:
    if os.geteuid() != 0:
        return Identity.SAME
    command = launched(["/bin/true"], death_signal=signal.SIGKILL, identity=Identity.NAMESPACE)
    probe = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    return Identity.NAMESPACE if await probe.wait() == 0 else Identity.NOBODY


def _own(tree: Path, identity: Identity) -> None:
    """Give the tree to whom Postgres will run as; it refuses a data folder of anybody else."""
    if os.geteuid() != 0:
        return
    owner = NOBODY if identity is Identity.NOBODY else 0
    if tree.stat().st_uid != owner:
        for path in (tree, *tree.rglob("*")):
            os.chown(path, owner, owner, follow_symlinks=False)


async def _make_cluster(data: Path, password: str, identity: Identity, sink: Sink) -> None:
    fresh = data.with_name("postgres.new")  # renamed when whole: a crash in between must not leave half a cluster
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=0o700)
    _own(fresh, identity)
    who = ["-D", str(fresh), f"--username={USER}", "--auth=scram-sha-256", "--pwfile=/dev/stdin"]
    # "builtin C.UTF-8": no wheel has ICU and a bare machine has no pt_BR, so the same order everywhere.
    locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    await _run([postgres_program("initdb"), *who, *locale, "--no-sync", "--no-instructions"], password, identity)
    await _run(
        [postgres_program("postgres"), "--single", "-D", fresh, "postgres"], f"CREATE DATABASE {DATABASE}", identity
    )
    fresh.rename(data)
    sink.note("postgres", f"made a new database in {data}")


async def _run(argv: Sequence[str | Path], text: str, identity: Identity) -> None:
    child = await asyncio.create_subprocess_exec(
        *launched(argv, death_signal=signal.SIGKILL, identity=identity),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await child.communicate(f"{text}\n".encode())
    if child.returncode != 0:
        raise DidNotStart(f"{Path(argv[0]).name} ended with code {child.returncode}\n{said.decode(errors='replace')}")


async def _clear_the_way(data: Path) -> None:
    """Wait for a predecessor to leave, and remove the pid file of a dead one, or Postgres refuses to start for ever."""
    status = data / "postmaster.pid"
    while status.exists():
        pid = int(status.read_text().split()[0])
        if not _serves(pid, data):  # gone, a zombie, or its number belongs to somebody else by now
            status.unlink(missing_ok=True)
            return
        os.kill(pid, signal.SIGINT)
        await asyncio.sleep(0.1)


def _serves(pid: int, data: Path) -> bool:
    if sys.platform != "linux":
        return False  # Postgres itself recognises a dead pid elsewhere; only recycled ones in containers need us
    try:
        return str(data).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()  # empty for a zombie
    except OSError:
        return False
