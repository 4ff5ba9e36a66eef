"""Does every table say when its rows were made, changed, and by whom?"""

import pytest

from exibidos.platform.db import Tx

pytestmark = pytest.mark.anyio
# Alembic's own table is not ours to shape.
FOREIGN = {"alembic_version"}
# Rows that no person makes: work that follows from other rows, machines' derivatives, the clock.
MADE_BY_NOBODY = {
    "jobs",
    "schedules",
    "image_cameras",
    "image_cards",
    "image_variants",
    "member_picture_variants",
    "subject_keys",
    "flags",
    "tallies",
    "paused_queues",
    "deliveries",
    "mail_links",
    "joinings",  # of people who are nobody here yet
    "letters",
    "security_events",
    "notifications",
    "notification_actors",
    "fingerprints",
    "fingerprint_bands",
    "banned_bands",
    "cases",  # of many reports, or of none
}
# Rows that are replaced whole and never changed.
NEVER_CHANGED = {
    "image_variants",
    "member_picture_variants",
    "subject_keys",
    "kept_answers",
    "paused_queues",
    "blocks",
    "passkey_handles",
    "fingerprint_bands",
    "banned_bands",
    "agreements",
}


async def _columns(tx: Tx) -> dict[str, set[str]]:
    rows = await tx.values(
        str,
        """
        SELECT c.relname || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        """,
    )
    tables: dict[str, set[str]] = {}
    for table, _, column in (row.partition(".") for row in rows):
        tables.setdefault(table, set()).add(column)
    return {table: columns for table, columns in tables.items() if table not in FOREIGN}


async def test_every_row_knows_when_it_was_made(tx: Tx) -> None:
    tables = await _columns(tx)
    assert tables.keys() >= {"members", "images", "uploads", "jobs"}
    assert [table for table, columns in tables.items() if "created_at" not in columns] == []


async def test_rows_that_change_know_when(tx: Tx) -> None:
    tables = await _columns(tx)
    assert [t for t, columns in tables.items() if t not in NEVER_CHANGED and "updated_at" not in columns] == []


async def test_rows_that_people_make_know_who(tx: Tx) -> None:
    tables = await _columns(tx)
    assert [t for t, columns in tables.items() if t not in MADE_BY_NOBODY and "created_by_id" not in columns] == []


async def test_updated_at_moves_with_every_change(tx: Tx) -> None:
    touched = set(
        await tx.values(
            str,
            """
            SELECT t.tgrelid::regclass::text FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE p.proname = 'touch_updated_at'
            """,
        )
    )
    by_statement = {
        "jobs",
        "schedules",
        "deliveries",
    }  # the ledger's own statements set it: a trigger per beat would cost a fifth of them; deliveries know hours only
    tables = await _columns(tx)
    changing = {table for table, columns in tables.items() if "updated_at" in columns}
    assert changing - by_statement <= touched
