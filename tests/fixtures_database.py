"""How does a test get a database of its own? A clone of a template that the real migrations made once, dropped after the test."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from exibidos.kernel.ids import new_id
from exibidos.platform.db import Database, open_database
from exibidos.platform.db.migrate import upgrade
from exibidos.platform.engines import Addresses
from exibidos.platform.settings import Database as DatabaseSettings

_TEMPLATE = "club_template"
# The login that the application uses; migrations put it into the application's role and give it nothing more.
_LOGIN, _PASSWORD = "club_web", "club_web"


@pytest.fixture(scope="session")
def template_url(engines: Addresses) -> str:
    """Build the template once and return its URL, as its owner."""
    url = _with(engines.database_url, _TEMPLATE)
    asyncio.run(_build(engines.database_url, url))
    return url


@contextmanager
def clone_of_the_template(engines: Addresses) -> Iterator[str]:
    """Lend a fresh clone of the built template, as its owner."""
    name = f"club_{new_id().hex}"
    # Copying through the WAL takes 50 ms; copying files needs a checkpoint and takes 90.
    _administer(engines.database_url, f'CREATE DATABASE "{name}" TEMPLATE "{_TEMPLATE}" STRATEGY wal_log')
    yield _with(engines.database_url, name)
    _administer(engines.database_url, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def owner_url(engines: Addresses, template_url: str) -> Iterator[str]:
    """Lend a fresh clone of the template, as its owner, who may change the schema."""
    assert template_url
    with clone_of_the_template(engines) as url:
        yield url


@pytest.fixture(scope="session")
def shared_database_url(engines: Addresses, template_url: str) -> Iterator[str]:
    """Lend one clone to all tests that roll back, as the application's login."""
    assert template_url
    with clone_of_the_template(engines) as url:
        yield as_application(url)


@pytest.fixture
def database_url(owner_url: str) -> str:
    """Return the clone's URL with the application's own login."""
    return as_application(owner_url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Open the clone without any steps around the commit."""
    async with open_database(DatabaseSettings(url=database_url)) as opened:
        yield opened


async def _build(server: str, url: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{_TEMPLATE}" WITH (FORCE)')
        await connection.execute(f'CREATE DATABASE "{_TEMPLATE}"')
    finally:
        await connection.close()
    await upgrade(as_application(url), url)


def _administer(server: str, sql: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(server)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    asyncio.run(run())


def _with(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def as_application(url: str) -> str:
    """Return a clone's URL with the application's own login."""
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{_LOGIN}:{_PASSWORD}@{place}"))
