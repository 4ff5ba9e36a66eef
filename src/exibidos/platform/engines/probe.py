"""Does it answer? The two questions that readiness needs, asked with nothing but a socket."""

import asyncio

_PATIENCE = 1.0


async def listens(port: int, host: str = "127.0.0.1") -> bool:
    try:
        async with asyncio.timeout(_PATIENCE):
            _, writer = await asyncio.open_connection(host, port)
    except OSError:  # TimeoutError is one of them
        return False
    writer.close()
    return True


async def http_status(method: str, port: int, path: str, *, host: str = "127.0.0.1") -> int | None:
    """Return the status of one small HTTP request, or None if nothing answers."""
    try:
        async with asyncio.timeout(_PATIENCE):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(
                    f"{method} {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode()
                )
                words = (await reader.readline()).split()
            finally:
                writer.close()
    except OSError:
        return None
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else None
