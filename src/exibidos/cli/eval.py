"""Does the club keep what can only be measured? `exibidos eval sign-in` and `exibidos eval reset`: does time tell who is a member?"""

import argparse
import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, cast
from uuid import UUID

import httpx
import msgspec

from exibidos.app.resources import Resources, open_resources
from exibidos.app.web import make_web
from exibidos.features.accounts import Joining, check, join
from exibidos.kernel.ids import new_id
from exibidos.platform.log import configure_logs
from exibidos.platform.settings import Environment, Settings, load
from exibidos.platform.text import Catalogue

HELP = "measure what tests cannot: whether time tells who is a member"
# What a person in a hurry would notice is none of it; a stranger with a stopwatch tells less than a tenth apart only with very many tries.
_MOST_APART: Final = 0.10
_PATHS: Final = {"sign-in": "/sign-in", "reset": "/reset"}
_PASSWORD: Final = "nobody has this password"  # noqa: S105 - it opens nothing, on purpose


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """How long answers took, in seconds, for an address that a member has and for one that nobody has; and that both read the same."""

    known: list[float]
    unknown: list[float]
    alike: bool

    @property
    def apart(self) -> float:
        """How far the medians are apart, as a share of the smaller one."""
        low, high = sorted((statistics.median(self.known), statistics.median(self.unknown)))
        return high / low - 1


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=sorted(_PATHS), help="which form is asked")
    parser.add_argument(
        "--tries", type=int, default=200, help="tries with each kind of address, in turn (default: %(default)s)"
    )


def run(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    settings = load(environ)
    if settings.app.env is Environment.PRODUCTION:
        print("This tries a door hundreds of times, with throttles off: not in a production club.")
        return 2
    configure_logs(settings)
    measured = asyncio.run(measure(settings, _PATHS[args.what], tries=max(1, args.tries)))
    for name, times in (("known", measured.known), ("unknown", measured.unknown)):
        spread = statistics.quantiles(times, n=4) if len(times) > 1 else [times[0]] * 3
        told = f"median {statistics.median(times) * 1000:8.2f} ms, quartiles {spread[0] * 1000:.2f} and {spread[2] * 1000:.2f} ms"
        print(f"{name:8} {told}, {len(times)} tries")
    held = measured.apart <= _MOST_APART and measured.alike
    print(f"The medians are {measured.apart:.1%} apart; up to {_MOST_APART:.0%} is allowed.")
    print("The answers are alike." if measured.alike else "The answers are NOT alike.")
    return 0 if held else 1


async def measure(settings: Settings, path: str, *, tries: int) -> Measured:
    """Ask the club's own pages, in this process, with throttles off, about a member made for it and about nobody, in turn.

    In turn, since a machine that others use is slow and quick by the minute: both kinds meet the same minutes.
    """
    unthrottled = msgspec.structs.replace(settings, app=msgspec.structs.replace(settings.app, limits=False))
    web = make_web(unthrottled)
    times: dict[str, list[float]] = {"known": [], "unknown": []}
    answers: dict[str, set[tuple[int, bytes]]] = {"known": set(), "unknown": set()}
    async with (
        web.lifespan(),
        _somebody(unthrottled) as known,
        httpx.AsyncClient(
            transport=httpx.ASGITransport(cast("Any", web)),
            base_url=settings.app.url,
            headers={"origin": settings.app.url},
        ) as asking,
    ):
        emails = {"known": known, "unknown": f"eval-{new_id().hex[:20]}@exibidos.invalid"}
        for turn in range(-2, tries):  # the first ones open connections and compile pages
            for name in ("known", "unknown") if turn % 2 else ("unknown", "known"):
                began = time.perf_counter()
                answer = await asking.post(path, data={"email": emails[name], "password": _PASSWORD})
                took = time.perf_counter() - began
                answers[name].add((answer.status_code, answer.content.replace(emails[name].encode(), b"?")))
                if turn >= 0:
                    times[name].append(took)
    return Measured(known=times["known"], unknown=times["unknown"], alike=answers["known"] == answers["unknown"])


@asynccontextmanager
async def _somebody(settings: Settings) -> AsyncIterator[str]:
    """Lend the address of a member who is gone afterwards, as long as that of nobody."""
    slug = f"eval-{new_id().hex[:20]}"
    async with open_resources(settings, Catalogue.load(), asyncio.Event()) as resources:
        joining = Joining(
            email=f"{slug}@exibidos.invalid",  # RFC 2606: no letter ever gets there
            slug=slug,
            display_name="Eval",
            of_age=True,
            terms_version=resources.texts.edition,
        )
        password_hash = await resources.passwords.hash(new_id().hex)
        async with resources.database.write() as tx:
            account = await join(tx, check(joining, new_id().hex), password_hash=password_hash, verified=True)
        try:
            yield joining.email
        finally:
            await _forget(resources, account.id)


async def _forget(resources: Resources, member_id: UUID) -> None:
    async with resources.database.write() as tx:
        await tx.execute("DELETE FROM mail_links WHERE email LIKE 'eval-%@exibidos.invalid'")
        await tx.execute("DELETE FROM members WHERE id = $1", member_id)
