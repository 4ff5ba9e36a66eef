"""What is killed in tests? Real worker processes with one handler, which writes a row per job.

Run as a program it is their parent: imports take seconds, so it imports once and forks a worker for each line of its input, printing the
worker's id. When its input ends, or it dies, its workers stop in order.
"""

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import ClassVar

from exibidos.app.worker import run_worker
from exibidos.kernel.events import Job
from exibidos.platform.db import open_database
from exibidos.platform.jobs import Attempt, Handlers, Ledger, open_transport
from exibidos.platform.settings import Settings, load

EFFECTS = "CREATE TABLE effects (number integer NOT NULL, pid integer NOT NULL)"


class Leave(Job, frozen=True, kw_only=True):
    """Leave one row, after a while that a kill may fall into; meanwhile a file in `desks` says who is at work."""

    name: ClassVar[str] = "test:leave"
    number: int
    desks: str


async def leave(job: Leave, attempt: Attempt) -> None:
    desk = Path(job.desks, f"{os.getpid()}-{job.number}")
    desk.touch()  # noqa: ASYNC240 - an empty file in a test's folder
    await asyncio.sleep(0.05)
    async with attempt.write() as tx:
        await tx.execute("INSERT INTO effects (number, pid) VALUES ($1, $2)", job.number, os.getpid())
    desk.unlink()  # noqa: ASYNC240 - see above


def worker_environment(*, database_url: str, redis_url: str, **more: str) -> dict[str, str]:
    """Return the variables of a worker; what it does not use is filled with words."""
    unused = dict.fromkeys(("S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY", "SESSION_SECRET"), "unused")
    return {
        **unused,
        "MEDIA_SIGNING_KEYS": "k:unused",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "JOBS_LEASE_SECONDS": "2",
        "JOBS_SWEEP_SECONDS": "1",
        **more,
    }


async def work(settings: Settings, handlers: Handlers, stopping: asyncio.Event, *, grace_seconds: float = 10) -> None:
    """Run a worker as a process does: its own database, ledger before the commit, bell after it."""
    ledger = Ledger(settings.jobs)
    async with (
        open_transport(settings.redis, settings.queue) as transport,
        open_database(settings.database, before_commit=[ledger.record], after_commit=[transport.ring]) as db,
    ):
        await run_worker(
            settings,
            db=db,
            transport=transport,
            handlers=handlers,
            queues=["default"],
            stopping=stopping,
            grace_seconds=grace_seconds,
        )


async def _main(parent: int) -> None:
    handlers = Handlers()
    handlers.bind(Leave, leave)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        loop.remove_reader(parent)
        stopping.set()

    loop.add_reader(parent, stop)
    await work(load(os.environ), handlers, stopping)


def _fork_workers() -> int:
    alive, keep_alive = os.pipe()
    for _ in sys.stdin:
        worker = os.fork()
        if worker == 0:
            os.close(keep_alive)
            os.dup2(
                sys.stderr.fileno(), sys.stdout.fileno()
            )  # the parent alone answers; logs are shown when a test fails
            asyncio.run(_main(alive))
            os._exit(0)
        sys.stdout.write(f"{worker}\n")
        sys.stdout.flush()
    os.close(keep_alive)
    failed = 0
    with contextlib.suppress(ChildProcessError):
        while True:
            _, status = os.wait()
            failed += os.waitstatus_to_exitcode(status) not in {0, -signal.SIGKILL}
    return failed


if __name__ == "__main__":
    sys.exit(_fork_workers())
