"""How is PostgreSQL? Its version and schema, its clock, who logs in as what, and the replica."""

import time
from collections.abc import AsyncIterator

import msgspec

from exibidos.cli.doctor.finding import Finding, Level, Patient, judged
from exibidos.platform.db import needed_revision, open_database, present_revision

# PostgreSQL 17 is expected to work, 18 is what is tested (DESIGN §2); pgvector's iterative scans came with 0.8.
_LEAST_POSTGRES, _POSTGRES, _PGVECTOR = 170_000, 180_000, (0, 8)
# Signed addresses and sessions live minutes and more; S3 refuses signatures that are 15 minutes off.
_ODD_SKEW_SECONDS, _ILL_SKEW_SECONDS = 2.0, 60.0
_LATE_SECONDS = 10.0


async def schema(patient: Patient) -> AsyncIterator[Finding]:
    """Look at versions: the server's, pgvector's, the schema's."""
    async with patient.database.read() as tx:
        version = await tx.value(int, "SELECT current_setting('server_version_num')::int") or 0
        vector = await tx.value(str, "SELECT extversion FROM pg_extension WHERE extname = 'vector'") or "absent"
        present, needed = await present_revision(tx), needed_revision()
    level = Level.ODD if version >= _LEAST_POSTGRES else Level.ILL
    well = version >= _POSTGRES
    yield judged("database", f"PostgreSQL {version // 10_000}", well=well, remedy="Use PostgreSQL 18.", otherwise=level)
    enough = vector != "absent" and tuple(int(part) for part in vector.split(".")[:2]) >= _PGVECTOR
    yield judged("database", f"pgvector {vector}", well=enough, remedy="Install pgvector 0.8 or newer.")
    says = f"schema {present or 'none'} of {needed}"
    if present > needed:
        remedy = "Somebody migrated with newer code: bring every process to it."
        yield Finding("database", Level.ODD, says, remedy)
        return
    yield judged("database", says, well=present == needed, remedy="Run `exibidos migrate`.")


async def clock(patient: Patient) -> AsyncIterator[Finding]:
    """Compare this machine's clock with Postgres's."""
    async with patient.database.read() as tx:
        began = time.time()
        there = await tx.value(float, "SELECT extract(epoch FROM clock_timestamp())::float8") or 0.0
        ended = time.time()
    # The answer was written somewhere between asking and hearing it.
    apart = max(0.0, began - there, there - ended)
    level = Level.ILL if apart > _ILL_SKEW_SECONDS else Level.ODD
    remedy = "Let both machines keep time (NTP): sessions, signed addresses and S3 go by it."
    says = f"{apart:.1f} s from Postgres's"
    yield judged("clock", says, well=apart <= _ODD_SKEW_SECONDS, remedy=remedy, otherwise=level)


class _Logins(msgspec.Struct, frozen=True):
    login: str
    superuser: bool
    owner: str
    log_owner: str | None
    log_logs_in: bool | None
    may_log: bool | None
    lacking: list[str]


async def roles(patient: Patient) -> AsyncIterator[Finding]:
    """Look whether the login that serves may do more than it must, or less: what it cannot do, a leak cannot do either.

    Roles are taken as they are found, not by name: a club that was restored under another name keeps its own.
    """
    async with patient.database.read() as tx:
        found = await tx.row(_Logins, _LOGINS)
    if found is None or found.log_owner is None:
        yield Finding("roles", Level.ILL, "there are no logs", "Run `exibidos migrate`.")
        return
    remedy = "Run `exibidos migrate` with DATABASE_OWNER_URL: it gives DATABASE_URL's login what it needs."
    says = f"{found.login} may not use {', '.join(found.lacking[:3])}"
    if found.lacking:
        yield Finding("roles", Level.ILL, says, remedy)
    # In development one login for all is what a newcomer has.
    unsafe = Level.ILL if patient.production else Level.WELL
    grown = "" if patient.production else " (fine in development)"
    separate = (
        "Give DATABASE_URL a login of its own and DATABASE_OWNER_URL the present one, then run `exibidos migrate`."
    )
    if found.superuser:
        yield Finding("roles", unsafe, f"{found.login} is a superuser{grown}", separate)
    elif found.owner == found.login:
        yield Finding("roles", unsafe, f"{found.login} both serves and owns the tables{grown}", separate)
    elif found.may_log:
        remedy = f"REVOKE {found.log_owner} FROM {found.login}: whoever steals this login rewrites the audit log."
        yield Finding("roles", unsafe, f"{found.login} may become {found.log_owner}{grown}", remedy)
    elif found.log_logs_in:
        remedy = f"ALTER ROLE {found.log_owner} NOLOGIN: nobody shall be able to rewrite the logs."
        yield Finding("roles", unsafe, f"{found.log_owner}, who owns the logs, may log in{grown}", remedy)
    elif not found.lacking:
        yield Finding("roles", Level.WELL, f"{found.login} serves, {found.owner} owns, nobody is {found.log_owner}")


async def replica(patient: Patient) -> AsyncIterator[Finding]:
    """Look whether the replica is one, and how late it is."""
    url = patient.settings.database.replica_url
    if not url:
        return
    async with patient.database.read() as tx:
        written = await tx.value(str, _WRITTEN)
    alone = msgspec.structs.replace(patient.settings.database, url=url, replica_url="")
    async with open_database(alone) as there, there.read() as tx:
        late = await tx.value(float, _LATE, written)
    if late is None:
        remedy = "DATABASE_REPLICA_URL must name a server in recovery; reads from a stranger show another club."
        yield Finding("replica", Level.ILL, "answers, but is no replica", remedy)
        return
    remedy = "Look at its load and at the way to it; while it is late, the primary answers everything."
    yield judged("replica", f"{late:.1f} s late", well=late <= _LATE_SECONDS, remedy=remedy, otherwise=Level.ODD)


_LOGINS = """
SELECT r.rolname::text AS login, r.rolsuper AS superuser,
       (SELECT pg_get_userbyid(relowner)::text FROM pg_class WHERE oid = 'jobs'::regclass) AS owner,
       l.rolname::text AS log_owner, l.rolcanlogin AS log_logs_in, pg_has_role(l.oid, 'MEMBER') AS may_log,
       ARRAY(
           SELECT relname::text FROM pg_class
           WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> 'alembic_version'
             AND NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
                      AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))
           ORDER BY relname
       ) AS lacking
FROM pg_roles r
LEFT JOIN pg_namespace n ON n.nspname = 'logs'
LEFT JOIN pg_roles l ON l.oid = n.nspowner
WHERE r.rolname = current_user
"""
# A DATABASE_URL that leads to a replica too can only say what that one has received.
_WRITTEN = "SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END)::text"
_LATE = """
SELECT CASE WHEN NOT pg_is_in_recovery() THEN NULL
            WHEN pg_last_wal_replay_lsn() >= $1::text::pg_lsn THEN 0
            ELSE coalesce(extract(epoch FROM now() - pg_last_xact_replay_timestamp()), 0) END::float8
"""
