"""Does the measuring command ask about both in turn, judge what it saw, and leave nobody behind? Times themselves are for the command."""

import argparse

import pytest

from exibidos.app.resources import Resources
from exibidos.cli.eval import Measured, measure, run
from exibidos.platform.settings import Settings

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("path", ["/reset", "/sign-in"])
async def test_a_member_and_nobody_are_asked_about_equally_often_and_nobody_stays(
    settings: Settings, resources: Resources, path: str
) -> None:
    measured = await measure(settings, path, tries=2)
    assert (len(measured.known), len(measured.unknown), measured.alike) == (2, 2, True)
    async with resources.database.read() as tx:
        assert await tx.value(int, "SELECT count(*) FROM members") == 0
        assert await tx.value(int, "SELECT count(*) FROM mail_links") == 0


def test_medians_are_compared_whichever_is_the_slower() -> None:
    slow, quick = [0.1, 0.12, 9.0], [0.1, 0.1, 0.1]
    for known, unknown in ((slow, quick), (quick, slow)):
        assert round(Measured(known=known, unknown=unknown, alike=True).apart, 6) == 0.2


def test_a_production_club_is_not_tried(environ: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    production = {
        "APP_ENV": "production",
        "APP_URL": "https://club.example",
        "DATABASE_URL": f"{environ['DATABASE_URL']}?sslmode=require",
        "REDIS_URL": environ["REDIS_URL"].replace("redis://", "rediss://"),
        "S3_ENDPOINT": "https://s3.example",
        "SESSION_SECRET": "0123456789abcdef" * 4,
        "MEDIA_URL": "https://media.example",
        "MEDIA_SIGNING_KEYS": "k1:" + "fedcba9876543210" * 4,
        "SMTP_URL": "smtps://mail.example",
        "ACCOUNTS_REQUIRE_VERIFIED": "true",
    }
    assert run(argparse.Namespace(what="reset", tries=1), {**environ, **production}) == 2
    assert "not in a production club" in capsys.readouterr().out
