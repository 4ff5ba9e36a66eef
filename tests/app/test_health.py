"""Do balancers send people away only when that helps, and does nobody learn a host's name or secret on the way?"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx
import msgspec
import pytest

from exibidos.app.readiness import Readiness, Status
from exibidos.app.resources import Resources
from exibidos.app.web import make_web
from exibidos.platform.settings import Database as DatabaseSettings
from exibidos.platform.settings import Redis as RedisSettings
from exibidos.platform.settings import Settings
from fixtures_club import replaced, transport_to

pytestmark = pytest.mark.anyio
NOBODY = "127.0.0.1:1"  # tcpmux: nothing listens there, so that a connection is refused at once
HEALTHY = {"database": "ok", "cache": "ok", "storage": "ok"}


@asynccontextmanager
async def browser_at(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    web = make_web(settings)
    async with (
        web.lifespan(),
        httpx.AsyncClient(transport=transport_to(web), base_url=settings.app.url) as browser,
    ):
        yield browser


def states(answer: httpx.Response) -> dict[str, str]:
    return {name: checked["state"] for name, checked in answer.json()["checks"].items()}


@pytest.mark.usefixtures("resources")
async def test_a_process_that_stands_on_everything_is_ready(settings: Settings) -> None:
    async with browser_at(settings) as browser:
        answer = await browser.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (200, "ready")
        assert states(answer) == HEALTHY
        assert all(0 <= checked["ms"] < 5000 for checked in answer.json()["checks"].values())


@pytest.mark.usefixtures("resources")
async def test_without_valkey_a_process_stays_in_rotation_and_says_why_it_is_degraded(
    settings: Settings,
) -> None:
    async with browser_at(replaced(settings, redis=RedisSettings(url=f"redis://{NOBODY}/0"))) as browser:
        answer = await browser.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
        assert states(answer) == HEALTHY | {"cache": "cache.unreachable"}
        assert (await browser.get("/")).status_code == 200


@pytest.mark.usefixtures("resources")
async def test_without_s3_a_process_stays_in_rotation(settings: Settings) -> None:
    away = replaced(settings, s3=msgspec.structs.replace(settings.s3, endpoint=f"http://{NOBODY}"))
    async with browser_at(away) as browser:
        answer = await browser.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
        assert states(answer)["storage"] in {"storage.unreachable", "silent"}


@pytest.mark.usefixtures("resources")
async def test_without_postgres_a_process_is_alive_and_not_ready(settings: Settings) -> None:
    async with browser_at(replaced(settings, database=DatabaseSettings(url=f"postgresql://a:b@{NOBODY}/c"))) as browser:
        answer = await browser.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (503, "unready")
        assert states(answer)["database"] == "database.unreachable"
        assert "127.0.0.1" not in answer.text
        assert (await browser.get("/healthz")).status_code == 200


async def test_code_that_is_newer_than_the_schema_is_not_ready_and_older_code_is(
    resources: Resources, owner_url: str
) -> None:
    owner = await asyncpg.connect(owner_url)
    for number, status in (("0001", Status.UNREADY), ("9999", Status.READY)):
        await owner.execute("UPDATE alembic_version SET version_num = $1", number)
        fresh = Readiness(resources.database, resources.cache, resources.storage, asyncio.Event())
        report = await fresh.look()
        assert report.status is status
    await owner.close()


async def test_a_process_that_is_about_to_stop_is_not_ready(resources: Resources) -> None:
    resources.stopping.set()
    report = await resources.readiness.look()
    assert report.status is Status.UNREADY
    assert report.checks["process"].state == "stopping"


async def test_a_hundred_questions_at_once_are_one_to_the_database(resources: Resources) -> None:
    reports = await asyncio.gather(*(resources.readiness.look() for _ in range(100)))
    assert len({id(report.checks["database"]) for report in reports}) == 1
