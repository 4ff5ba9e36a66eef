"""In which order does a club come up, stay up and go down? Engines, schema, bucket, servers, pictures; and backwards."""

import asyncio
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from exibidos.cli.running import forget, tell
from exibidos.cli.up.lan import lan_address, open_door
from exibidos.cli.up.lock import Lock
from exibidos.cli.up.log import Log
from exibidos.cli.up.reload import Change, build_assets, changes
from exibidos.cli.up.surroundings import Doors, children_environ, engines_wanted
from exibidos.platform.engines import DidNotStart, Engines, Guard, Ports, Process
from exibidos.platform.engines.probe import http_status
from exibidos.platform.settings import Environment, Settings, load, refusals
from exibidos.platform.storage import open_storage

_LOOPBACK = "127.0.0.1"


class CannotOpen(Exception):
    """The club cannot come up; the message says why and what to do."""


class Club:
    """Everything that `exibidos up` runs in one folder."""

    def __init__(self, home: Path, environ: Mapping[str, str], lock: Lock, log: Log, *, lan: bool, seed: bool) -> None:
        self._home = home
        self._given = environ
        self._lock = lock
        self._wants_seed = seed
        self._log = log
        self._host = lan_address() if lan else _LOOPBACK
        self._guard = Guard(holds=(lock.children,))
        self._ports = Ports(log.note)
        self._engines = Engines(guard=self._guard, sink=log, ports=self._ports)
        self._environ: dict[str, str] = {}
        self._servers: list[Process] = []
        self._passing: list[Process] = []  # migrate, seed: they end by themselves
        self._door: asyncio.Server | None = None

    async def live(self) -> None:
        """Come up and stay up, until cancelled; raise CannotOpen or DidNotStart."""
        settings, doors = await self._surround()
        await self._once("migrate")
        async with open_storage(settings.s3) as storage:
            await storage.ensure_bucket(_own_origins(settings.app.url))
        self._serve(doors)
        web, *others = self._servers
        web.keep()
        await (
            web.ready.wait()
        )  # alone at first: five interpreters that start at once on two cores would show the page last
        for server in others:
            server.keep()
        self._lock.tell(settings.app.url)
        self._welcome(settings, doors)
        if settings.app.env is not Environment.DEVELOPMENT:
            await self._once("members", "admin-link", "--if-none")
            await asyncio.Event().wait()
        await asyncio.gather(self._seed(), self._follow_changes())

    async def close(self) -> None:
        """Stop the servers, then what they stand on."""
        await asyncio.gather(*(process.stop() for process in (*self._servers, *self._passing)))
        if self._door:
            self._door.close()
        await self._engines.stop()
        forget(self._home)
        self._guard.close()

    async def _surround(self) -> tuple[Settings, Doors]:
        """Start the engines nobody else provides, and complete the environment with them."""
        doors = Doors(
            self._host,
            web=self._ports.near("web", 3000, host=self._host),
            api=self._ports.near("api", 4000, host=self._host),
            media=self._ports.near("media", 4001, host=self._host),
        )
        addresses = await self._engines.start(self._home, engines_wanted(self._given))
        s3_public = ""
        if addresses.s3_endpoint and self._host != _LOOPBACK:
            port = self._ports.near("seaweed", 18333, host=self._host)
            self._door = await open_door(self._host, port, addresses.s3_endpoint)
            s3_public = f"http://{self._host}:{port}"
        self._environ = children_environ(self._given, addresses, doors, self._home, s3_public=s3_public)
        tell(self._home, self._environ, self._given)
        settings = load(self._environ)
        if unsafe := refusals(settings):
            raise CannotOpen("\n".join(["This is not safe in production:", *unsafe]))
        return settings, doors

    def _serve(self, doors: Doors) -> None:
        for name, port in (("web", doors.web), ("api", doors.api), ("media", doors.media)):

            async def answers(port: int = port) -> bool:
                return await http_status("GET", port, "/healthz", host=doors.host) is not None

            words = ["serve", name, "--host", doors.host, "--port", str(port)]
            self._servers.append(
                Process(name, _ourselves(*words), guard=self._guard, sink=self._log, env=self._environ, ready=answers)
            )
        self._servers += [self._child("work"), self._child("schedule")]

    async def _seed(self) -> None:
        """Fill an empty club, while people already look at it."""
        if not self._wants_seed:
            return
        try:
            await self._once("seed", "--if-empty")
        except CannotOpen as problem:
            self._log.note("seed", str(problem))

    async def _follow_changes(self) -> None:
        async for change in changes():
            if change is Change.ASSETS:
                await build_assets(self._log)
                await self._servers[0].restart()
                continue
            self._log.note("up", "the code has changed; starting the servers again")
            if change is Change.SCHEMA:
                try:
                    await self._once("migrate")
                except CannotOpen as problem:
                    self._log.note("migrate", str(problem))
            await asyncio.gather(*(server.restart() for server in self._servers))

    async def _once(self, *words: str) -> None:
        child = self._child(*words)
        self._passing.append(child)
        try:
            code = await child.run()
        except DidNotStart as problem:
            raise CannotOpen(str(problem)) from problem
        finally:
            await child.stop()
            self._passing.remove(child)
        if code:
            raise CannotOpen(f"`exibidos {' '.join(words)}` ended with code {code}; its words stand above")

    def _child(self, *words: str) -> Process:
        return Process(words[0], _ourselves(*words), guard=self._guard, sink=self._log, env=self._environ)

    def _welcome(self, settings: Settings, doors: Doors) -> None:
        outbox = "" if settings.smtp.url else f"  Letters it wrote  {settings.app.url}/_mail\n"
        self._log.plain(
            f"\n  {settings.app.name} is open:  {settings.app.url}\n"
            f"  API              http://{doors.host}:{doors.api}/api/v1\n"
            f"{outbox}"
            f"  Everything said  {self._home / 'up.log'}\n"
            f"  Ctrl-C stops all of it; the data stays in {self._home}\n"
        )


def _ourselves(*words: str) -> Sequence[str]:
    return [sys.executable, "-m", "exibidos.cli.main", *words]


def _own_origins(url: str) -> list[str]:
    """Return the pages' origin; in development it answers to both names of this machine."""
    names = {url, url.replace("//localhost:", "//127.0.0.1:"), url.replace("//127.0.0.1:", "//localhost:")}
    return sorted(name.rstrip("/") for name in names)
