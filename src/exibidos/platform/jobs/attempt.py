"""What may a handler do? Read, then work with no transaction open, then write once: the effect and the job's end commit together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from exibidos.platform.db import Database, ReadTx, Tx
from exibidos.platform.jobs.ledger import Lease, Ledger


class Attempt:
    """One try at one job, under a lease that a heartbeat renews."""

    def __init__(self, db: Database, ledger: Ledger, lease: Lease) -> None:
        self._db = db
        self._ledger = ledger
        self._lease = lease
        # From the completing statement on, the row is locked or done: a heartbeat would wait for it and take the end for a theft.
        self.closing = False
        self.written = False
        self.lost = False

    @property
    def job_id(self) -> UUID:
        return self._lease.id

    @property
    def number(self) -> int:
        """Return which try this is; 1 is the first."""
        return self._lease.attempts

    @property
    def again(self) -> bool:
        """Say whether the job was tried before, and failed or was put off; an outage gives its attempt back, so `number` does not tell."""
        return self._lease.again

    @property
    def last(self) -> bool:
        """Say whether the job dies if this try fails."""
        return self.number >= self._ledger.max_attempts

    @asynccontextmanager
    async def read(self) -> AsyncIterator[ReadTx]:
        """Open the first beat. Leave it before the work: a connection held meanwhile is one that people wait for."""
        async with self._db.read() as tx:
            yield tx

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """Open the last beat: a transaction that also completes the job. Raises LostLease, and keeps nothing, if it is no longer ours."""
        if self.written:
            raise RuntimeError("an attempt writes once: a second transaction could be lost after the job is done")
        try:
            async with self._db.write() as tx:
                yield tx
                self.closing = True
                await self._ledger.complete(tx, self._lease)
            self.written = True
        finally:
            self.closing = self.written

    async def close(self) -> None:
        """Complete a job whose handler found nothing to write."""
        if not self.written:
            self.closing = True
            await self._ledger.complete_alone(self._db, self._lease)
            self.written = True
