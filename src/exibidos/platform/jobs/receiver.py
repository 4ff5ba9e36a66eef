"""How does a process take work from a queue? taskiq's receiver in our own loop, with as many jobs at once as it has places."""

import asyncio
from uuid import UUID

from taskiq import AcknowledgeType
from taskiq.receiver import Receiver

from exibidos.platform.jobs.message import TASK
from exibidos.platform.jobs.runner import Runner
from exibidos.platform.jobs.sqs import SqsQueue
from exibidos.platform.jobs.stream import Stream


async def receive(
    carrier: Stream | SqsQueue, *, concurrency: int, runner: Runner, stopping: asyncio.Event, grace_seconds: float
) -> None:
    """Take jobs from one queue until `stopping`, then wait for those under way, at most `grace_seconds`. Closes the carrier."""

    async def do(job_id: str) -> None:
        await runner.run(UUID(job_id))

    carrier.register_task(do, task_name=TASK)
    receiver = Receiver(
        broker=carrier,
        max_async_tasks=concurrency,
        run_startup=False,  # it would fail while the carrier is away; the reader makes what is missing
        validate_params=False,
        ack_type=AcknowledgeType.WHEN_EXECUTED,  # gives the place back; lets SQS forget what the ledger has recorded
        wait_tasks_timeout=grace_seconds,
    )
    try:
        await receiver.listen(stopping)
    finally:
        await carrier.shutdown()
