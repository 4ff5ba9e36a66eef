"""How does code ask the database? Through a ReadTx, or through a Tx, which may also write, emit events and enqueue jobs.

Rows become msgspec Structs by column name. SQL stands in each feature's `store.py`; values always travel as parameters.
"""

from datetime import date, datetime
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

import asyncpg
import msgspec

from exibidos.kernel.events import Act, Event, Job
from exibidos.kernel.ids import new_id

RowT = TypeVar("RowT")
Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy
# Types that asyncpg already gives as Python values; msgspec takes them as they are and validates the rest (enums, nested rows).
_NATIVE = (UUID, datetime, date, bytes)


class Answers(Protocol):
    """What a ReadTx needs of a connection."""

    async def fetch(self, query: str, *args: object) -> list[Any]:
        """Return all rows."""

    async def fetchrow(self, query: str, *args: object) -> Any:
        """Return the first row, or None."""

    async def fetchval(self, query: str, *args: object) -> Any:
        """Return the first column of the first row, or None."""


class ReadTx:
    """Questions without consequences. Statements run one by one on a connection that the server holds read-only."""

    def __init__(self, connection: Answers) -> None:
        self._connection = connection

    async def row(self, shape: type[RowT], sql: str, *values: object) -> RowT | None:
        """Return the first row as `shape`, or None."""
        record = await self._connection.fetchrow(sql, *values)
        return None if record is None else _shaped(record, shape)

    async def rows(self, shape: type[RowT], sql: str, *values: object) -> list[RowT]:
        """Return all rows as `shape`."""
        return [_shaped(record, shape) for record in await self._connection.fetch(sql, *values)]

    async def value(self, kind: type[RowT], sql: str, *values: object) -> RowT | None:
        """Return the first column of the first row as `kind`, or None when there is no row or it is NULL."""
        found = await self._connection.fetchval(sql, *values)
        return None if found is None else msgspec.convert(found, kind, builtin_types=_NATIVE)

    async def values(self, kind: type[RowT], sql: str, *values: object) -> list[RowT]:
        """Return the first column of all rows as `kind`."""
        records = await self._connection.fetch(sql, *values)
        return [msgspec.convert(record[0], kind, builtin_types=_NATIVE) for record in records]

    async def json(self, sql: str, *values: object) -> bytes:
        """Return what Postgres built with json_agg and friends, as bytes that go to the wire unread."""
        return cast("str", await self._connection.fetchval(sql, *values)).encode()


class Tx(ReadTx):
    """One SQL transaction, with the events, jobs and acts born in it. The edge opens and commits it; verbs use it; nobody else commits."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._writing = connection
        self.events: list[Event] = []
        self.jobs: list[tuple[UUID, Job, datetime | None]] = []
        self.acts: list[Act] = []
        self.bells: list[str] = []

    async def execute(self, sql: str, *values: object) -> int:
        """Run a statement and return how many rows it touched."""
        return _count(await self._writing.execute(sql, *values))

    async def execute_many(self, sql: str, values: list[tuple[object, ...]]) -> None:
        """Run one statement for each tuple of values, pipelined."""
        await self._writing.executemany(sql, values)

    def emit(self, event: Event) -> None:
        """Say what became true; reactions follow before the commit."""
        self.events.append(event)

    def enqueue(self, job: Job, *, at: datetime | None = None) -> UUID:
        """Ask for work after this commit, not before `at`; the ledger row with the returned id is written in this transaction."""
        job_id = new_id()
        self.jobs.append((job_id, job, at))
        return job_id

    def ring(self, topic: str) -> None:
        """Wake whoever listens to a topic, after the commit."""
        self.bells.append(topic)


def _shaped(record: asyncpg.Record, shape: type[RowT]) -> RowT:
    return msgspec.convert(dict(record.items()), shape, builtin_types=_NATIVE)


def _count(tag: str) -> int:
    last = tag.rpartition(" ")[2]
    return int(last) if last.isdigit() else 0
