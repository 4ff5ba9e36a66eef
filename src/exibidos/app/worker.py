"""How is a worker composed? A receiver per queue, one sweeper, and an orderly end that gives unfinished work back."""

import asyncio
from collections.abc import Sequence

from exibidos.platform.db import Database
from exibidos.platform.jobs import Handlers, Ledger, Runner, Sweeper, Told, Transport, open_carrier, receive
from exibidos.platform.settings import Settings

# A photo of 12 MP takes about 2 s; what still runs after this when a worker stops is cancelled and done elsewhere.
_GRACE_SECONDS = 10.0


async def run_worker(
    settings: Settings,
    *,
    db: Database,
    transport: Transport,
    handlers: Handlers,
    queues: Sequence[str],
    stopping: asyncio.Event,
    grace_seconds: float = _GRACE_SECONDS,
    told: Told | None = None,
) -> None:
    """Do jobs from these queues until `stopping`, JOBS_CONCURRENCY at once from each, so that a slow queue does not hold up another.

    `db` is the process's own, with reactions and the ledger before its commits and the bell after them; `told` hears of every attempt.
    """
    ledger = Ledger(settings.jobs)
    runner = Runner(db, ledger, handlers, told)
    sweeper = Sweeper(db, ledger, transport, runner, queues=queues, seconds=settings.jobs.sweep_seconds)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(sweeper.run(stopping))
            for queue in queues:
                group.create_task(
                    receive(
                        open_carrier(
                            settings.redis,
                            settings.queue,
                            queue,
                            capacity=settings.jobs.concurrency,
                            hold_seconds=settings.jobs.lease_seconds,
                        ),
                        concurrency=settings.jobs.concurrency,
                        runner=runner,
                        stopping=stopping,
                        grace_seconds=grace_seconds,
                    )
                )
    finally:
        await runner.abandon()
