"""Does the doctor see a log that somebody opened, took, broke, or that has no room for next month?"""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from exibidos.cli.doctor.finding import Level, Patient
from exibidos.cli.doctor.logs import chain, guards, months
from exibidos.features import audit

pytestmark = pytest.mark.anyio


@pytest.fixture
async def owner(owner_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(owner_url)
    yield connection
    await connection.close()


async def _sick(patient: Patient) -> list[str]:
    return [found.says for check in (guards, months, chain) async for found in check(patient) if found.level]


async def test_migrated_logs_are_well(patient: Patient) -> None:
    assert await _sick(patient) == []


@pytest.mark.parametrize(
    ("tampering", "says"),
    [
        ("ALTER TABLE logs.tracking OWNER TO CURRENT_USER", "tracking: belong to another role"),
        ("ALTER TABLE logs.audit DISABLE TRIGGER nobody_rewrites", "audit: may be rewritten"),
        # Enabled, but not for a session that plays a replica: a superuser's trick.
        ("ALTER TABLE logs.audit ENABLE TRIGGER nobody_rewrites", "audit: may be rewritten"),
        ("ALTER TABLE logs.audit DISABLE TRIGGER link", "trigger link of the audit log is off"),
    ],
)
async def test_what_was_opened_or_taken_is_named(
    patient: Patient, owner: asyncpg.Connection, tampering: str, says: str
) -> None:
    await owner.execute(tampering)
    assert says in await _sick(patient)


@pytest.mark.parametrize(("ahead", "level"), [(1, Level.ILL), (2, Level.ODD), (3, Level.WELL)])
async def test_months_that_are_not_made_in_time_are_seen_before_they_begin(
    patient: Patient, owner: asyncpg.Connection, ahead: int, level: Level
) -> None:
    part = await owner.fetchval(
        "SELECT to_char(date_trunc('month', now() AT TIME ZONE 'UTC') + make_interval(months => $1), '_YYYY_MM')", ahead
    )
    await owner.execute(f"DROP TABLE logs.audit{part}")
    (found,) = [finding async for finding in months(patient)]
    assert found.level is level


async def test_a_changed_row_near_the_end_of_the_audit_log_is_named(
    patient: Patient, owner: asyncpg.Connection
) -> None:
    async with patient.database.write() as tx:
        audit.record(tx, audit.Act(name="job.replayed", object_kind="job", object_id="1"))
        audit.record(tx, audit.Act(name="job.replayed", object_kind="job", object_id="2"))
    assert await _sick(patient) == []
    await owner.execute("SET session_replication_role = replica")
    await owner.execute("ALTER TABLE logs.audit DISABLE TRIGGER nobody_rewrites")
    part = await owner.fetchval("SELECT tableoid::regclass::text FROM logs.audit LIMIT 1")
    await owner.execute(f"ALTER TABLE {part} DISABLE TRIGGER nobody_rewrites")
    await owner.execute("UPDATE logs.audit SET object_id = '7' WHERE object_id = '1'")
    (found,) = [finding async for finding in chain(patient)]
    assert (found.level, "which was changed" in found.says) == (Level.ILL, True)
