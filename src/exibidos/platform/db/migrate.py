"""How does a database reach the newest schema? `upgrade` makes the roles, then runs Alembic's revisions, one host at a time.

Roles are cluster-wide, so they are named after the database and made here, never inside a migration: `<db>_app` may read and write
rows; `<db>_log` owns the logs that nobody may rewrite. The login of DATABASE_URL is put into `<db>_app`; whoever migrates may become
`<db>_log`, to make its tables. So only two separate logins keep the logs safe from the application.
"""

from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg
from alembic import command, op
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlalchemy.util import await_only

_VERSIONS = Path(__file__).parents[2] / "migrations"
# Any fixed number: it makes a second `exibidos migrate` wait for the first.
_MIGRATION_LOCK = 5_203_118


async def upgrade(url: str, owner_url: str = "", revision: str = "head") -> None:
    """Bring the database of `url` to `revision`, working as `owner_url` (as `url` itself when that is empty)."""
    owner = owner_url or url
    lock = await asyncpg.connect(owner)
    try:
        await lock.execute("SELECT pg_advisory_lock($1)", _MIGRATION_LOCK)
        await _make_roles(lock, url, owner)
        engine = create_async_engine(_alchemy(owner), poolclass=NullPool)
        async with engine.connect() as connection:
            await connection.run_sync(_upgrade, revision)
            await connection.commit()
        await engine.dispose()
    finally:
        await lock.close()


def script(sql: str) -> None:
    """Run several statements inside the migration's transaction. For revisions, whose content is SQL."""
    bind = op.get_bind()
    bind.exec_driver_sql("SELECT 1")  # opens the transaction, which raw access to the driver would not
    driver = bind.connection.driver_connection
    if driver is None:
        raise RuntimeError("a migration needs a live connection")
    await_only(driver.execute(sql))


def _upgrade(connection: Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(_VERSIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _alchemy(url: str) -> str:
    parts = urlsplit(url)
    query = parts.query.replace("sslmode=", "ssl=")  # the driver under SQLAlchemy spells it so
    return urlunsplit(("postgresql+asyncpg", parts.netloc, parts.path, query, ""))


async def _make_roles(connection: asyncpg.Connection, url: str, owner: str) -> None:
    database = await connection.fetchval("SELECT current_database()")
    app, log = f"{database}_app", f"{database}_log"
    for role in (app, log):
        if not await _role_exists(connection, role):
            await connection.execute(f'CREATE ROLE "{role}" NOLOGIN')
    # A superuser may become anybody. A plain owner must be let, and inherits nothing: only a migration that says so writes as `<db>_log`.
    if not await connection.fetchval("SELECT pg_has_role($1, 'SET')", log):
        await connection.execute(f'GRANT "{log}" TO CURRENT_USER WITH INHERIT FALSE, SET TRUE')
    await connection.execute(
        f'GRANT USAGE ON SCHEMA public TO "{app}";'
        f'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{app}";'
        f'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO "{app}";'
    )
    login, password = unquote(urlsplit(url).username or ""), unquote(urlsplit(url).password or "")
    if not login or login == unquote(urlsplit(owner).username or ""):
        return
    if not await _role_exists(connection, login):
        quoted = await connection.fetchval(
            "SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', $1::text, $2::text)", login, password
        )
        await connection.execute(quoted)
    await connection.execute(f'GRANT "{app}" TO "{login}"')


async def _role_exists(connection: asyncpg.Connection, role: str) -> bool:
    return bool(await connection.fetchval("SELECT true FROM pg_roles WHERE rolname = $1", role))
