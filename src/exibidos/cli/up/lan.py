"""How does a phone in the same network reach the club? By this machine's address there, and a door to S3 beside the local one."""

import asyncio
import contextlib
import socket
from urllib.parse import urlsplit

_CHUNK = 64 * 1024


class NoNetwork(Exception):
    """This machine has no address that another one could use."""


def lan_address() -> str:
    """Return the address by which others reach this machine; nothing is sent to find out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1: reserved for documentation, routed like the outside world
        except OSError:
            raise NoNetwork("This machine is in no network, so --lan has nobody to show the club to.") from None
        address: str = probe.getsockname()[0]
        return address


async def open_door(host: str, port: int, endpoint: str) -> asyncio.Server:
    """Pass connections on `host`:`port` to the local `endpoint`. Its other ports ask for no password and stay on loopback."""
    inside = urlsplit(endpoint)

    async def pass_through(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.closing(writer), contextlib.suppress(OSError):  # either side may hang up at any time
            there, back = await asyncio.open_connection(inside.hostname, inside.port)
            with contextlib.closing(back):
                await asyncio.gather(_pour(reader, back), _pour(there, writer))

    return await asyncio.start_server(pass_through, host, port)


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(_CHUNK):
        writer.write(chunk)
        await writer.drain()
    writer.write_eof()
