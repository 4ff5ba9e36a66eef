"""Does the doctor say what is well, what is not, and what to do, and end with the number that scripts read?"""

import argparse
import asyncio

import msgspec
import pytest

from exibidos.cli.doctor import command
from exibidos.cli.doctor.finding import Level
from exibidos.platform.engines import Addresses
from exibidos.platform.settings import S3, Settings
from exibidos.platform.storage import open_storage
from killable_worker import worker_environment

PLAIN = argparse.Namespace(json=False, patience=0.2)
FOR_PROGRAMS = argparse.Namespace(json=True, patience=0.2)
# Nothing listens on the discard port.
NOWHERE = "127.0.0.1:9"


@pytest.fixture
def environ(engines: Addresses, database_url: str) -> dict[str, str]:
    store = S3(
        endpoint=engines.s3_endpoint,
        access_key=engines.s3_access_key,
        secret_key=engines.s3_secret_key,
        bucket="club-doctor",
    )

    async def make_bucket() -> None:
        async with open_storage(store) as storage:
            await storage.ensure_bucket([])

    asyncio.run(make_bucket())
    return {
        **worker_environment(database_url=database_url, redis_url=engines.redis_url),
        "S3_ENDPOINT": store.endpoint,
        "S3_ACCESS_KEY": store.access_key,
        "S3_SECRET_KEY": store.secret_key,
        "S3_BUCKET": store.bucket,
    }


def test_a_club_without_settings_is_told_which_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(PLAIN, {}) == Level.ILL
    assert "ILL  settings  settings.missing DATABASE_URL" in capsys.readouterr().out


@pytest.mark.anyio
@pytest.mark.usefixtures("resources", "at_work")
async def test_a_well_club_is_well(settings: Settings) -> None:
    found = await command.examine(settings, patience=20)
    sick = [finding.says for finding in found if finding.level is not Level.WELL]
    assert sick == ["keeps nothing over a restart"]  # the tests' own Valkey is thrown away after them
    assert {"database", "roles", "logs", "months", "audit", "cache", "storage", "queues", "workers", "darkroom"} <= {
        finding.what for finding in found
    }


@pytest.mark.parametrize(
    ("changed", "what", "remedy"),
    [
        ({"DATABASE_URL": f"postgresql://club:hidden@{NOWHERE}/club"}, "database", "DATABASE_URL"),
        ({"DATABASE_REPLICA_URL": f"postgresql://club:hidden@{NOWHERE}/club"}, "replica", "DATABASE_REPLICA_URL"),
        ({"REDIS_URL": f"redis://club:hidden@{NOWHERE}/0"}, "cache", "REDIS_URL"),
        ({"S3_SECRET_KEY": "hidden"}, "storage", "S3_SECRET_KEY"),
        ({"S3_BUCKET": "nowhere"}, "storage", "bucket"),
    ],
)
def test_what_does_not_answer_is_named_with_what_to_do(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str], changed: dict[str, str], what: str, remedy: str
) -> None:
    assert command.run(PLAIN, {**environ, **changed}) == Level.ILL
    said = capsys.readouterr().out
    assert f" ILL  {what}" in said
    assert remedy in said
    assert "hidden" not in said


def test_programs_read_the_same_as_people(environ: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run(FOR_PROGRAMS, {**environ, "FEATURE_NOTHING": "on"}) == Level.ILL
    report = msgspec.json.decode(capsys.readouterr().out)
    assert report["level"] == "ill"
    flag = {"what": "settings", "level": "odd", "says": "FEATURE_NOTHING is no flag"}
    assert [flag] == [
        {name: finding[name] for name in flag}
        for finding in report["findings"]
        if finding["level"] == "odd" and finding["what"] == "settings"
    ]


def test_what_production_would_refuse_is_named(environ: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    command.run(PLAIN, {**environ, "APP_ENV": "production"})
    assert "APP_URL must be https" in capsys.readouterr().out
