"""Does an event stream end with the session that it began with, soon, and cleanly?"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from exibidos.kernel.errors import Unavailable
from exibidos.platform.bells import open_bells
from exibidos.platform.engines import Addresses
from exibidos.platform.http import Stream, stream

pytestmark = pytest.mark.anyio


class Session:
    """Something that lives until a test ends it."""

    def __init__(self) -> None:
        self.over = False
        self.away = False
        self.asked = 0

    async def lives(self) -> bool:
        self.asked += 1
        if self.away:
            raise Unavailable("cache.unreachable")
        return not self.over


class Events:
    """One event, then silence; knows whether it was closed."""

    closed = False

    async def come(self, *, then: int = 0) -> AsyncGenerator[int, None]:
        try:
            for number in range(1 + then):
                yield number
            if not then:
                await asyncio.Event().wait()
        finally:
            self.closed = True


async def test_a_stream_that_ends_by_itself_is_whole(engines: Addresses) -> None:
    session, events = Session(), Events()
    async with open_bells(engines.redis_url) as bells:
        assert [n async for n in Stream(bells, "a", session.lives).of(events.come(then=3))] == [0, 1, 2, 3]
    assert events.closed


async def test_a_bell_ends_the_stream_of_a_session_that_is_over_and_no_other(engines: Addresses) -> None:
    ended, other = Session(), Session()
    theirs, others = Events(), Events()
    async with open_bells(engines.redis_url) as bells:
        one, two = (
            Stream(bells, "a", session.lives).of(events.come())
            for session, events in ((ended, theirs), (other, others))
        )
        async with aclosing(one), aclosing(two):
            assert await anext(one) == await anext(two) == 0
            ended.over = True
            async with asyncio.timeout(2):
                rest = asyncio.create_task(anext(one, None))
                going = asyncio.create_task(anext(two, None))
                while not rest.done():
                    await bells.ring("a")
                    await asyncio.wait([rest], timeout=0.05)
            assert rest.result() is None
            assert theirs.closed
            assert not going.done()
            going.cancel()
            await asyncio.wait([going])
        assert others.closed


async def test_a_lost_bell_costs_seconds(engines: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    assert stream._ASK_ANYWAY_SECONDS < 5
    monkeypatch.setattr(stream, "_ASK_ANYWAY_SECONDS", 0.05)
    session = Session()
    async with (
        open_bells(engines.redis_url) as bells,
        asyncio.timeout(3),
        aclosing(Stream(bells, "b", session.lives).of(Events().come())) as events,
    ):
        assert await anext(events) == 0
        session.away = True
        asked = session.asked
        rest = asyncio.create_task(anext(events, None))
        while session.asked < asked + 3:  # noqa: ASYNC110 - it asks by itself
            await asyncio.sleep(0.01)
        assert not rest.done(), "while nobody can say that it ended, it goes on"
        session.away, session.over = False, True
        assert await rest is None


async def test_a_reader_who_leaves_leaves_nothing_behind(engines: Addresses) -> None:
    before = len(asyncio.all_tasks())
    events = Events()
    async with open_bells(engines.redis_url) as bells:
        listening = len(asyncio.all_tasks())
        async with aclosing(Stream(bells, "c", Session().lives).of(events.come())) as coming:
            assert await anext(coming) == 0
        assert events.closed
        assert len(asyncio.all_tasks()) == listening
    assert len(asyncio.all_tasks()) == before


async def test_a_reader_who_is_torn_away_leaves_nothing_broken(engines: Addresses) -> None:
    """As the framework does it: cancelled, and cancelled again at every wait on the way out."""
    events = Events()
    async with open_bells(engines.redis_url) as bells:
        listening = len(asyncio.all_tasks())

        async def read() -> None:
            async for _ in Stream(bells, "d", Session().lives).of(events.come()):
                pass

        reading = asyncio.create_task(read())
        await asyncio.sleep(0.05)
        while not reading.done():
            reading.cancel()
            await asyncio.sleep(0)
        assert reading.cancelled()
        async with asyncio.timeout(2):
            while not events.closed or len(asyncio.all_tasks()) > listening:  # noqa: ASYNC110 - tasks that end by themselves
                await asyncio.sleep(0.01)


async def test_what_breaks_a_stream_is_told(engines: Addresses) -> None:
    async def broken() -> AsyncGenerator[int, None]:
        yield 0
        raise KeyError("broken")

    async with open_bells(engines.redis_url) as bells, asyncio.timeout(2):
        with pytest.raises(KeyError):
            _ = [n async for n in Stream(bells, "e", Session().lives).of(broken())]
