"""What does a test of the audit log need? A database whose commits write it, and a few rows in it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

import pytest

from exibidos.features import audit
from exibidos.platform.db import Database, open_database
from exibidos.platform.settings import Database as DatabaseSettings

Fill = Callable[[int], Awaitable[None]]


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    async with open_database(DatabaseSettings(url=database_url), before_commit=[audit.write]) as opened:
        yield opened


@pytest.fixture
def fill(db: Database) -> Fill:
    """Return a verb that records so many acts, each in a transaction of its own."""

    async def fill(count: int) -> None:
        for _ in range(count):
            async with db.write() as tx:
                audit.record(tx, act())

    return fill


def act(name: str = "image.deleted") -> audit.Act:
    return audit.Act(
        name=name, object_kind="image", object_id=str(uuid4()), actor=uuid4(), details={"of": ["é", 1.5, True, None]}
    )
