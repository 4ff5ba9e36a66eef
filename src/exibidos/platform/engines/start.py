"""How do the engines of one folder come up together, and where do they answer?"""

import asyncio
from collections.abc import Collection
from enum import StrEnum
from pathlib import Path

import msgspec

from exibidos.platform.engines.guard import Guard
from exibidos.platform.engines.ports import Ports
from exibidos.platform.engines.postgres import DATABASE, USER, postgres
from exibidos.platform.engines.process import Process, Sink
from exibidos.platform.engines.seaweed import ACCESS_KEY, SeaweedPorts, seaweed
from exibidos.platform.engines.secrets_file import local_secret
from exibidos.platform.engines.valkey import valkey


class Engine(StrEnum):
    POSTGRES = "postgres"
    VALKEY = "valkey"
    SEAWEED = "seaweed"


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """Where the engines that were asked for answer, and with which keys; empty for the others."""

    database_url: str = ""  # as superuser: migrations make the application's roles
    redis_url: str = ""
    s3_endpoint: str = ""
    s3_access_key: str = ""
    s3_secret_key: str = ""


class Engines:
    """Real engines on one folder, which holds all of theirs: data and passwords."""

    def __init__(self, *, guard: Guard, sink: Sink, ports: Ports, throwaway: bool = False) -> None:
        """`throwaway` is for tests: any ports, nothing flushed to disk, stopped without ceremony."""
        self._guard = guard
        self._sink = sink
        self._ports = ports
        self._throwaway = throwaway
        self._running: list[Process] = []

    async def start(self, root: Path, wanted: Collection[Engine]) -> Addresses:
        """Start the wanted engines side by side and return when all of them answer; raise DidNotStart or EnginesMissing."""
        known = {Engine.POSTGRES: self._postgres, Engine.VALKEY: self._valkey, Engine.SEAWEED: self._seaweed}
        parts = await asyncio.gather(*(known[engine](root) for engine in wanted), return_exceptions=True)
        found: dict[str, str] = {}
        for part in parts:
            if isinstance(part, BaseException):
                raise part
            found |= part
        return Addresses(**found)

    async def stop(self) -> None:
        """Stop all of them; they do not know each other, so no order is needed."""
        await asyncio.gather(*(process.stop() for process in self._running))
        self._running.clear()

    async def _postgres(self, root: Path) -> dict[str, str]:
        port = self._port("postgres", 15432)
        password = local_secret(root, "postgres")
        await self._run(
            await postgres(
                root,
                port=port,
                password=password,
                guard=self._guard,
                sink=self._sink,
                throwaway=self._throwaway,
            )
        )
        return {"database_url": f"postgresql://{USER}:{password}@127.0.0.1:{port}/{DATABASE}"}

    async def _valkey(self, root: Path) -> dict[str, str]:
        port = self._port("valkey", 16379)
        password = local_secret(root, "valkey")
        await self._run(
            valkey(
                root,
                port=port,
                password=password,
                guard=self._guard,
                sink=self._sink,
                throwaway=self._throwaway,
            )
        )
        return {"redis_url": f"redis://:{password}@127.0.0.1:{port}/0"}

    async def _seaweed(self, root: Path) -> dict[str, str]:
        ports = SeaweedPorts.any(self._ports) if self._throwaway else SeaweedPorts.near_ours(self._ports)
        secret = local_secret(root, "seaweed")
        await self._run(
            seaweed(root, ports=ports, secret=secret, guard=self._guard, sink=self._sink, throwaway=self._throwaway)
        )
        endpoint = f"http://127.0.0.1:{ports.s3[0]}"
        return {"s3_endpoint": endpoint, "s3_access_key": ACCESS_KEY, "s3_secret_key": secret}

    def _port(self, name: str, expected: int) -> int:
        return self._ports.any() if self._throwaway else self._ports.near(name, expected)

    async def _run(self, process: Process) -> None:
        self._running.append(process)
        await process.start()
