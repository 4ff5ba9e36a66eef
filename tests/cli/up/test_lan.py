"""Does the door in the network lead to the store, and close with either side?"""

import asyncio
import contextlib

import pytest

from exibidos.cli.up.lan import open_door

pytestmark = pytest.mark.anyio


async def test_what_is_sent_through_the_door_arrives_and_is_answered() -> None:
    async def shout(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write((await reader.read()).upper())
        writer.close()

    async with await asyncio.start_server(shout, "127.0.0.1", 0) as store:
        port = store.sockets[0].getsockname()[1]
        async with await open_door("127.0.0.1", 0, f"http://127.0.0.1:{port}") as door:
            reader, writer = await asyncio.open_connection(*door.sockets[0].getsockname())
            with contextlib.closing(writer):
                writer.write(b"a photo")
                writer.write_eof()
                assert await reader.read() == b"A PHOTO"
