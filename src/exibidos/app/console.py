"""With what does a command at a console write? A database whose transactions end as everywhere, and the bell for workers; nothing else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from exibidos.app.resources import before_commit
from exibidos.platform.db import Database, open_database
from exibidos.platform.jobs import open_transport
from exibidos.platform.settings import Settings


@asynccontextmanager
async def open_console(settings: Settings) -> AsyncIterator[Database]:
    """Open the database for as long as the block lasts. Without Valkey a command works too: sweepers ring within seconds."""
    async with (
        open_transport(settings.redis, settings.queue) as transport,
        open_database(
            settings.database, before_commit=before_commit(settings), after_commit=(transport.ring,)
        ) as database,
    ):
        yield database
