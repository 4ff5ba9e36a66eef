"""How does a test take a server away, slow it down or silence it? A gate that forwards connections to it, as long as it is let."""

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
        self._flows = asyncio.Event()
        self._flows.set()
        self.latency = 0.0  # seconds that each piece takes, either way
        self.mute = False  # what the server says is lost, what it is told arrives
        self.full = False  # an HTTP server behind it has room for nothing more
        self.url = behind

    def shut(self) -> None:
        """Drop all connections and let in no new one."""
        self._open = False
        for writer in self._writers:
            writer.transport.abort()

    def reopen(self) -> None:
        self._open = True

    def hold(self) -> None:
        """Swallow everything from now on, new connections too: a server that is there and silent."""
        self._flows.clear()

    def let_flow(self) -> None:
        """Bring what was held, and everything after it."""
        self._flows.set()

    async def serve(self) -> asyncio.Server:
        server = await asyncio.start_server(self._forward, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        login, at, _ = self._behind.netloc.rpartition("@")
        self.url = urlunsplit(self._behind._replace(netloc=f"{login}{at}127.0.0.1:{port}"))
        return server

    async def _forward(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._open:
            writer.transport.abort()
            return
        await self._flows.wait()
        far_reader, far_writer = await asyncio.open_connection(self._behind.hostname, self._behind.port)
        self._writers |= {writer, far_writer}
        try:
            await asyncio.gather(self._bring(reader, far_writer, writer), self._copy(far_reader, writer))
        finally:
            self._writers -= {writer, far_writer}

    async def _bring(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, back: asyncio.StreamWriter
    ) -> None:
        with suppress(ConnectionError):
            async for data in self._pieces(reader):
                if self.full and data.startswith(b"PUT "):
                    back.write(b"HTTP/1.1 507 Insufficient Storage\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    back.close()
                    break
                writer.write(data)
                await writer.drain()
        writer.close()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            async for data in self._pieces(reader):
                if not self.mute:
                    writer.write(data)
                    await writer.drain()
        writer.close()

    async def _pieces(self, reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
        while data := await reader.read(65536):
            await asyncio.sleep(self.latency)
            await self._flows.wait()
            yield data


@asynccontextmanager
async def gate_to(url: str) -> AsyncIterator[Gate]:
    """Lend an open gate to the server of this URL."""
    gate = Gate(url)
    server = await gate.serve()
    try:
        yield gate
    finally:
        gate.let_flow()
        gate.shut()
        server.close()
