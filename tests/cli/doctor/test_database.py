"""Does the doctor see a login that may do too much, an old schema, and a replica that is none?"""

import asyncpg
import msgspec
import pytest

from exibidos.cli.doctor.database import clock, replica, roles, schema
from exibidos.cli.doctor.finding import Level, Patient
from exibidos.platform.db import open_database

pytestmark = pytest.mark.anyio


async def test_the_applications_own_login_is_well(patient: Patient, in_production: Patient) -> None:
    for each in (patient, in_production):
        (found,) = [finding async for finding in roles(each)]
        assert found.level is Level.WELL
        assert "club_web serves" in found.says


async def test_a_superuser_may_serve_in_development_only(
    patient: Patient, in_production: Patient, owner_url: str
) -> None:
    settings = msgspec.structs.replace(patient.settings.database, url=owner_url)
    async with open_database(settings) as as_owner:
        for club, level in ((patient, Level.WELL), (in_production, Level.ILL)):
            (found,) = [finding async for finding in roles(msgspec.structs.replace(club, database=as_owner))]
            assert (found.level, "is a superuser" in found.says) == (level, True)
            assert found.remedy == "" or "DATABASE_OWNER_URL" in found.remedy


async def test_a_login_that_owns_or_may_become_the_log_role_is_ill_in_production(
    in_production: Patient, owner_url: str
) -> None:
    owner = await asyncpg.connect(owner_url)
    role = await owner.fetchval("SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'logs'")
    await owner.execute(f'GRANT "{role}" TO club_web')
    (found,) = [finding async for finding in roles(in_production)]
    await owner.execute(f'REVOKE "{role}" FROM club_web')  # roles belong to the whole server, which others use
    assert (found.level, "REVOKE" in found.remedy) == (Level.ILL, True)
    await owner.execute("ALTER TABLE jobs OWNER TO club_web")
    (found,) = [finding async for finding in roles(in_production)]
    assert (found.level, "both serves and owns" in found.says) == (Level.ILL, True)
    await owner.close()


async def test_a_login_that_may_do_too_little_is_named_with_the_table(patient: Patient, owner_url: str) -> None:
    owner = await asyncpg.connect(owner_url)
    await owner.execute("CREATE TABLE novelty (id integer); REVOKE INSERT ON novelty FROM club_template_app")
    await owner.close()
    (found,) = [finding async for finding in roles(patient)]
    assert (found.level, found.says) == (Level.ILL, "club_web may not use novelty")


async def test_an_old_schema_is_ill_and_a_newer_one_odd(patient: Patient, owner_url: str) -> None:
    owner = await asyncpg.connect(owner_url)
    for number, level in (("0001", Level.ILL), ("9999", Level.ODD)):
        await owner.execute("UPDATE alembic_version SET version_num = $1", number)
        *_, found = [finding async for finding in schema(patient)]
        assert found.level is level
    await owner.close()


async def test_clocks_of_one_machine_agree(patient: Patient) -> None:
    (found,) = [finding async for finding in clock(patient)]
    assert found.level is Level.WELL


async def test_a_replica_that_is_a_server_of_its_own_is_ill(patient: Patient) -> None:
    database = msgspec.structs.replace(patient.settings.database, replica_url=patient.settings.database.url)
    settings = msgspec.structs.replace(patient.settings, database=database)
    (found,) = [finding async for finding in replica(msgspec.structs.replace(patient, settings=settings))]
    assert (found.level, found.says) == (Level.ILL, "answers, but is no replica")
    assert [finding async for finding in replica(patient)] == []
