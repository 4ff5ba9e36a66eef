"""How do tests borrow a running club? `python -m browser.servers` runs web, media and a worker until its input ends.

The environment says which database, Valkey and S3; the program adds the ports, prints where the club is and waits. A pipe's end cannot be
missed: also when the tests are killed, everything stops. When this program itself is killed, its guard ends what it started.
"""

import asyncio
import contextlib
import os
import sys
from functools import partial

import msgspec

from exibidos.platform.engines import DidNotStart, Guard, Ports, Process
from exibidos.platform.engines.probe import http_status
from exibidos.platform.settings import load
from exibidos.platform.storage import open_storage

_LOOPBACK = "127.0.0.1"


class OpenClub(msgspec.Struct, frozen=True, kw_only=True):
    """Where people find it: pages on `url`, pictures on `media_url`, uploads on `storage_url`."""

    url: str
    media_url: str
    storage_url: str


class _Words:
    """Sends what the servers say to our own errors, which a failing test shows."""

    def line(self, name: str, text: str) -> None:
        sys.stderr.write(f"{name}: {text}\n")

    note = line


async def _lend() -> None:
    guard, sink = Guard(), _Words()
    ports = Ports(sink.note)
    web, media = ports.any(), ports.any()
    # Cookies ignore ports, so pages and pictures stand on two names of this machine, as under `exibidos up`.
    club = OpenClub(
        url=f"http://localhost:{web}", media_url=f"http://{_LOOPBACK}:{media}", storage_url=os.environ["S3_ENDPOINT"]
    )
    environ = {**os.environ, "APP_URL": club.url, "MEDIA_URL": club.media_url, "PYTHONUNBUFFERED": "1"}
    async with open_storage(load(environ).s3) as storage:
        await storage.ensure_bucket([club.url])

    async def healthy(port: int) -> bool:
        return await http_status("GET", port, "/healthz") is not None

    def server(name: str, port: int) -> Process:
        words = [sys.executable, "-m", "exibidos.cli.main", "serve", name, "--port", str(port)]
        return Process(name, words, guard=guard, sink=sink, env=environ, ready=partial(healthy, port))

    worker = [sys.executable, "-m", "exibidos.cli.main", "work"]
    servers = [
        server("web", web),
        server("media", media),
        Process("work", worker, guard=guard, sink=sink, env=environ),
    ]
    try:
        await asyncio.gather(*(each.start() for each in servers))
        sys.stdout.write(msgspec.json.encode(club).decode() + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)
    finally:
        await asyncio.gather(*(each.stop() for each in servers))
        guard.close()


def main() -> None:
    try:
        with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C reaches us with the tests
            asyncio.run(_lend())
    except DidNotStart as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
