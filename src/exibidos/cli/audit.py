"""How does a host learn whether somebody rewrote the audit log? `exibidos audit verify`."""

import argparse
import asyncio
from collections.abc import Mapping

from exibidos.features.audit import Broken, Head, Whole, verify
from exibidos.platform.db import open_database
from exibidos.platform.settings import Settings, load

HELP = "verify the audit log: name the first row that was changed, removed or swapped"


def configure(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    walk = verbs.add_parser("verify", help="walk the chain of hashes; ends with 1 when it is broken")
    walk.add_argument(
        "--known",
        type=_head,
        metavar="ROW:HASH",
        help="the last row of an earlier run, which must still be there: shows whether the end was cut off",
    )


def run(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    found = asyncio.run(_verify(load(environ), args.known))
    if isinstance(found, Broken):
        print(f"The audit log is broken at row {found.seq}, which was {found.damage}: {found.sentence}.")
        return 1
    if found.head is None:
        print("The audit log is empty.")
        return 0
    print(f"The audit log is whole: {found.rows} rows. Keep this elsewhere, to show later that nothing was cut off:")
    print(f"  exibidos audit verify --known {found.head.seq}:{found.head.hash.hex()}")
    return 0


async def _verify(settings: Settings, known: Head | None) -> Whole | Broken:
    async with open_database(settings.database) as db:
        return await verify(db, known)


def _head(text: str) -> Head:
    seq, _, digest = text.partition(":")
    return Head(int(seq), bytes.fromhex(digest))
