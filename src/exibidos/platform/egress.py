"""How do we ask a server outside? Through one client: five seconds in all, a quarter of a megabyte, no redirects, nobody's cookies."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import httpx
import msgspec

from exibidos.kernel.errors import Unavailable

# Somebody is waiting at a page meanwhile. A healthy provider answers in a tenth of this.
PATIENCE_SECONDS = 5.0
# Google's discovery and keys are 2 kB each; a quarter of a megabyte of anything else is not an answer.
LARGEST_ANSWER = 256 * 1024
_AWAY = "egress.unreachable"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    status: int
    body: bytes


class Egress:
    """The way out. Its client is made when first used: reading the authorities that we trust takes a while, and not every host needs it."""

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._client: httpx.AsyncClient | None = None

    async def ask(self, method: str, url: str, *, headers: Mapping[str, str], body: str = "") -> Answer:
        """Return what a server answered, whatever its status.

        Raises Unavailable("egress.unreachable") when it did not, or not in time, or when it does not end.
        """
        client = self._opened()
        # `identity`, and bytes as they came: nothing small unpacks into something large here.
        said = {**headers, "accept": "application/json", "accept-encoding": "identity"}
        read = bytearray()
        try:
            async with (
                asyncio.timeout(self._patience),
                client.stream(method, url, headers=said, content=body or None) as answer,
            ):
                async for chunk in answer.aiter_raw():
                    read += chunk
                    if len(read) > LARGEST_ANSWER:
                        raise Unavailable(_AWAY)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise Unavailable(_AWAY) from error
        return Answer(status=answer.status_code, body=bytes(read))

    async def close(self) -> None:
        """Close the connections that are open."""
        if self._client is not None:
            await self._client.aclose()

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            # The environment's proxies and passwords are meant for other programs; the time for all of it is counted above.
            self._client = httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=self._patience)
        return self._client


@asynccontextmanager
async def open_egress() -> AsyncIterator[Egress]:
    """Lend the way out for as long as the block lasts."""
    egress = Egress()
    try:
        yield egress
    finally:
        await egress.close()
