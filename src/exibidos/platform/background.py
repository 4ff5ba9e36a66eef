"""How does a task go on beside the rest of a process, and end with it? Asked to leave, waited for, cancelled only if it does not."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager


@asynccontextmanager
async def going_on(
    work: Coroutine[object, object, None], *, leave: Callable[[], None], patience: float
) -> AsyncIterator[None]:
    """Let `work` go on for as long as the block lasts; `leave` tells it to end, and it has `patience` seconds for that.

    Not cancelled while it works: what was committed in that moment would look undone, and a connection that is lost on the way to its
    pool would keep that from closing.
    """
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        leave()
        await asyncio.wait([task], timeout=patience)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
