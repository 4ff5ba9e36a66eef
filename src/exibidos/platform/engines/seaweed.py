"""How does SeaweedFS run here? `weed mini`: a whole S3 store in one process, which checks signatures as the big ones do."""

import json
import os
import signal
from pathlib import Path

import msgspec

from exibidos.platform.engines.guard import Guard
from exibidos.platform.engines.ports import Ports
from exibidos.platform.engines.probe import http_status
from exibidos.platform.engines.process import Process, Sink
from exibidos.platform.engines.wheels import seaweed_program

ACCESS_KEY = "exibidos"

_CREATED, _FORBIDDEN = 201, 403


class SeaweedPorts(msgspec.Struct, frozen=True):
    """HTTP and gRPC of its five services. All but S3 ask for no password: loopback only, development only."""

    s3: tuple[int, int]
    filer: tuple[int, int]
    master: tuple[int, int]
    volume: tuple[int, int]
    admin: tuple[int, int]

    @classmethod
    def near_ours(cls, ports: Ports) -> "SeaweedPorts":
        """Take ports near ours, passing over those whose sockets another user left behind."""
        while True:
            chosen = cls(*(ports.pair_near("seaweed", port) for port in (18333, 18888, 19333, 18080, 19646)))
            if all(socket.stat().st_uid == os.geteuid() for socket in chosen.sockets()):
                return chosen

    @classmethod
    def any(cls, ports: Ports) -> "SeaweedPorts":
        return cls(*(ports.pair_anywhere("seaweed") for _ in range(5)))

    def flags(self) -> list[str]:
        return [
            flag
            for service, (http, grpc) in msgspec.structs.asdict(self).items()
            for flag in (f"-{service}.port={http}", f"-{service}.port.grpc={grpc}")
        ]

    def sockets(self) -> list[Path]:
        """Return the unix sockets of these ports that lie in /tmp: their place is hard-coded and they survive a kill."""
        numbers = [number for pair in msgspec.structs.astuple(self) for number in pair]
        return [socket for number in numbers for socket in Path("/tmp").glob(f"seaweedfs-*-{number}.sock")]  # noqa: S108


def seaweed(
    folder: Path, *, ports: SeaweedPorts, secret: str, guard: Guard, sink: Sink, throwaway: bool = False
) -> Process:
    """Return the store on `folder`/seaweed."""
    data = folder / "seaweed"
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = data / "s3.json"
    keys.touch(mode=0o600)
    credentials = [{"accessKey": ACCESS_KEY, "secretKey": secret}]
    actions = ["Admin", "Read", "List", "Tagging", "Write"]
    keys.write_text(json.dumps({"identities": [{"name": ACCESS_KEY, "credentials": credentials, "actions": actions}]}))

    def tidy() -> None:
        for socket in ports.sockets():
            socket.unlink()

    async def prepare() -> None:
        tidy()

    async def ready() -> bool:
        # Listening is not being able to write: a file through the filer proves master and volume, 403 proves S3's keys.
        wrote = await http_status("PUT", ports.filer[0], "/ready") == _CREATED
        return wrote and await http_status("GET", ports.s3[0], "/") == _FORBIDDEN

    flags = ["-logtostderr", "-v=-1", "mini", f"-dir={data}", f"-s3.config={keys}", *ports.flags()]
    flags += ["-ip=127.0.0.1", "-ip.bind=127.0.0.1"]  # its own default is every address
    flags += ["-master.telemetry=false", "-s3.autoCreateBucket=false", "-volume.preStopSeconds=0"]
    flags += ["-admin.ui=false", "-webdav=false", "-s3.port.iceberg=0", "-s3.port.lance=0"]
    if throwaway:
        # A bucket takes volumes of its own, and a test a bucket; counted from the free disk, there were as few as 74 for hundreds of tests.
        flags += ["-volume.max=4096"]
    return Process(
        "seaweed",
        [seaweed_program(), *flags],
        guard=guard,
        sink=sink,
        prepare=prepare,
        tidy=tidy,
        ready=ready,
        env=dict(os.environ) | {"GOMEMLIMIT": "256MiB"},
        # Killing it loses nothing that it has acknowledged (EMBEDDED: 432 of 432); its own stop may take long.
        stop_signal=signal.SIGKILL if throwaway else signal.SIGTERM,
        grace=6,
    )
