"""How does a host open and close parts of the house? `exibidos flags list` and `exibidos flags set`."""

import argparse
import asyncio
from collections.abc import Mapping

from exibidos.app.resources import Resources, open_resources
from exibidos.features.flags import DECLARED, Audience, Source, clear_flag, set_flag
from exibidos.platform.log import configure_logs
from exibidos.platform.settings import load
from exibidos.platform.text import Catalogue

HELP = "show the feature flags, or flip one"


def configure(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("list", help="how every flag stands, and who decided that")
    flip = verbs.add_parser("set", help="flip a flag in the database; every process feels it within 5 seconds")
    flip.add_argument("name", choices=sorted(flag.name for flag in DECLARED))
    flip.add_argument("state", choices=["on", "off", "default"], help="off keeps share and audience for the way back")
    flip.add_argument("--percentage", type=int, help="on for this share of its audience, 0 to 100")
    flip.add_argument("--audience", type=Audience, choices=list(Audience), help="on for these people only")


def run(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    settings = load(environ)
    configure_logs(settings)

    async def work() -> None:
        async with open_resources(settings, Catalogue.load(), asyncio.Event()) as resources:
            if args.verb == "set":
                await _set(resources, args)
            await _list(resources)

    asyncio.run(work())
    return 0


async def _set(resources: Resources, args: argparse.Namespace) -> None:
    async with resources.database.write() as tx:
        if args.state == "default":
            await clear_flag(tx, args.name)
        else:
            await set_flag(
                tx, args.name, enabled=args.state == "on", percentage=args.percentage, audience=args.audience
            )
    if args.name in resources.settings.feature:
        print(f"FEATURE_{args.name.upper()} is set in this environment and wins wherever it is.")


async def _list(resources: Resources) -> None:
    for standing in await resources.flags.list_standing():
        setting = standing.setting
        state = "on " if setting.enabled else "off"
        told = f", {setting.percentage} % of {setting.audience}" if standing.source is Source.DATABASE else ""
        print(f"{standing.flag.name:24} {state}  ({standing.source}{told})  {standing.flag.sentence}")
