"""When may the replica answer? When it knows all that the primary knew as the question came; docs/decisions/0010 says why.

So nobody reads their own past: not who just wrote, not their other tab, not a worker, not a guest who must no longer see a photo. It takes
one small question to the primary, which all that wait ask together, and one to the replica. A replica that is late, gone, hanging, promoted
or somebody else's is not an error: the primary answers.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from typing import Any, TypeVar

import asyncpg

from exibidos.kernel.errors import Unavailable
from exibidos.platform.db.tx import Answers, Connection

AnswerT = TypeVar("AnswerT")
Lender = Callable[[], AbstractAsyncContextManager[Connection]]
"""Lends a connection; raises Unavailable when its server does not answer."""

# Connecting across regions with TLS takes 0.3 s; a replica that hangs costs those who ask just then this much, once per rest.
_PATIENCE_SECONDS = 1.0
_REST_SECONDS = 5.0
"""After a failure nobody tries the replica for so long: it is used again within this time of its return."""

# Whoever commits without waiting for the disk is visible before the flush; then only the end of all that is written covers it.
_WRITTEN = """
SELECT pg_wal_lsn_diff(
    CASE current_setting('synchronous_commit') WHEN 'off' THEN pg_current_wal_insert_lsn() ELSE pg_current_wal_flush_lsn() END, '0/0'
)::int8
"""
# A promoted replica would go its own way: not in recovery, it knows nothing of the primary's.
_KNOWS = "SELECT pg_is_in_recovery() AND pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0') >= $1::int8"

# Replay needed a row version that the question still looked at. The server is well, and asked again the next time.
_CONFLICTS = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)


class Replica:
    """The replica of one process; `lost` are what a statement raises when its server has gone under it."""

    def __init__(self, replica: Lender, primary: Lender, lost: tuple[type[Exception], ...]) -> None:
        self._replica = replica
        self._primary = primary
        self._lost = lost
        self._rests_until = 0.0
        self._asking: asyncio.Task[int | None] | None = None
        self._next: asyncio.Task[int | None] | None = None

    @asynccontextmanager
    async def lend(self) -> AsyncIterator[Answers]:
        """Lend whoever may answer. What fails on the replica is asked of the primary again, and so is all that follows."""
        async with AsyncExitStack() as stack:
            knowing = await self._find_knowing(stack)
            if knowing is None:
                yield await stack.enter_async_context(self._primary())
            else:
                failures = (*self._lost, asyncpg.InterfaceError, asyncpg.InternalClientError, *_CONFLICTS)
                yield _Either(knowing, lambda: stack.enter_async_context(self._primary()), failures, self._rest)

    async def _find_knowing(self, stack: AsyncExitStack) -> Connection | None:
        """Return a connection to a replica that knows enough, which `stack` gives back."""
        if time.monotonic() < self._rests_until:
            return None
        written = await self._ask_where()
        if written is None:
            return None
        try:
            async with AsyncExitStack() as lent:
                async with asyncio.timeout(_PATIENCE_SECONDS):
                    connection = await lent.enter_async_context(self._replica())
                    knows = await connection.fetchval(_KNOWS, written)
                if not knows:
                    return None
                await stack.enter_async_context(lent.pop_all())
                return connection
        except (Unavailable, TimeoutError):
            self._rest()
            return None

    def _rest(self) -> None:
        self._rests_until = time.monotonic() + _REST_SECONDS

    async def _ask_where(self) -> int | None:
        """Return how far the primary has written, as it says after this was called; None if it is a replica itself.

        Who comes while it is being asked cannot use that answer, since it may be older than what they know; all of them share the next.
        """
        if self._next is None:
            self._next = asyncio.create_task(self._ask_after(self._asking), name="where is the primary")
            self._next.add_done_callback(_notice)
        return await asyncio.shield(self._next)

    async def _ask_after(self, before: asyncio.Task[int | None] | None) -> int | None:
        if before is not None:
            await asyncio.wait([before])
        self._asking, self._next = self._next, None
        try:
            async with self._primary() as connection:
                written: int = await connection.fetchval(_WRITTEN)
        except asyncpg.ObjectNotInPrerequisiteStateError:
            return None
        return written


def _notice(asked: asyncio.Task[int | None]) -> None:
    """Take note of an outage that nobody waited for any more, or asyncio would complain of it."""
    if not asked.cancelled():
        asked.exception()


class _Either:
    """Asks the replica until it fails, then the primary."""

    def __init__(
        self,
        replica: Connection,
        primary: Callable[[], Awaitable[Connection]],
        failures: tuple[type[Exception], ...],
        rest: Callable[[], None],
    ) -> None:
        self._asked = replica
        self._primary: Callable[[], Awaitable[Connection]] | None = primary
        self._failures = failures
        self._rest = rest

    async def fetch(self, query: str, *args: object) -> list[Any]:
        return await self._ask(lambda asked: asked.fetch(query, *args))

    async def fetchrow(self, query: str, *args: object) -> Any:
        return await self._ask(lambda asked: asked.fetchrow(query, *args))

    async def fetchval(self, query: str, *args: object) -> Any:
        return await self._ask(lambda asked: asked.fetchval(query, *args))

    async def _ask(self, question: Callable[[Connection], Awaitable[AnswerT]]) -> AnswerT:
        try:
            return await question(self._asked)
        except self._failures as failure:
            ours = isinstance(failure, asyncpg.InterfaceError) and type(failure) is not asyncpg.InterfaceError
            if self._primary is None or ours:
                raise
            if not isinstance(failure, _CONFLICTS):
                self._rest()
                with suppress(asyncpg.InterfaceError):  # given up already
                    self._asked.terminate()  # giving it back to the pool would wait for its silence again
            self._asked, self._primary = await self._primary(), None
            return await question(self._asked)
