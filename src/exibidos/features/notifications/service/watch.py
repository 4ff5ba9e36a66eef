"""How does the bell on an open page keep its number? A stream of the count, from Postgres, woken by bells."""

import asyncio
from collections.abc import AsyncGenerator

import msgspec

from exibidos.features.notifications.schema import UnseenAnswer
from exibidos.features.notifications.service.look import count_unseen
from exibidos.features.notifications.service.tell import topic
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Unavailable
from exibidos.platform.bells import Bells
from exibidos.platform.db import Database

# Without a bell (Valkey away) a number is late by so much; every open page asks this often, so not oftener.
_ASK_ANYWAY_SECONDS = 30.0
# Browsers open it again by themselves; a page that nobody closes should find its way to a process that was started later.
_LONGEST_SECONDS = 600.0


class BellWatch:
    """Streams how much a member has not seen, until the process stops or ten minutes have passed."""

    def __init__(self, database: Database, bells: Bells, stopping: asyncio.Event) -> None:
        self._database = database
        self._bells = bells
        self._stopping = stopping

    async def counts(self, member: Member) -> AsyncGenerator[dict[str, str], None]:
        """Yield an `unseen` event now and at each change."""
        loop = asyncio.get_running_loop()
        until, last = loop.time() + _LONGEST_SECONDS, -1
        async with self._bells.listen(topic(member.id)) as heard:
            while not self._stopping.is_set() and loop.time() < until:
                heard.clear()
                try:
                    async with self._database.read() as tx:
                        unseen = await count_unseen(tx, member)
                except Unavailable:
                    unseen = last  # Postgres is away for a while; a stream that ended would be opened again at once, by everybody
                if unseen != last:
                    last = unseen
                    answer = UnseenAnswer(unseen=unseen)
                    yield {"event": "unseen", "data": msgspec.json.encode(answer).decode()}
                await self._either(heard)

    async def _either(self, heard: asyncio.Event) -> None:
        waits = [asyncio.create_task(event.wait()) for event in (heard, self._stopping)]
        try:
            await asyncio.wait(waits, timeout=_ASK_ANYWAY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
