"""How does a test get a real server? `exibidos serve` as a process of its own, on a free port, gone afterwards."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx


class Served:
    """A running server: where it answers, and its process, which a test may kill."""

    def __init__(self, url: str, process: asyncio.subprocess.Process) -> None:
        self.url = url
        self.process = process


@asynccontextmanager
async def served(what: str, environ: Mapping[str, str], *more: str) -> AsyncIterator[Served]:
    """Run `exibidos serve <what>` with these settings and nothing of ours, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "exibidos.cli.main", "serve", what, "--port", str(port), *more),
        env={"PATH": os.environ["PATH"], **environ},
        start_new_session=True,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        async with httpx.AsyncClient(base_url=url) as asking, asyncio.timeout(30):
            while True:
                try:
                    await asking.get("/healthz")
                    break
                except httpx.TransportError:
                    await asyncio.sleep(0.05)
        yield Served(url, process)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
