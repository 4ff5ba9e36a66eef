"""How does a host bring the database to the newest schema? `exibidos migrate`."""

import argparse
import asyncio
from collections.abc import Mapping

from exibidos.platform.db.migrate import upgrade
from exibidos.platform.settings import load

NAME = "migrate"
HELP = "bring the database to the newest schema"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", default="head", help="a revision to stop at (default: the newest)")


def run(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    database = load(environ).database
    asyncio.run(upgrade(database.url, database.owner_url, args.to))
    print("The schema is up to date.")
    return 0
