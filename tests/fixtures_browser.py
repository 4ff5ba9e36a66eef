"""How does a test drive a browser? A club of real processes, one Chromium per module, and visitors whose every request is watched."""

import asyncio
import itertools
import os
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import httpx
import msgspec
import pytest
from playwright.async_api import Browser, async_playwright, expect

from browser.servers import OpenClub
from browser.visitors import House, picture
from exibidos.kernel.ids import new_id
from exibidos.platform.engines import Addresses
from fixtures_club import PASSWORD, joining
from fixtures_database import as_application, clone_of_the_template
from lending import lending

# Milliseconds for a page to come to show something, beside other tests: who waits for what comes waits no longer than that takes.
_PATIENCE = 20_000
_CHROMIUM = "/usr/bin/chromium"
_CALM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-component-update",
]
# Valkey has 16 databases; the tests that clear theirs take turns with the first fifteen (fixtures_club).
_VALKEY_DATABASE = 15
# More than a wall's page, so that there is a second one; shapes as cameras and phones make them, small to be quick.
_HUNG = 26
_SHAPES = ((600, 400), (400, 600), (480, 480), (640, 360), (360, 480))


@pytest.fixture(scope="session")
def club_owner_url(engines: Addresses, template_url: str) -> Iterator[str]:
    """Lend the open club's database, as its owner."""
    assert template_url
    with clone_of_the_template(engines) as url:
        yield url


@pytest.fixture(scope="session")
def open_club(engines: Addresses, club_owner_url: str) -> Iterator[OpenClub]:
    """Run web, media and a worker as a host does; gone with the tests however they end."""
    environ = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parent),
        "DATABASE_URL": as_application(club_owner_url),
        "REDIS_URL": f"{engines.redis_url.rstrip('/')}/{_VALKEY_DATABASE}",
        "S3_ENDPOINT": engines.s3_endpoint,
        "S3_ACCESS_KEY": engines.s3_access_key,
        "S3_SECRET_KEY": engines.s3_secret_key,
        "S3_BUCKET": f"browser-{new_id().hex[-12:]}",
        "SESSION_SECRET": "5" * 64,
        "MEDIA_SIGNING_KEYS": "k1:" + "7" * 64,
        "ACCOUNTS_REQUIRE_VERIFIED": "false",
        "APP_LIMITS": "false",  # everybody here comes from one address
    }
    with lending("browser.servers", environ) as (line, _, _):
        yield msgspec.json.decode(line, type=OpenClub)


@pytest.fixture(scope="session")
def hung(open_club: OpenClub, club_owner_url: str) -> list[str]:
    """Hang so many photos that the wall has two pages, through the real pipeline; returns their ids, newest first."""
    with httpx.Client(base_url=open_club.url, timeout=30) as curator:
        assert curator.post("/api/v1/members", json=joining("acervo")).status_code == 201
        asyncio.run(_trust(club_owner_url, "acervo"))  # a new member may not hang so many on their first day
        said = {"email": "acervo@exibidos.test", "password": PASSWORD}
        assert curator.post("/api/v1/session", json=said).status_code == 200
        for number, shape in zip(range(_HUNG), itertools.cycle(_SHAPES)):
            said = {"title": f"Obra {number}", "alt": f"Cores em degradê, número {number}", "declared": "on"}
            sent = curator.post("/upload", data=said, files={"file": ("obra.jpg", picture(*shape), "image/jpeg")})
            assert sent.status_code == 303, sent.text
        deadline = time.monotonic() + 60
        while True:
            items = curator.get("/api/v1/images", params={"limit": 100}).json()["items"]
            found = [item["id"] for item in items if item["author"] == "acervo"]
            if len(found) == _HUNG:
                return found
            assert time.monotonic() < deadline, f"only {len(found)} photos hang after a minute"
            time.sleep(0.1)


async def _trust(owner_url: str, slug: str) -> None:
    connection = await asyncpg.connect(owner_url)
    await connection.execute("UPDATE members SET standing = 'trusted' WHERE slug = $1", slug)
    await connection.close()


@pytest.fixture(scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """Lend a Chromium. One per module: for the whole session it would tie all other asynchronous tests to one event loop."""
    expect.set_options(timeout=_PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_CHROMIUM, args=_CALM)
        yield browser
        await browser.close()


@pytest.fixture
async def house(open_club: OpenClub, club_owner_url: str, chromium: Browser) -> AsyncIterator[House]:
    """Let visitors in; when they have gone, nothing on any page may have complained or asked a stranger."""
    opened = House(open_club, club_owner_url, chromium)
    yield opened
    await opened.close()
