"""Where does Prometheus read the numbers? On a port of each process's own, never on the origin that people visit.

Each process is a target of its own, also each of several workers behind one port, so every number is what one process counted, and
Prometheus adds them up. Shared files for all workers would need cleaning up after the dead.
"""

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from prometheus_client import start_http_server

from exibidos.platform.settings import Metrics
from exibidos.platform.telemetry.meters import Meters

# How far from METRICS_PORT each kind of process begins; it takes the first free one of ten.
PORTS = {"web": 0, "api": 10, "media": 20, "work": 30, "schedule": 40}
_TRIES = 10


class Door:
    """Where one process's numbers are read; `port` is None when all ten were taken, which is no reason not to serve people."""

    def __init__(self, port: int | None) -> None:
        self.port = port


@asynccontextmanager
async def open_door(settings: Metrics, meters: Meters) -> AsyncIterator[Door]:
    """Answer with the numbers for as long as the block lasts, from a thread, so that also a stuck process can be looked at."""
    first = settings.port + PORTS[meters.kind]
    for port in range(first, first + _TRIES):
        try:
            server, thread = start_http_server(port, settings.address, meters.registry)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            continue
        structlog.get_logger().info("metrics.open", address=settings.address, port=port)
        try:
            yield Door(port)
        finally:
            await asyncio.to_thread(server.shutdown)
            server.server_close()
            thread.join()
        return
    structlog.get_logger().warning("metrics.no_free_port", first=first, tried=_TRIES)
    yield Door(None)
