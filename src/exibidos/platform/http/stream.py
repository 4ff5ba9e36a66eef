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
        """Yield the events, to their end or to the session's, whichever comes first."""
        async with self._bells.listen(self._topic) as heard, aclosing(events):
            over = asyncio.create_task(self._over(heard))
            coming: asyncio.Future[object] | None = None
            try:
                while True:
                    coming = asyncio.ensure_future(anext(events, _END))
                    await asyncio.wait({coming, over}, return_when=asyncio.FIRST_COMPLETED)
                    if over.done() or coming.result() is _END:
                        break
                    yield cast("T", coming.result())
            finally:
                # Both are left alone only when they are done: what waits for the next event still uses `events`.
                waiting = [task for task in (over, coming) if task is not None and task.cancel()]
                if waiting:
                    await asyncio.wait(waiting)

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
