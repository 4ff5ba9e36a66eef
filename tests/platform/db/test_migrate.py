"""Can a plain owner, as managed Postgres gives one, bring a database to the newest schema, and a superuser too?"""

from collections.abc import AsyncIterator
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from exibidos.features import audit
from exibidos.features.audit import Whole
from exibidos.kernel.ids import new_id
from exibidos.platform.db import open_database
from exibidos.platform.db.migrate import upgrade
from exibidos.platform.engines import Addresses
from exibidos.platform.settings import Database as DatabaseSettings

pytestmark = pytest.mark.anyio


@pytest.fixture
async def empty(engines: Addresses) -> AsyncIterator[str]:
    """Lend the superuser's URL of an empty database whose owner is `<database>_plain`, who may make roles and nothing more."""
    name = f"plain_{new_id().hex[-12:]}"
    server = await asyncpg.connect(engines.database_url)
    await server.execute(f"CREATE ROLE {name}_plain LOGIN CREATEROLE PASSWORD 'plain'")
    await server.execute(f"CREATE DATABASE {name} OWNER {name}_plain")
    url = urlunsplit(urlsplit(engines.database_url)._replace(path=f"/{name}"))
    yield url
    await server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    for role in ("web", "app", "log", "plain"):
        await server.execute(f"DROP ROLE IF EXISTS {name}_{role}")
    await server.close()


async def test_a_plain_owner_migrates_and_its_logs_belong_to_nobody_who_logs_in(empty: str) -> None:
    superuser = await asyncpg.connect(empty)
    await superuser.execute("CREATE EXTENSION vector; CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent")
    name = urlsplit(empty).path[1:]
    await upgrade(_as(empty, f"{name}_web"), _as(empty, f"{name}_plain"))
    await upgrade(_as(empty, f"{name}_web"), _as(empty, f"{name}_plain"))  # and again, as every deployment does
    owners = await superuser.fetch(
        "SELECT DISTINCT relowner::regrole::text AS name FROM pg_class WHERE relnamespace = 'logs'::regnamespace"
    )
    assert [row["name"] for row in owners] == [f"{name}_log"]
    await superuser.close()
    for login in ("web", "plain"):
        async with open_database(
            DatabaseSettings(url=_as(empty, f"{name}_{login}")), before_commit=[audit.write]
        ) as db:
            async with db.write() as tx:
                audit.record(tx, audit.Act(name="test.done", object_kind="test", object_id="1"))
            assert isinstance(await audit.verify(db), Whole)


async def test_members_who_look_alike_keep_their_slugs_through_an_upgrade(empty: str) -> None:
    await upgrade(empty, revision="0016")
    superuser = await asyncpg.connect(empty)
    for slug in ("ana-luz", "ana_luz", "bia", "analuz"):
        await superuser.execute(
            "INSERT INTO members (id, email, email_canonical, slug, display_name, of_age, terms_version)"
            " VALUES ($1, $2, $2, $2, $2, true, '1')",
            new_id(),
            slug,
        )
    await upgrade(empty)
    twins = await superuser.fetch("SELECT slug FROM members WHERE slug_twin ORDER BY slug")
    assert [row["slug"] for row in twins] == ["ana_luz", "analuz"]
    await superuser.close()


def _as(url: str, login: str) -> str:
    place = urlsplit(url).netloc.rpartition("@")[2]
    return urlunsplit(urlsplit(url)._replace(netloc=f"{login}:plain@{place}"))
