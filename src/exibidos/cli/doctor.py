"""What ails this club? `exibidos doctor` says what is configured, reachable and unsafe, and what to do about it."""

import argparse
import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import msgspec

from exibidos.kernel.errors import Problem
from exibidos.media import ChildLost, Darkroom
from exibidos.platform.cache import open_cache
from exibidos.platform.db import needed_revision, open_database, present_revision
from exibidos.platform.settings import Settings, load, refusals
from exibidos.platform.storage import open_storage
from exibidos.web.components.render import STATIC

HELP = "say what is configured, reachable and unsafe"
# PostgreSQL 17 is expected to work (DESIGN §2); pgvector's iterative scans came with 0.8.
_POSTGRES, _PGVECTOR = 170_000, (0, 8)


class Finding(msgspec.Struct, frozen=True):
    """One line of the report: what was looked at, how it is, and what to do when it is not well."""

    what: str
    well: bool
    says: str
    remedy: str = ""


def configure(_parser: argparse.ArgumentParser) -> None:
    """It takes no options."""


def run(_args: argparse.Namespace, environ: Mapping[str, str]) -> int:
    try:
        settings = load(environ)
    except Problem as problem:
        _tell(
            Finding(
                "settings",
                False,
                f"{problem.code} {problem.field}",
                "Set it as .env.example shows, or run `make up` here.",
            )
        )
        return 1
    return asyncio.run(_examine(settings))


async def _examine(settings: Settings) -> int:
    sick = 0
    async for finding in _findings(settings):
        _tell(finding)
        sick += not finding.well
    print("\nAll is well." if not sick else f"\n{sick} to look after.")
    return 1 if sick else 0


async def _findings(settings: Settings) -> AsyncIterator[Finding]:
    yield Finding("settings", True, f"{settings.app.env}, {settings.app.url}, pictures on {settings.media.url}")
    for unsafe in refusals(settings):
        yield Finding("settings", False, unsafe)
    for examine in (_database, _cache, _storage, _darkroom, _assets):
        async with _named(examine.__name__.strip("_")) as failures:
            async for finding in examine(settings):
                yield finding
        for failure in failures:
            yield failure


@asynccontextmanager
async def _named(what: str) -> AsyncIterator[list[Finding]]:
    failures: list[Finding] = []
    try:
        yield failures
    except (Problem, ChildLost, OSError) as error:
        failures.append(Finding(what, False, f"{type(error).__name__}: {error}", _REMEDIES[what]))


_REMEDIES = {
    "database": "Is PostgreSQL running, and is DATABASE_URL right?",
    "cache": "Is Valkey or Redis running, and is REDIS_URL right?",
    "storage": "Is the object store running, are S3_ENDPOINT, S3_ACCESS_KEY and S3_SECRET_KEY right?",
    "darkroom": "The sandbox could not start; its reason stands here. Kernel 4.8 or newer with seccomp is needed.",
    "assets": "`make assets` bundles styles and scripts.",
}


async def _database(settings: Settings) -> AsyncIterator[Finding]:
    async with open_database(settings.database) as database, database.read() as tx:
        version = await tx.value(int, "SELECT current_setting('server_version_num')::int") or 0
        yield Finding("database", version >= _POSTGRES, f"PostgreSQL {version // 10_000}", "Use PostgreSQL 18.")
        vector = await tx.value(str, "SELECT extversion FROM pg_extension WHERE extname = 'vector'") or "absent"
        enough = vector != "absent" and tuple(int(part) for part in vector.split(".")[:2]) >= _PGVECTOR
        yield Finding("database", enough, f"pgvector {vector}", "Install pgvector 0.8 or newer.")
        present = await present_revision(tx) or "none"
        newest = needed_revision()
        yield Finding("database", present == newest, f"schema {present} of {newest}", "Run `exibidos migrate`.")
        waiting = (
            await tx.value(
                int, "SELECT count(*) FROM jobs WHERE state = 'leased' OR (state = 'queued' AND run_at <= now())"
            )
            or 0
        )
        dead = await tx.value(int, "SELECT count(*) FROM jobs WHERE state = 'dead'") or 0
        yield Finding(
            "jobs", dead == 0, f"{waiting} due or under way, {dead} dead", "The reason stands in jobs.reason."
        )


async def _cache(settings: Settings) -> AsyncIterator[Finding]:
    async with open_cache(settings.redis.url) as cache:
        policy = await cache.eviction_policy()
        yield Finding(
            "cache",
            policy in {"noeviction", "unknown"},
            f"answers, maxmemory-policy {policy}",
            "Set maxmemory-policy noeviction: sessions must not be evicted.",
        )


async def _storage(settings: Settings) -> AsyncIterator[Finding]:
    async with open_storage(settings.s3) as storage:
        await storage.head(f"{settings.app.env}/doctor")
    yield Finding("storage", True, f"{settings.s3.endpoint} answers, bucket {settings.s3.bucket}")


async def _darkroom(_settings: Settings) -> AsyncIterator[Finding]:
    async with Darkroom(children=1):
        yield Finding("darkroom", True, "the sandbox holds and every banned loader is off")


async def _assets(_settings: Settings) -> AsyncIterator[Finding]:
    built = (STATIC / "manifest.json").exists()
    yield Finding("assets", built, "bundled" if built else "not bundled", _REMEDIES["assets"])


def _tell(finding: Finding) -> None:
    print(f"{'  ok' if finding.well else 'LOOK'}  {finding.what:9} {finding.says}")
    if not finding.well and finding.remedy:
        print(f"                → {finding.remedy}")
