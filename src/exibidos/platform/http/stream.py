"""How long may an event stream go on? For as long as its reader may read: a request is asked once who that is, a stream again and again."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TypeVar, cast

from exibidos.kernel.errors import Unavailable
from exibidos.platform.bells import Bells

T = TypeVar("T")
# A bell may be lost, and a stream must end within 5 s of its session (REQUIREMENTS 2).
_ASK_ANYWAY_SECONDS = 4.0
_END = object()


class Stream:
    """Ends a stream of events with the session that it began with: a bell says that one ended, a look says whether it was this one."""

    def __init__(self, bells: Bells, topic: str, lives: Callable[[], Awaitable[bool]]) -> None:
        self._bells = bells
        self._topic = topic
        self._lives = lives

    async def of(self, events: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
        """Yield the events, to their end or to the session's, whichever comes first.

        They are fetched by a task of their own: when a reader leaves, the framework cancels every wait of theirs, those of the tidying
        too, and an event that was still being waited for could not be given up in order.
        """
        coming: asyncio.Queue[object] = asyncio.Queue()
        fetching = asyncio.create_task(self._fetch(events, coming))
        try:
            while (event := await coming.get()) is not _END:
                yield cast("T", event)
            await fetching  # what broke it off is told
        finally:
            if fetching.cancel():
                await asyncio.wait({fetching})

    async def _fetch(self, events: AsyncGenerator[T, None], coming: asyncio.Queue[object]) -> None:
        try:
            async with self._bells.listen(self._topic) as heard, aclosing(events):
                over = asyncio.create_task(self._over(heard))
                upcoming: asyncio.Future[object] | None = None
                try:
                    while True:
                        upcoming = asyncio.ensure_future(anext(events, _END))
                        await asyncio.wait({upcoming, over}, return_when=asyncio.FIRST_COMPLETED)
                        if over.done() or upcoming.result() is _END:
                            return
                        coming.put_nowait(upcoming.result())
                finally:
                    # Both are left alone only when they are done: what waits for the next event still uses `events`.
                    waiting = [task for task in (over, upcoming) if task is not None and task.cancel()]
                    if waiting:
                        await asyncio.wait(waiting)
        finally:
            coming.put_nowait(_END)

    async def _over(self, heard: asyncio.Event) -> None:
        while await self._goes_on():
            try:
                async with asyncio.timeout(_ASK_ANYWAY_SECONDS):
                    await heard.wait()
            except TimeoutError:
                continue
            heard.clear()

    async def _goes_on(self) -> bool:
        """Ask; while Valkey is away nobody can say that it ended, and a browser that opens the stream anew would be turned away."""
        try:
            return await self._lives()
        except Unavailable:
            return True
