"""Can the application rewrite the audit log? Every trick that its role could try, and what the database makes of a forged row."""

from collections.abc import AsyncIterator, Awaitable, Callable

import asyncpg
import pytest

from exibidos.features import audit
from exibidos.features.audit import Whole
from exibidos.platform.db import Database

pytestmark = pytest.mark.anyio
Fill = Callable[[int], Awaitable[None]]

# {part} is the partition that holds the rows, {log} the role that owns them.
TRICKS = (
    "UPDATE logs.audit SET act = 'a.b'",
    "UPDATE logs.audit SET act = 'a.b' WHERE false",
    "DELETE FROM logs.audit",
    "TRUNCATE logs.audit",
    "TRUNCATE logs.audit CASCADE",
    "INSERT INTO logs.audit (act, object_kind, object_id) VALUES ('a.b', 'x', 'y') ON CONFLICT (seq, at) DO UPDATE SET act = 'a.b'",
    "MERGE INTO logs.audit a USING (SELECT 1) s ON true WHEN MATCHED THEN UPDATE SET act = 'a.b'",
    "MERGE INTO logs.audit a USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
    "WITH gone AS (DELETE FROM logs.audit RETURNING *) SELECT * FROM gone",
    "SELECT * FROM logs.audit FOR UPDATE",
    "UPDATE {part} SET act = 'a.b'",
    "DELETE FROM {part}",
    "TRUNCATE {part}",
    "INSERT INTO {part} (act, object_kind, object_id) VALUES ('a.b', 'x', 'y')",
    "SELECT * FROM {part}",
    "COPY {part} FROM STDIN",
    "DROP TABLE logs.audit CASCADE",
    "DROP TABLE {part}",
    "DROP SCHEMA logs CASCADE",
    "ALTER TABLE logs.audit DETACH PARTITION {part}",
    "CREATE TABLE logs.mine (LIKE logs.audit)",
    "CREATE TABLE mine PARTITION OF logs.audit FOR VALUES FROM ('2020-01-01') TO ('2020-02-01')",
    "CREATE TEMP TABLE mine (LIKE logs.audit); ALTER TABLE logs.audit ATTACH PARTITION mine DEFAULT",
    "CREATE RULE r AS ON INSERT TO logs.audit DO INSTEAD NOTHING",
    "CREATE RULE r AS ON UPDATE TO logs.audit DO INSTEAD NOTHING",
    "CREATE TRIGGER t BEFORE INSERT ON logs.audit FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE POLICY p ON logs.audit USING (false)",
    "ALTER TABLE logs.audit ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE logs.audit DISABLE TRIGGER ALL",
    "ALTER TABLE logs.audit DISABLE TRIGGER link",
    "ALTER TABLE {part} DISABLE TRIGGER nobody_rewrites",
    "ALTER TABLE logs.audit ENABLE REPLICA TRIGGER link",
    "DROP TRIGGER link ON logs.audit",
    "DROP TRIGGER nobody_rewrites ON {part}",
    "ALTER TRIGGER link ON logs.audit RENAME TO x",
    "ALTER TABLE logs.audit OWNER TO CURRENT_USER",
    "ALTER TABLE logs.audit ALTER COLUMN hash DROP NOT NULL",
    "ALTER TABLE logs.audit ADD COLUMN x text",
    "ALTER TABLE logs.audit RENAME TO x",
    "ALTER TABLE logs.audit SET SCHEMA public",
    "ALTER SCHEMA logs OWNER TO CURRENT_USER",
    "ALTER SCHEMA logs RENAME TO x",
    "GRANT {log} TO CURRENT_USER",
    "ALTER ROLE {log} LOGIN PASSWORD 'x'",
    "SET ROLE {log}",
    "SET SESSION AUTHORIZATION {log}",
    "REASSIGN OWNED BY {log} TO CURRENT_USER",
    "DROP OWNED BY {log}",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION logs.link() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    "ALTER FUNCTION logs.link() SET search_path = public",
    "DROP FUNCTION logs.refuse() CASCADE",
    "SELECT logs.old_months('audit', interval '0')",
    "SELECT logs.make_months('audit')",
    "SELECT logs.guard('audit')",
    "CREATE INDEX ON logs.audit (act)",
    "CLUSTER logs.audit USING audit_pkey",
    "LOCK TABLE logs.audit IN ACCESS EXCLUSIVE MODE",
    "UPDATE pg_class SET relowner = (SELECT oid FROM pg_roles WHERE rolname = CURRENT_USER) WHERE relname = 'audit'",
    "UPDATE pg_trigger SET tgenabled = 'D'",
)  # fmt: skip


@pytest.fixture
async def application(database_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


async def test_every_trick_of_the_applications_role_is_refused(
    db: Database, fill: Fill, owner_url: str, application: asyncpg.Connection
) -> None:
    await fill(3)
    superuser = await asyncpg.connect(owner_url)
    log = await superuser.fetchval("SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'logs'")
    part = await superuser.fetchval("SELECT tableoid::regclass::text FROM logs.audit LIMIT 1")
    await superuser.close()
    assert [trick for trick in TRICKS if not await _is_refused(application, trick.format(part=part, log=log))] == []
    found = await audit.verify(db)
    assert isinstance(found, Whole)
    assert found.rows == 3


async def test_the_applications_role_cannot_give_itself_more(application: asyncpg.Connection) -> None:
    application.add_log_listener(lambda *_: None)  # Postgres only warns that nothing was granted
    await application.execute("GRANT ALL ON logs.audit TO CURRENT_USER")
    held = await application.fetch(
        "SELECT p FROM unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER,MAINTAIN}'::text[]) AS p"
        " WHERE has_table_privilege('logs.audit', p)"
    )
    assert {row["p"] for row in held} == {"SELECT", "INSERT"}


async def _is_refused(application: asyncpg.Connection, trick: str) -> bool:
    transaction = application.transaction()
    await transaction.start()
    try:
        await application.execute(trick)
    except asyncpg.InsufficientPrivilegeError:
        return True
    finally:
        await transaction.rollback()
    return False


@pytest.mark.parametrize("verb", ["UPDATE {table} SET act = 'a.b'", "DELETE FROM {table}", "TRUNCATE {table}"])
async def test_even_a_superuser_is_refused_while_the_guards_stand(
    db: Database, fill: Fill, owner_url: str, verb: str
) -> None:
    await fill(3)
    superuser = await asyncpg.connect(owner_url)
    await superuser.execute("SET session_replication_role = replica")
    part = await superuser.fetchval("SELECT tableoid::regclass::text FROM logs.audit LIMIT 1")
    for table in ("logs.audit", part):
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="nobody rewrites"):
            await superuser.execute(verb.format(table=table))
    await superuser.close()
    assert isinstance(await audit.verify(db), Whole)


async def test_a_forged_row_becomes_an_honest_link(db: Database, fill: Fill, application: asyncpg.Connection) -> None:
    await fill(2)
    await application.execute(
        "INSERT INTO logs.audit (seq, at, act, object_kind, object_id, prev_hash, hash)"
        " VALUES (2, now() - interval '1 second', 'a.b', 'x', 'y', '\\x00', '\\x00')"
    )
    await application.copy_records_to_table(
        "audit",
        schema_name="logs",
        columns=["seq", "act", "object_kind", "object_id", "prev_hash", "hash"],
        records=[(seq, "a.b", "x", "y", b"1", b"1") for seq in (1, 99)],
    )
    found = await audit.verify(db)
    assert isinstance(found, Whole)
    assert found.rows == 5
    late = await application.fetchval("SELECT max(clock_timestamp() - at) < interval '1 minute' FROM logs.audit")
    assert late, "the database says what time it is"


async def test_a_row_cannot_be_put_into_another_month(application: asyncpg.Connection) -> None:
    with pytest.raises(asyncpg.PostgresError):
        await application.execute(
            "INSERT INTO logs.audit (at, act, object_kind, object_id) VALUES (now() + interval '40 days', 'a.b', 'x', 'y')"
        )
    with pytest.raises(asyncpg.PostgresError):
        await application.execute(
            "INSERT INTO logs.audit (at, act, object_kind, object_id) VALUES ('2020-01-01', 'a.b', 'x', 'y')"
        )
