"""Who is in this club, and who looks after it? `exibidos members list`, `role`, `admin-link` and `reseal`."""

import argparse
import asyncio
from collections.abc import Mapping
from urllib.parse import quote

from exibidos.app.resources import Resources, open_resources
from exibidos.features import accounts
from exibidos.kernel.actor import Role
from exibidos.kernel.clock import now
from exibidos.platform.log import configure_logs
from exibidos.platform.settings import load
from exibidos.platform.text import Catalogue

HELP = "list members, give a role, print the link for the first admin, seal their codes with a new secret"


def configure(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    verbs.add_parser("list", help="everybody, who looks after the club first")
    role = verbs.add_parser("role", help="give a member a role; their sessions end")
    role.add_argument("slug")
    role.add_argument("role", type=Role, choices=list(Role))
    link = verbs.add_parser(
        "admin-link", help="print a link that makes whoever opens it signed in an admin: once, within an hour"
    )
    link.add_argument("--if-none", action="store_true", help="only while the club has no admin")
    verbs.add_parser(
        "reseal",
        help="seal the secrets of members' codes with the newest SESSION_SECRET: before the previous one is dropped",
    )


def run(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    settings = load(environ)
    configure_logs(settings)

    async def work() -> None:
        async with open_resources(settings, Catalogue.load(), asyncio.Event()) as resources:
            await _VERBS[args.verb](resources, args)

    asyncio.run(work())
    return 0


async def _list(resources: Resources, _args: argparse.Namespace) -> None:
    async with resources.database.read() as tx:
        people = await accounts.list_people(tx)
    for person in people:
        notes = [
            note for note, true in (("unproven address", not person.verified), ("suspended", person.suspended)) if true
        ]
        print(
            f"{'@' + person.slug:32} {person.role:10} since {person.created_at:%Y-%m-%d}  {', '.join(notes)}".rstrip()
        )


async def _role(resources: Resources, args: argparse.Namespace) -> None:
    async with resources.database.write() as tx:
        person = await accounts.find_person(tx, args.slug)
        await accounts.set_role(tx, person.id, args.role, at=now())
    print(f"@{person.slug} is {args.role} now.")


async def _admin_link(resources: Resources, args: argparse.Namespace) -> None:
    async with resources.database.write() as tx:
        if args.if_none and await accounts.any_admin(tx):
            return
        link = await accounts.make_admin_link(tx, at=now())
    token = quote(accounts.token_of_link(resources.signer, link))
    print("Whoever opens this link within an hour, signed in or joining, becomes an admin. It works once:")
    print(f"  {resources.settings.app.url.rstrip('/')}/first-admin?link={token}", flush=True)


async def _reseal(resources: Resources, _args: argparse.Namespace) -> None:
    done = await resources.codes.reseal()
    print(f"{done.anew} sealed anew; all that opens bears the newest seal.")
    if done.lost:
        print(f"{done.lost} open with no secret that is set: was SESSION_SECRET_PREVIOUS dropped too early?")
        print("Set it again and repeat this; meanwhile their owners come in by recovery codes.")


_VERBS = {"list": _list, "role": _role, "admin-link": _admin_link, "reseal": _reseal}
