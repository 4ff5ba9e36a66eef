"""How does a development club get its first members and photos? `exibidos seed`: people join, pictures go through the real pipeline."""

import argparse
import asyncio
import itertools
import multiprocessing
import os
import re
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import msgspec

from exibidos.app.resources import Resources, open_resources
from exibidos.cli.seed.people import MEMBERS, Person
from exibidos.cli.seed.pictures import CATALOGUE, Plate, paint
from exibidos.features.accounts import Joining, any_members, check, join, set_standing, sign_in
from exibidos.features.images import ALLOWED_TYPES, Details
from exibidos.kernel.actor import Member, Standing
from exibidos.kernel.errors import Conflict, Problem
from exibidos.kernel.names import plain_line
from exibidos.platform.settings import Environment, load
from exibidos.platform.text import Catalogue

NAME = "seed"
HELP = "fill a development club with members and pictures"
# Everybody who is seeded signs in with this; the command refuses to run where that would matter.
PASSWORD = "noite na galeria"  # noqa: S105 - people who do not exist, on the developer's own machine
_SLUGS = tuple(person.slug for person in MEMBERS)
_TYPES = {".jpg": "image/jpeg", **{f".{kind.removeprefix('image/')}": kind for kind in ALLOWED_TYPES}}
# The newcomer's page comes first: painters yield the processor to whoever serves it.
_NICE = 10


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture that is ready to be uploaded, by whom, with what to say about it."""

    owner: str
    data: bytes
    content_type: str
    details: Details


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--if-empty",
        action="store_true",
        help="do nothing when the club has members of its own, or all of this already",
    )
    parser.add_argument("--photos", type=Path, help="hang the pictures of this folder instead of painted ones")
    parser.add_argument("--most", type=int, help="stop after this many pictures")


def run(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    settings = load(environ)
    if settings.app.env is not Environment.DEVELOPMENT:
        print("Seeded people have a known password: `exibidos seed` runs only where APP_ENV is development.")
        return 2
    if args.photos and not args.photos.is_dir():
        print(f"There is no folder {args.photos}.")
        return 2

    async def seed() -> int:
        async with open_resources(settings, Catalogue.load(), asyncio.Event()) as resources:
            return await fill(resources, folder=args.photos, most=args.most, if_empty=args.if_empty)

    return asyncio.run(seed())


async def fill(resources: Resources, *, folder: Path | None, most: int | None, if_empty: bool) -> int:
    """Bring what is not there yet, so that a seeding that was stopped goes on; `if_empty` leaves a club of other people alone."""
    async with resources.database.read() as tx:
        begun, anybody = await tx.value(bool, _BEGUN, _SLUGS), await any_members(tx)
        there = frozenset(await tx.values(str, _THERE, _SLUGS))
    files = _missing_pictures(folder, most, there) if folder else []
    plates = [] if folder else _missing_plates(most, there)
    if if_empty and anybody and not (begun and (files or plates)):
        print("The club has members already; nothing was seeded.")
        return 0
    return await _hang(resources, _from_folder(files) if folder else _painted(plates))


async def _hang(resources: Resources, pictures: AsyncIterator[Picture]) -> int:
    members = {person.slug: await _welcome(resources, person) for person in MEMBERS}
    hung = 0
    async for picture in pictures:
        owner = members[picture.owner]
        try:
            await resources.desk.accept(owner, picture.data, picture.content_type, picture.details)
        except Problem as problem:
            print(f"{picture.details.title or 'a picture'} of @{owner.slug} was not taken: {problem.code}")
            continue
        hung += 1
    print(f"{len(members)} members (password: {PASSWORD}) brought {hung} pictures; a worker develops them.")
    return 0


async def _welcome(resources: Resources, person: Person) -> Member:
    joining = check(
        Joining(
            email=f"{person.slug}@exibidos.test",
            slug=person.slug,
            display_name=person.display_name,
            of_age=True,
            terms_version=resources.texts.edition,
            bio=person.bio,
        ),
        PASSWORD,
    )
    password_hash = await resources.passwords.hash(PASSWORD)
    try:
        async with resources.database.write() as tx:
            account = await join(tx, joining, password_hash=password_hash, verified=True)
            await set_standing(tx, account.id, Standing.TRUSTED)  # or `--photos` would end at ten pictures each
            account = msgspec.structs.replace(account, standing=Standing.TRUSTED)
    except Conflict:  # seeded before: the same person brings more
        account = await sign_in(resources.database, resources.passwords, email=joining.email, password=PASSWORD)
    return account.actor()


def _missing_plates(most: int | None, there: frozenset[str]) -> list[Plate]:
    """Return what is to be painted; the wall shows the newest first, and the catalogue is in the order of the wall."""
    return [plate for plate in CATALOGUE[:most] if f"{plate.owner}/{plate.title}" not in there][::-1]


async def _painted(plates: Sequence[Plate]) -> AsyncIterator[Picture]:
    loop = asyncio.get_running_loop()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=2, mp_context=context, initializer=os.nice, initargs=(_NICE,)) as painters:
        waiting = [loop.run_in_executor(painters, paint, plate) for plate in plates]
        for plate, painted in zip(plates, waiting, strict=True):
            yield _hung(plate, await painted)


def _hung(plate: Plate, data: bytes) -> Picture:
    details = Details(title=plate.title, caption=plate.caption, alt=plate.alt, sensitive=plate.sensitive)
    return Picture(owner=plate.owner, data=data, content_type="image/jpeg", details=details)


def _missing_pictures(folder: Path, most: int | None, there: frozenset[str]) -> list[tuple[Path, str, str]]:
    """Return the folder's pictures that nobody has hung yet, each with its owner and the title that its name gives it."""
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in _TYPES)
    owned = zip(found[:most], itertools.cycle(_SLUGS), strict=False)
    titled = [(path, owner, plain_line(re.sub("[_-]", " ", path.stem))[:120]) for path, owner in owned]
    return [(path, owner, title) for path, owner, title in titled if f"{owner}/{title}" not in there]


async def _from_folder(pictures: Iterable[tuple[Path, str, str]]) -> AsyncIterator[Picture]:
    for path, owner, title in pictures:
        data = await asyncio.to_thread(path.read_bytes)
        yield Picture(owner=owner, data=data, content_type=_TYPES[path.suffix.lower()], details=Details(title=title))


# The trash counts as there: what a developer deleted does not come back with the next `up`.
_THERE = """
SELECT m.slug || '/' || i.title FROM images i JOIN members m ON m.id = i.created_by_id WHERE m.slug = ANY($1::text[])
"""
_BEGUN = (
    "SELECT EXISTS (SELECT FROM members WHERE slug = ANY($1::text[]) AND email_canonical = slug || '@exibidos.test')"
)
