"""How does a test take a club's ground away? `python -m resilience.ground` runs engines and a whole club, and obeys one order a line.

An order is `VERB NAME`: stop, start, kill, freeze, thaw; the answer is `ok` or what went wrong. Engines keep their folder, ports and
passwords, and flush to disk as in production. A pipe's end cannot be missed: also when the tests are killed, everything stops.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import msgspec

from exibidos.platform.db.migrate import upgrade
from exibidos.platform.engines import DidNotStart, Guard, Ports, Process
from exibidos.platform.engines.postgres import DATABASE, USER, postgres
from exibidos.platform.engines.probe import http_status
from exibidos.platform.engines.process import always
from exibidos.platform.engines.seaweed import ACCESS_KEY, SeaweedPorts, seaweed
from exibidos.platform.engines.valkey import valkey
from exibidos.platform.settings import load
from exibidos.platform.storage import open_storage

_SECRET = "0123456789abcdef" * 4
_ENGINES = ("postgres", "valkey", "seaweed")
_AT_FIRST = (*_ENGINES, "web", "api", "media", "work", "schedule")
_CADDYFILE = Path(__file__).parents[2] / "infra" / "Caddyfile"


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """Where everything is. The doors are the balancer's, in front of two servers each; `logs` holds what each process said."""

    owner_url: str
    environ: dict[str, str]
    logs: str
    web: str
    api: str
    media: str
    web_door: str
    media_door: str


class _Files:
    """What each child says, in a file of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()

    def line(self, name: str, text: str) -> None:
        with (self._folder / f"{name}.log").open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")

    note = line


async def _lend(root: Path) -> None:
    guard, sink = Guard(), _Files(root / "logs")
    children: dict[str, Process] = {}
    try:
        ground = await _build(root, guard, sink, children)
        _say(msgspec.json.encode(ground).decode())
        while line := await asyncio.to_thread(sys.stdin.readline):
            verb, name = line.split()
            try:
                await _obey(verb, children[name])
            except (DidNotStart, ProcessLookupError) as problem:
                _say(f"{name} did not {verb}: {problem}".replace("\n", " "))
            else:
                _say("ok")
    finally:
        for child in children.values():
            _signal_all(child, signal.SIGCONT)
        servers = [child for name, child in children.items() if name not in _ENGINES]
        await asyncio.gather(*(child.stop() for child in servers))
        await asyncio.gather(*(children[name].stop() for name in _ENGINES if name in children))
        guard.close()


async def _build(root: Path, guard: Guard, sink: _Files, children: dict[str, Process]) -> Ground:
    ports = Ports(sink.note)
    pg, redis, seaweed_ports = ports.any(), ports.any(), SeaweedPorts.any(ports)
    children["postgres"] = await postgres(root, port=pg, password=_SECRET, guard=guard, sink=sink)
    children["valkey"] = valkey(root, port=redis, password=_SECRET, guard=guard, sink=sink)
    children["seaweed"] = seaweed(root, ports=seaweed_ports, secret=_SECRET, guard=guard, sink=sink)
    await asyncio.gather(*(children[name].start() for name in _ENGINES))
    web, web_2, api, media, media_2, web_door, media_door = (ports.any() for _ in range(7))
    owner_url = f"postgresql://{USER}:{_SECRET}@127.0.0.1:{pg}/{DATABASE}"
    own = {
        "DATABASE_URL": _as_member(owner_url),
        "DATABASE_OWNER_URL": owner_url,
        "REDIS_URL": f"redis://:{_SECRET}@127.0.0.1:{redis}/0",
        "S3_ENDPOINT": f"http://127.0.0.1:{seaweed_ports.s3[0]}",
        "S3_ACCESS_KEY": ACCESS_KEY,
        "S3_SECRET_KEY": _SECRET,
        "SESSION_SECRET": _SECRET,
        "MEDIA_SIGNING_KEYS": f"k1:{_SECRET}",
        "APP_URL": f"http://127.0.0.1:{web_door}",
        "MEDIA_URL": f"http://127.0.0.1:{media}",
        "ACCOUNTS_REQUIRE_VERIFIED": "false",
        "APP_LIMITS": "false",  # everybody here comes from one address
        "PYTHONUNBUFFERED": "1",
    }
    environ = {**os.environ, **own}
    await upgrade(own["DATABASE_URL"], owner_url)
    async with open_storage(load(environ).s3) as storage:
        await storage.ensure_bucket([own["APP_URL"]])

    def ourselves(name: str, *words: str, port: int | None = None) -> None:
        argv = [sys.executable, "-m", "exibidos.cli.main", *words]
        ready = partial(_answers, port) if port else always
        children[name] = Process(name, argv, guard=guard, sink=sink, env=environ, grace=25, ready=ready)

    # A second to be seen leaving by the balancer's next question, and one more.
    for name, port in (("web", web), ("web-2", web_2), ("api", api), ("media", media), ("media-2", media_2)):
        ourselves(name, "serve", name.partition("-")[0], "--port", str(port), "--drain", "2.5", port=port)
    for name in ("work", "work-2", "schedule"):
        ourselves(name, name.partition("-")[0])
    balanced = {
        "CLUB_PAGES": f"http://127.0.0.1:{web_door}",
        "CLUB_PICTURES": f"http://127.0.0.1:{media_door}",
        "CLUB_WEB": f"127.0.0.1:{web} 127.0.0.1:{web_2}",
        "CLUB_MEDIA": f"127.0.0.1:{media} 127.0.0.1:{media_2}",
        "XDG_DATA_HOME": str(root),
        "XDG_CONFIG_HOME": str(root),
    }
    caddy: list[str | Path] = [
        Path(sys.executable).with_name("caddy"),
        "run",
        "--adapter",
        "caddyfile",
        "--config",
        _CADDYFILE,
    ]
    children["caddy"] = Process(
        "caddy", caddy, guard=guard, sink=sink, env={**os.environ, **balanced}, ready=partial(_answers, web_door)
    )
    await asyncio.gather(*(children[name].start() for name in _AT_FIRST if name not in _ENGINES))
    return Ground(
        owner_url=owner_url,
        environ=own,
        logs=str(root / "logs"),
        web=f"http://127.0.0.1:{web}",
        api=f"http://127.0.0.1:{api}",
        media=f"http://127.0.0.1:{media}",
        web_door=balanced["CLUB_PAGES"],
        media_door=balanced["CLUB_PICTURES"],
    )


async def _answers(port: int) -> bool:
    return await http_status("GET", port, "/healthz") is not None


async def _obey(verb: str, child: Process) -> None:
    if verb == "stop":
        await child.stop()
    elif verb == "start":
        await child.start()
    elif verb == "kill":
        _signal_all(child, signal.SIGKILL)
    elif verb == "freeze":
        _signal_all(child, signal.SIGSTOP)
    elif verb == "thaw":
        _signal_all(child, signal.SIGCONT)


def _signal_all(child: Process, number: signal.Signals) -> None:
    """Signal a child and all of its descendants: Postgres' backends lead groups of their own."""
    for pid in _family(child.pid) if child.pid else ():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _family(pid: int) -> Iterator[int]:
    yield pid
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _as_member(owner_url: str) -> str:
    parts = urlsplit(owner_url)
    return urlunsplit(parts._replace(netloc=f"club:{_SECRET}@{parts.hostname}:{parts.port}"))


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    root = Path(tempfile.mkdtemp(prefix="exibidos-ground-"))
    try:
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C reaches us with the tests
            asyncio.run(_lend(root))
    except DidNotStart as problem:
        sys.exit(str(problem))
    finally:
        shutil.rmtree(root, ignore_errors=True)


if __name__ == "__main__":
    main()
