"""How does a host run what works behind the pages? `exibidos work` does jobs from queues."""

import argparse
import asyncio
import signal
from collections.abc import Mapping

from exibidos.app.handlers import QUEUES, bind
from exibidos.app.metrics import metered
from exibidos.app.resources import open_resources
from exibidos.app.worker import run_worker
from exibidos.media import Darkroom
from exibidos.platform.log import configure_logs
from exibidos.platform.settings import Settings, load, refusals
from exibidos.platform.text import Catalogue

NAME = "work"
HELP = "do jobs"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--queues", default=",".join(QUEUES), help="which queues, by name (default: %(default)s)")


def run(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    settings = load(environ)
    if unsafe := refusals(settings):
        print("Refusing to start in production:\n- " + "\n- ".join(unsafe))
        return 2
    queues = [queue.strip() for queue in args.queues.split(",")]
    if unknown := set(queues) - set(QUEUES):
        print(f"There is no queue {', '.join(sorted(unknown))}; there are {', '.join(QUEUES)}.")
        return 2
    configure_logs(settings)
    asyncio.run(_work(settings, queues))
    return 0


async def _work(settings: Settings, queues: list[str]) -> None:
    stopping = stop_on_signals()
    async with (
        open_resources(settings, Catalogue.load(), stopping) as resources,
        Darkroom(children=settings.jobs.concurrency) as darkroom,
        metered(resources, "work") as meters,
    ):
        await run_worker(
            settings,
            db=resources.database,
            transport=resources.transport,
            handlers=bind(resources, darkroom),
            queues=queues,
            stopping=stopping,
            told=meters.job_ended if meters else None,
        )


def stop_on_signals() -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    return stopping
