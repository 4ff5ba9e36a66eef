"""Does what goes on beside a process end with it?"""

import asyncio

import pytest

from exibidos.platform.background import going_on

pytestmark = pytest.mark.anyio


async def test_work_is_told_to_leave_and_ends_what_it_does() -> None:
    left, ended = asyncio.Event(), []

    async def work() -> None:
        await left.wait()
        await asyncio.sleep(0.01)
        ended.append("well")

    async with going_on(work(), leave=left.set, patience=10):
        assert ended == []
    assert ended == ["well"]


async def test_work_that_does_not_leave_is_cancelled() -> None:
    ended = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cancelled")

    async with asyncio.timeout(10), going_on(work(), leave=lambda: None, patience=0.01):
        await asyncio.sleep(0)
    assert ended == ["cancelled"]


async def test_what_work_raises_does_not_hide_what_the_block_raises() -> None:
    async def work() -> None:
        raise ValueError("of the work")

    async def block() -> None:
        async with going_on(work(), leave=lambda: None, patience=1):
            await asyncio.sleep(0)
            raise KeyError("of the block")

    with pytest.raises(KeyError):
        await block()
