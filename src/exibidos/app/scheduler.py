"""How is a scheduler composed? The declared schedules, ticking on a database whose commits write the ledger."""

import asyncio
from collections.abc import Sequence

from exibidos.platform.db import Database
from exibidos.platform.jobs import Schedule, keep_schedules


async def run_scheduler(*, db: Database, schedules: Sequence[Schedule], stopping: asyncio.Event) -> None:
    """Ask for scheduled work until `stopping`; any number of schedulers may run."""
    await keep_schedules(db, schedules, stopping)
