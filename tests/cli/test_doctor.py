"""Does the doctor see what is well, what is not, and say what to do?"""

import argparse
import asyncio

import pytest

from exibidos.cli import doctor
from exibidos.kernel.ids import new_id
from exibidos.platform.engines import Addresses
from exibidos.platform.settings import S3
from exibidos.platform.storage import open_storage

NO_WORDS = argparse.Namespace()
# Nothing listens on the discard port.
NOWHERE = "127.0.0.1:9"


@pytest.fixture
def environ(engines: Addresses, database_url: str) -> dict[str, str]:
    store = S3(
        endpoint=engines.s3_endpoint or "",
        access_key=engines.s3_access_key or "",
        secret_key=engines.s3_secret_key or "",
        bucket=f"club-{new_id().hex[-12:]}",
    )

    async def make_bucket() -> None:
        async with open_storage(store) as storage:
            await storage.ensure_bucket([])

    asyncio.run(make_bucket())
    return {
        "DATABASE_URL": database_url,
        "REDIS_URL": engines.redis_url or "",
        "S3_ENDPOINT": store.endpoint,
        "S3_ACCESS_KEY": store.access_key,
        "S3_SECRET_KEY": store.secret_key,
        "S3_BUCKET": store.bucket,
        "SESSION_SECRET": "5" * 64,
        "MEDIA_SIGNING_KEYS": "k1:" + "7" * 64,
    }


def test_a_club_without_settings_is_told_which_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.run(NO_WORDS, {}) == 1
    assert "settings.missing DATABASE_URL" in capsys.readouterr().out


def test_a_well_club_is_well(environ: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    code = doctor.run(NO_WORDS, environ)
    said = capsys.readouterr().out
    assert "LOOK" not in said
    assert "pgvector 0.8" in said
    assert "0 due or under way, 0 dead" in said
    assert code == 0


@pytest.mark.parametrize(
    ("changed", "what", "remedy"),
    [
        ({"DATABASE_URL": f"postgresql://club@{NOWHERE}/club"}, "database", "DATABASE_URL"),
        ({"REDIS_URL": f"redis://{NOWHERE}/0"}, "cache", "REDIS_URL"),
    ],
)
def test_what_does_not_answer_is_named_with_what_to_do(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str], changed: dict[str, str], what: str, remedy: str
) -> None:
    assert doctor.run(NO_WORDS, {**environ, **changed}) == 1
    said = capsys.readouterr().out
    assert f"LOOK  {what}" in said
    assert remedy in said


def test_what_production_would_refuse_is_named(environ: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    doctor.run(NO_WORDS, {**environ, "APP_ENV": "production"})
    assert "APP_URL must be https" in capsys.readouterr().out
