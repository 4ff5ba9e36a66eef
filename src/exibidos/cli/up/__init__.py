"""How does anyone run the whole club on one machine? `exibidos up`: engines, schema, servers, pictures; Ctrl-C leaves nothing."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from exibidos.cli.running import home_of
from exibidos.cli.up.club import CannotOpen, Club
from exibidos.cli.up.lan import NoNetwork
from exibidos.cli.up.lock import AlreadyRunning, Lock, StillStopping
from exibidos.cli.up.log import Log, say
from exibidos.kernel.errors import Problem
from exibidos.platform.engines import DidNotStart, EnginesMissing, PortsExhausted

HELP = "run the whole club on this machine, engines included"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lan", action="store_true", help="show it to the local network, for a phone")
    parser.add_argument("--no-seed", dest="seed", action="store_false", help="leave an empty club empty")


def run(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    home = home_of(environ)
    try:
        lock = Lock(home)
    except AlreadyRunning as running:
        where = f"at {running.url}" if running.url else "and about to open"
        say(f"The club in {home} is already running, {where}. Ctrl-C in its own window stops it.")
        return 0
    log = Log(home / "up.log", sys.stdout, environ)
    try:
        return asyncio.run(_run(home, environ, lock, log, lan=args.lan, seed=args.seed))
    finally:
        log.close()


async def _run(home: Path, environ: Mapping[str, str], lock: Lock, log: Log, *, lan: bool, seed: bool) -> int:
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    try:
        await lock.wait_for_the_former(lambda text: log.note("up", text))
        club = Club(home, environ, lock, log, lan=lan, seed=seed)
    except (StillStopping, NoNetwork) as problem:
        log.plain(str(problem))
        return 1
    life, end = asyncio.create_task(club.live()), asyncio.create_task(stop.wait())
    await asyncio.wait([life, end], return_when=asyncio.FIRST_COMPLETED)
    if stop.is_set():
        log.plain("")
        log.note("up", "stopping")
    for task in (life, end):
        task.cancel()
    try:
        await life
    except asyncio.CancelledError:
        code = 0
    except (CannotOpen, DidNotStart, EnginesMissing, PortsExhausted, Problem) as problem:
        log.note("up", _words(problem))
        code = 1
    finally:
        await club.close()
    log.note("up", "stopped")
    return code


def _words(problem: Exception) -> str:
    if isinstance(problem, Problem):
        return f"{problem.code} {dict(problem.values)}"
    return str(problem)
