"""How does a development club get its first members and photos? `exibidos seed`: people join, pictures go through the real pipeline."""

import argparse
import asyncio
import itertools
import multiprocessing
import os
from collections.abc import AsyncIterator, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import msgspec

from exibidos.app.resources import Resources, open_resources
from exibidos.cli.seed.people import MEMBERS, Person
from exibidos.cli.seed.pictures import CATALOGUE, Plate, paint
from exibidos.features.accounts import TERMS_VERSION, Joining, any_members, check, join, sign_in
from exibidos.features.images import Details
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Conflict, Problem
from exibidos.platform.settings import Environment, load
from exibidos.platform.text import Catalogue

NAME = "seed"
HELP = "fill a development club with members and pictures"
# Everybody who is seeded signs in with this; the command refuses to run where that would matter.
PASSWORD = "noite na galeria"  # noqa: S105 - people who do not exist, on the developer's own machine
_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
# The newcomer's page comes first: painters yield the processor to whoever serves it.
_NICE = 10


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A picture that is ready to be uploaded, by whom, with what to say about it."""

    owner: str
    data: bytes
    content_type: str
    details: Details


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--if-empty", action="store_true", help="do nothing when the club has members already")
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
            async with resources.database.read() as tx:
                if args.if_empty and await any_members(tx):
                    print("The club has members already; nothing was seeded.")
                    return 0
            return await _seed(resources, args.photos, args.most)

    return asyncio.run(seed())


async def _seed(resources: Resources, folder: Path | None, most: int | None) -> int:
    members = {person.slug: await _welcome(resources, person) for person in MEMBERS}
    hung = 0
    async for picture in _from_folder(folder, most) if folder else _painted(most):
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
            terms_version=TERMS_VERSION,
            bio=person.bio,
        ),
        PASSWORD,
    )
    password_hash = await resources.passwords.hash(PASSWORD)
    try:
        async with resources.database.write() as tx:
            account = await join(tx, joining, password_hash=password_hash, verified=True)
    except Conflict:  # seeded before: the same person brings more
        account = await sign_in(resources.database, resources.passwords, email=joining.email, password=PASSWORD)
    return account.actor()


async def _painted(most: int | None) -> AsyncIterator[Picture]:
    loop = asyncio.get_running_loop()
    plates = CATALOGUE[:most][::-1]  # the wall shows the newest first, and the catalogue is in the order of the wall
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=2, mp_context=context, initializer=os.nice, initargs=(_NICE,)) as painters:
        waiting = [loop.run_in_executor(painters, paint, plate) for plate in plates]
        for plate, painted in zip(plates, waiting, strict=True):
            yield _hung(plate, await painted)


def _hung(plate: Plate, data: bytes) -> Picture:
    details = Details(title=plate.title, caption=plate.caption, alt=plate.alt, sensitive=plate.sensitive)
    return Picture(owner=plate.owner, data=data, content_type="image/jpeg", details=details)


async def _from_folder(folder: Path, most: int | None) -> AsyncIterator[Picture]:
    owners = itertools.cycle(person.slug for person in MEMBERS)
    for path in _pictures_in(folder, most):
        data = await asyncio.to_thread(path.read_bytes)
        title = path.stem.replace("_", " ").replace("-", " ").strip()[:120]
        yield Picture(
            owner=next(owners), data=data, content_type=_TYPES[path.suffix.lower()], details=Details(title=title)
        )


def _pictures_in(folder: Path, most: int | None) -> Iterable[Path]:
    found = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in _TYPES)
    return itertools.islice(found, most)
