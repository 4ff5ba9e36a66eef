"""How does the doctor look at everything and tell it? Ends with 0 when all is well, 1 when something is odd, 2 when something is ill."""

import argparse
import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

import asyncpg
import msgspec

from exibidos.app.console import open_console
from exibidos.cli.doctor.checks import CHECKS
from exibidos.cli.doctor.finding import Check, Finding, Level, Patient
from exibidos.kernel.errors import Problem
from exibidos.media import ChildLost
from exibidos.platform.cache import open_cache
from exibidos.platform.jobs.reason import reason_of
from exibidos.platform.log import configure_logs
from exibidos.platform.settings import Settings, load
from exibidos.platform.storage import open_storage

HELP = "say what is configured, reachable and unsafe, and what to do"
# What a check may meet and still be one finding among others. Anything else is a defect of the doctor.
_FAILURES = (Problem, ChildLost, OSError, asyncpg.PostgresError, TimeoutError)
_SIGNS = {Level.WELL: "  ok", Level.ODD: " odd", Level.ILL: " ILL"}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument(
        "--patience", type=float, default=10, help="seconds to wait for a worker to do a job (default: %(default)s)"
    )


def run(args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    try:
        settings = load(environ)
    except Problem as problem:
        says = f"{problem.code} {problem.field}"
        unset = Finding("settings", Level.ILL, says, "Set it as .env.example shows, or run `make up` here.")
        return _end([unset], as_json=args.json)
    configure_logs(settings, only_errors=True)
    return _end(asyncio.run(examine(settings, patience=args.patience, tell=not args.json)), as_json=args.json)


async def examine(settings: Settings, *, patience: float, tell: bool = False) -> list[Finding]:
    """Return everything that was found, and print each line when it is known if asked to `tell`."""
    found: list[Finding] = []
    async with (
        open_console(settings) as database,
        open_cache(settings.redis.url) as cache,
        open_storage(settings.s3) as storage,
    ):
        patient = Patient(settings=settings, database=database, cache=cache, storage=storage, patience=patience)
        for check in CHECKS:
            if any(each.what == check.needs and each.level is Level.ILL for each in found):
                continue
            async for finding in _looked(check, patient):
                found.append(finding)
                if tell:
                    _print(finding)
    return found


async def _looked(check: Check, patient: Patient) -> AsyncIterator[Finding]:
    try:
        async for finding in check.examine(patient):
            yield finding
    except _FAILURES as error:
        yield Finding(check.what, Level.ILL, reason_of(error), check.remedy)


def _end(found: Sequence[Finding], *, as_json: bool) -> int:
    worst = max(finding.level for finding in found)
    if as_json:
        lines = [{**msgspec.structs.asdict(finding), "level": finding.level.name.lower()} for finding in found]
        report = {"level": worst.name.lower(), "findings": lines}
        print(msgspec.json.format(msgspec.json.encode(report), indent=2).decode())
        return worst
    if len(found) == 1:
        _print(found[0])
    sick = sum(finding.level is not Level.WELL for finding in found)
    print("\nAll is well." if not sick else f"\n{sick} to look after.")
    return worst


def _print(finding: Finding) -> None:
    print(f"{_SIGNS[finding.level]}  {finding.what:9} {finding.says}")
    if finding.level is not Level.WELL and finding.remedy:
        print(f"                → {finding.remedy}")
