"""How does a host look after what lies in storage? `exibidos photos`: compare it with the rows, mend both ways, develop again."""

import argparse
import asyncio
from collections.abc import Mapping

from exibidos.app.console import open_console
from exibidos.features import accounts, images, profiles
from exibidos.kernel.clock import now
from exibidos.kernel.errors import NotFound
from exibidos.platform.db import Database
from exibidos.platform.log import configure_logs
from exibidos.platform.settings import Settings, load
from exibidos.platform.storage import Storage, open_storage

HELP = "compare storage with the rows of photos, mend what is lost or left over, develop photos again"
_WRONG = 1
# Object stores lose nothing; disks do. One in so many is read whole and compared by its digest.
_SAMPLE = 100
_WORDS = {"absent": "is not there", "size": "has another size", "digest": "holds other bytes"}


def configure(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    look = verbs.add_parser("check", help="say what is lost or changed, and what nobody knows; exit 1 when anything is")
    mend = verbs.add_parser("repair", help="the same, then make variants again and drop what nobody knows")
    for verb in (look, mend):
        verb.add_argument(
            "--sample", type=int, default=_SAMPLE, help="read one object in so many (default: %(default)s)"
        )
    again = verbs.add_parser("regenerate", help="develop photos again, a few at a time, after a change of variants")
    again.add_argument("--member", help="only the photos of this member")


def run(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    settings = load(environ)
    configure_logs(settings)

    async def work() -> int:
        async with open_console(settings) as db:
            if args.verb == "regenerate":
                return await regenerate(db, args.member)
            async with open_storage(settings.s3) as storage:
                return await compare(db, storage, settings, sample=args.sample, repair=args.verb == "repair")

    return asyncio.run(work())


async def compare(db: Database, storage: Storage, settings: Settings, *, sample: int, repair: bool) -> int:
    """Print what is wrong, have it mended if asked to, and return the exit code."""
    losses: list[images.Loss] = []
    async for loss in images.find_losses(storage, db.read, sample=sample):
        losses.append(loss)
        print(f"{loss.key} {_WORDS[loss.why]}")
    prefix = settings.app.env
    orphans: list[str] = []
    for found in (
        images.find_orphans(storage, db.read, f"{prefix}/", now=now()),
        profiles.find_orphans(storage, db.read, prefix, now=now()),
    ):
        async for key in found:
            orphans.append(key)
            print(f"{key} is nobody's")
    lost = {loss.image_id for loss in losses if loss.original}
    print(f"{len(losses)} lost or changed, {len(orphans)} nobody's.")
    if lost:
        print(f"Originals of {len(lost)} photos are not whole: bring them back from a backup.")
    if not repair:
        return _WRONG if losses or orphans else 0
    async with db.write() as tx:
        mended = images.mend(tx, losses)
        images.drop_orphans(tx, orphans)
    print(f"Workers develop {mended} photos again and drop {len(orphans)} objects.")
    return _WRONG if lost else 0


async def regenerate(db: Database, slug: str | None) -> int:
    """Have photos developed again, and return the exit code."""
    async with db.write() as tx:
        try:
            member_id = None if slug is None else (await accounts.get_profile(tx, slug.removeprefix("@"))).id
        except NotFound:
            print(f"There is no member {slug}.")
            return _WRONG
        tx.enqueue(images.RedevelopImages(member_id=member_id))
    print("Workers develop them again, twenty at a time; `exibidos jobs list` shows how far they are.")
    return 0
