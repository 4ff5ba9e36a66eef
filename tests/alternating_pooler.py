"""What does a pooler in transaction mode do to a session? After each transaction the next one meets another connection to the server.

PgBouncer does so when it must; this one always, with two connections, so that whatever a session leaves behind is missed at once.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_SSL_REQUEST = (80_877_103).to_bytes(4, "big")
_ASKS_PASSWORD, _READY, _IDLE = b"R", b"Z", b"I"


@asynccontextmanager
async def alternating_pooler(port: int) -> AsyncIterator[int]:
    """Lend a port on loopback that leads to the server on `port`, which must take passwords as they are."""
    serving: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.create_task(_serve(reader, writer, port)))

    async with await asyncio.start_server(accept, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]
    await asyncio.wait(serving, timeout=10)  # their clients have gone


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    servers: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
    turn = 0

    async def hear(one: int) -> None:
        nonlocal turn
        while True:
            kind, message = await _read(servers[one][0])
            if kind == _READY and message[-1:] == _IDLE:
                turn = 1 - one  # before the client hears it, and asks again
            writer.write(message)

    try:
        servers += [await asyncio.open_connection("127.0.0.1", port) for _ in range(2)]
        await _introduce(reader, writer, servers)
        async with asyncio.TaskGroup() as both:
            both.create_task(hear(0))
            both.create_task(hear(1))
            while True:
                _, message = await _read(reader)
                servers[turn][1].write(message)
    except* (asyncio.IncompleteReadError, OSError):
        pass  # one of the three has left, and so do the others
    finally:
        for each in (writer, *(server for _, server in servers)):
            each.close()


async def _introduce(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    servers: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]],
) -> None:
    """Say the client's greeting and password to both servers, and the first one's answers to the client."""
    greeting = await _read_greeting(reader)
    if greeting[4:] == _SSL_REQUEST:
        writer.write(b"N")
        greeting = await _read_greeting(reader)
    for _, server in servers:
        server.write(greeting)
    kind = b""
    while kind != _READY:
        answers = [await _read(server) for server, _ in servers]
        kind, message = answers[0]
        writer.write(message)
        if kind == _ASKS_PASSWORD and message[5:9] == (3).to_bytes(4, "big"):
            _, password = await _read(reader)
            for _, server in servers:
                server.write(password)


async def _read_greeting(reader: asyncio.StreamReader) -> bytes:
    length = await reader.readexactly(4)
    return length + await reader.readexactly(int.from_bytes(length, "big") - 4)


async def _read(reader: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """Return the kind of the next message, and all of it."""
    head = await reader.readexactly(5)
    return head[:1], head + await reader.readexactly(int.from_bytes(head[1:], "big") - 4)
