"""What does a test of jobs need? A database whose commits write the ledger, and jobs that leave a trace."""

from collections.abc import AsyncIterator

import pytest

from exibidos.platform.db import Database, open_database
from exibidos.platform.jobs import Handlers, Ledger, Runner
from exibidos.platform.settings import Database as DatabaseSettings
from exibidos.platform.settings import Jobs as JobsSettings


@pytest.fixture
def settings() -> JobsSettings:
    """Return a lease long enough for a slow machine and short enough to wait for."""
    return JobsSettings(lease_seconds=1, sweep_seconds=1, max_attempts=3)


@pytest.fixture
def ledger(settings: JobsSettings) -> Ledger:
    return Ledger(settings)


@pytest.fixture
async def db(database_url: str, ledger: Ledger) -> AsyncIterator[Database]:
    """Open the test's database with the ledger before each commit, and no bell: tests call what a bell would."""
    async with open_database(DatabaseSettings(url=database_url), before_commit=[ledger.record]) as opened:
        yield opened


@pytest.fixture
def handlers() -> Handlers:
    return Handlers()


@pytest.fixture
def runner(db: Database, ledger: Ledger, handlers: Handlers) -> Runner:
    return Runner(db, ledger, handlers)
