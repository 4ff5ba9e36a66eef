"""Which rooms may a test of pictures ask for? One darkroom, with its children, for the whole session's worth of a module."""

from collections.abc import AsyncIterator

import pytest

from exibidos.media import Darkroom


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def darkroom(anyio_backend: str) -> AsyncIterator[Darkroom]:
    """Yield a darkroom at work; that it opened proves the decoders and the sandbox."""
    assert anyio_backend == "asyncio"
    async with Darkroom() as room:
        yield room
