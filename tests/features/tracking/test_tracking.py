"""Is the event log append-only, only about people who agreed, and gone after 24 months?"""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from exibidos.app.reactions import react
from exibidos.features import accounts, tracking
from exibidos.features.accounts import Purpose
from exibidos.features.images import ImageUploaded
from exibidos.features.tracking.store import keep
from exibidos.kernel.actor import Member
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Database, Tx
from fixtures_make import Make
from log_tampering import tampering

pytestmark = pytest.mark.anyio

# {part} is the partition that holds the rows, {log} the role that owns them.
TRICKS = (
    "UPDATE logs.tracking SET what = 'a.b'",
    "DELETE FROM logs.tracking",
    "TRUNCATE logs.tracking",
    "UPDATE {part} SET what = 'a.b'",
    "DELETE FROM {part}",
    "TRUNCATE {part}",
    "SELECT * FROM {part}",
    "INSERT INTO {part} (id, what, subject, object_id) VALUES (gen_random_uuid(), 'a.b', gen_random_uuid(), 'x')",
    (
        "INSERT INTO logs.tracking (id, what, subject, object_id) SELECT id, what, subject, object_id FROM logs.tracking"
        " ON CONFLICT (id, at) DO UPDATE SET what = 'a.b'"
    ),
    "MERGE INTO logs.tracking USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
    "DROP TABLE logs.tracking",
    "DROP TABLE {part}",
    "ALTER TABLE logs.tracking DETACH PARTITION {part}",
    "CREATE TEMP TABLE mine (LIKE logs.tracking); ALTER TABLE logs.tracking ATTACH PARTITION mine DEFAULT",
    "CREATE RULE r AS ON INSERT TO logs.tracking DO INSTEAD NOTHING",
    "CREATE TRIGGER t BEFORE INSERT ON logs.tracking FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "DROP TRIGGER nobody_rewrites ON logs.tracking",
    "ALTER TABLE logs.tracking DISABLE TRIGGER ALL",
    "ALTER TABLE logs.tracking OWNER TO CURRENT_USER",
    "SET ROLE {log}",
    "SET session_replication_role = replica",
    "SELECT logs.make_months('tracking')",
)


async def test_nothing_is_noted_about_whom_nobody_asked(tx: Tx, make: Make) -> None:
    await _upload(tx, await make.member())
    assert await _notes(tx) == []


async def test_what_a_member_who_agreed_does_is_noted_under_their_key(tx: Tx, make: Make) -> None:
    member = await make.member()
    await accounts.give_consent(tx, member.id, Purpose.PERSONALISATION, text_version="2026-11")
    image_id = await _upload(tx, member)
    subject = await accounts.find_subject(tx, member.id)
    assert await _notes(tx) == [f"image.uploaded {subject} {image_id}"]
    assert subject != member.id


async def test_another_purpose_is_no_consent_to_be_remembered(tx: Tx, make: Make) -> None:
    member = await make.member()
    await accounts.give_consent(tx, member.id, Purpose.TRAINING, text_version="2026-11")
    await _upload(tx, member)
    assert await _notes(tx) == []


async def test_nothing_more_is_noted_once_consent_is_withdrawn(tx: Tx, make: Make) -> None:
    member = await make.member()
    await accounts.give_consent(tx, member.id, Purpose.PERSONALISATION, text_version="2026-11")
    await _upload(tx, member)
    await accounts.withdraw_consent(tx, member.id, Purpose.PERSONALISATION)
    await _upload(tx, member)
    assert len(await _notes(tx)) == 1


async def test_every_trick_of_the_applications_role_is_refused(
    database: Database, database_url: str, owner_url: str
) -> None:
    async with database.write() as tx:
        await tracking.note(tx, "image.uploaded", new_id(), new_id())
    superuser = await asyncpg.connect(owner_url)
    log = await superuser.fetchval("SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'logs'")
    part = await superuser.fetchval("SELECT tableoid::regclass::text FROM logs.tracking")
    for table in ("logs.tracking", part):
        for verb in ("UPDATE {} SET what = 'a.b'", "DELETE FROM {}", "TRUNCATE {}"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="nobody rewrites"):
                await superuser.execute(verb.format(table))
    await superuser.close()
    application = await asyncpg.connect(database_url)
    for trick in TRICKS:
        transaction = application.transaction()
        await transaction.start()
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await application.execute(trick.format(part=part, log=log))
        await transaction.rollback()
    assert await application.fetchval("SELECT count(*) FROM logs.tracking WHERE what = 'image.uploaded'") == 1
    await application.close()


async def test_months_older_than_twenty_four_are_dropped(database: Database, owner_url: str) -> None:
    this_month = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    last = this_month - timedelta(days=1)
    old, young = (last.replace(year=last.year - 2, day=1), last.replace(day=1))
    async with tampering(owner_url, "tracking") as superuser:
        for month in (old, young):
            end = (month + timedelta(days=32)).replace(day=1)
            await superuser.execute(
                f"CREATE TABLE logs.tracking_{month:%Y_%m} PARTITION OF logs.tracking"
                f" FOR VALUES FROM ('{month}') TO ('{end}');"
                f"ALTER TABLE logs.tracking_{month:%Y_%m} OWNER TO club_template_log"
            )
            await superuser.execute(
                "INSERT INTO logs.tracking (id, at, what, subject, object_id)"
                " VALUES (gen_random_uuid(), $1, 'test.done', gen_random_uuid(), 'x')",
                month,
            )
    async with database.write() as tx:
        await keep(tx)
    async with database.read() as read:
        assert await read.values(datetime, "SELECT at FROM logs.tracking") == [young]


async def _upload(tx: Tx, member: Member) -> str:
    image_id = new_id()
    tx.emit(ImageUploaded(image_id=image_id, member_id=member.id))
    await react(tx)
    return str(image_id)


async def _notes(tx: Tx) -> list[str]:
    return await tx.values(str, "SELECT concat_ws(' ', what, subject, object_id) FROM logs.tracking ORDER BY at")
