"""Does a worker end whenever it is asked to, also while it is still starting?"""

import asyncio
import io

import pytest

from exibidos.app.handlers import bind
from exibidos.app.resources import Resources
from exibidos.app.worker import run_worker
from exibidos.media import Darkroom

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("wait", [0.0, 0.001, 0.003, 0.006, 0.01, 0.02, 0.04, 0.08])
async def test_a_worker_that_is_stopped_early_ends(resources: Resources, wait: float) -> None:
    stopping = asyncio.Event()
    handlers = bind(resources, Darkroom())
    work = asyncio.create_task(
        run_worker(
            resources.settings,
            db=resources.database,
            transport=resources.transport,
            handlers=handlers,
            queues=("default", "images"),
            stopping=stopping,
        )
    )
    await asyncio.sleep(wait)
    stopping.set()
    done, _ = await asyncio.wait([work], timeout=5)
    stacks = io.StringIO()
    if not done:
        for task in asyncio.all_tasks():
            task.print_stack(file=stacks)
        work.cancel()
    assert done, stacks.getvalue()
