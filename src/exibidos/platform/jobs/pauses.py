"""How does a host hold a queue? A row in `paused_queues`, which every claim looks at, so all workers stop at once and without a bell.

What is being done is done to its end; what is asked for meanwhile waits in the ledger.
"""

from uuid import UUID

from exibidos.kernel.errors import Conflict
from exibidos.kernel.events import Event
from exibidos.platform.db import Tx


class QueuePaused(Event, frozen=True, kw_only=True):
    """Someone holds a queue; `by` is the member, None the host at a console."""

    queue: str
    by: UUID | None


class QueueResumed(Event, frozen=True, kw_only=True):
    """Someone let a queue go on; `by` is the member, None the host at a console."""

    queue: str
    by: UUID | None


async def pause_queue(tx: Tx, queue: str, *, by: UUID | None = None) -> None:
    """Let workers take nothing more from a queue; raises Conflict("jobs.paused_already")."""
    if not await tx.execute("INSERT INTO paused_queues (queue) VALUES ($1) ON CONFLICT DO NOTHING", queue):
        raise Conflict("jobs.paused_already", queue=queue)
    tx.emit(QueuePaused(queue=queue, by=by))


async def resume_queue(tx: Tx, queue: str, *, by: UUID | None = None) -> None:
    """Let workers take from a queue again, at the next sweep; raises Conflict("jobs.not_paused")."""
    if not await tx.execute("DELETE FROM paused_queues WHERE queue = $1", queue):
        raise Conflict("jobs.not_paused", queue=queue)
    await tx.execute(_RING, queue)
    tx.emit(QueueResumed(queue=queue, by=by))


# Their messages came to workers that could not claim them: whatever waited is rung for anew, or it would wait up to a minute more.
_RING = """
UPDATE jobs SET ring_at = now() WHERE state = 'queued' AND queue = $1 AND run_at <= now() AND ring_at > now()
"""
