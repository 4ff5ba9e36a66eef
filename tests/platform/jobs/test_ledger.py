"""Does the ledger say the truth about work, whoever asks and however late?"""

from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest

from exibidos.kernel.events import Job
from exibidos.platform.db import Database, open_database
from exibidos.platform.jobs import Ledger
from exibidos.platform.settings import Database as DatabaseSettings
from exibidos.platform.settings import Jobs as JobsSettings

pytestmark = pytest.mark.anyio


class Greet(Job, frozen=True, kw_only=True):
    name: ClassVar[str] = "test:greet"
    whom: str


async def test_a_job_is_recorded_in_the_transaction_that_asked_for_it(database_url: str) -> None:
    ledger = Ledger(JobsSettings())
    async with open_database(DatabaseSettings(url=database_url), before_commit=[ledger.record]) as db:
        async with db.write() as tx:
            tx.enqueue(Greet(whom="Ana"))
            tx.enqueue(Greet(whom="Bia"), at=datetime.now(UTC) + timedelta(hours=1))
        async with db.read() as tx:
            assert await tx.value(int, "SELECT count(*) FROM jobs WHERE run_at > now()") == 1
            assert await tx.value(dict, "SELECT payload FROM jobs WHERE run_at <= now()") == {"whom": "Ana"}


async def test_a_transaction_that_fails_leaves_no_job(database_url: str) -> None:
    ledger = Ledger(JobsSettings())
    async with open_database(DatabaseSettings(url=database_url), before_commit=[ledger.record]) as db:
        with pytest.raises(RuntimeError):
            await _enqueue_and_fail(db)
        async with db.read() as tx:
            assert await tx.value(int, "SELECT count(*) FROM jobs") == 0


async def _enqueue_and_fail(db: Database) -> None:
    async with db.write() as tx:
        tx.enqueue(Greet(whom="Ana"))
        raise RuntimeError("the verb failed")
