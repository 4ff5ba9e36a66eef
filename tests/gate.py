"""How does a test take a server away and bring it back? A gate that forwards connections to it until it is shut."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit, urlunsplit


class Gate:
    """The way to one server; `url` leads through it."""

    def __init__(self, behind: str) -> None:
        self._behind = urlsplit(behind)
        self._writers: set[asyncio.StreamWriter] = set()
        self._open = True
        self.url = behind

    def shut(self) -> None:
        """Drop all connections and let in no new one."""
        self._open = False
        for writer in self._writers:
            writer.transport.abort()

    def reopen(self) -> None:
        self._open = True

    async def serve(self) -> asyncio.Server:
        server = await asyncio.start_server(self._forward, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        login = self._behind.netloc.rpartition("@")[0]
        self.url = urlunsplit(self._behind._replace(netloc=f"{login}@127.0.0.1:{port}"))
        return server

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._open:
            writer.transport.abort()
            return
        far_reader, far_writer = await asyncio.open_connection(self._behind.hostname, self._behind.port)
        self._writers |= {writer, far_writer}
        try:
            await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer))
        finally:
            self._writers -= {writer, far_writer}


@asynccontextmanager
async def gate_to(url: str) -> AsyncIterator[Gate]:
    """Lend an open gate to the server of this URL."""
    gate = Gate(url)
    server = await gate.serve()
    try:
        yield gate
    finally:
        gate.shut()
        server.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
