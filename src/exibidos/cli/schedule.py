"""How does a host run what goes by the clock? `exibidos schedule`, in as many processes as wanted."""

import argparse
import asyncio
from collections.abc import Mapping

from exibidos.app.handlers import SCHEDULES
from exibidos.app.metrics import metered
from exibidos.app.resources import open_resources
from exibidos.app.scheduler import run_scheduler
from exibidos.cli.work import stop_on_signals
from exibidos.platform.log import configure_logs
from exibidos.platform.settings import Settings, load, refusals
from exibidos.platform.text import Catalogue

NAME = "schedule"
HELP = "ask for the work that goes by the clock"


def configure(_parser: argparse.ArgumentParser) -> None:
    """It takes no options."""


def run(_args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    settings = load(environ)
    if unsafe := refusals(settings):
        print("Refusing to start in production:\n- " + "\n- ".join(unsafe))
        return 2
    configure_logs(settings)
    asyncio.run(_schedule(settings))
    return 0


async def _schedule(settings: Settings) -> None:
    stopping = stop_on_signals()
    async with open_resources(settings, Catalogue.load(), stopping) as resources, metered(resources, "schedule"):
        await run_scheduler(db=resources.database, schedules=SCHEDULES, stopping=stopping)
