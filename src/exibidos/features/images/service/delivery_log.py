"""How is it remembered that a picture left? Counted in memory, written in batches by the process that sent it.

The log never slows or fails a delivery. A killed process loses what it sent in its last second or so, or 500 deliveries, whichever is less;
while Postgres is away the counts wait here, up to a bound. When it goes away between a commit and its answer, that batch is counted twice.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import structlog

from exibidos.features.images import policy, store
from exibidos.features.images.model import Delivery, Sight
from exibidos.features.images.service.look import lifting
from exibidos.features.images.store import Deliverable
from exibidos.kernel.actor import GUEST, Viewer
from exibidos.platform.background import going_on
from exibidos.platform.db import Database

# DESIGN §5 allows a killed process to lose two seconds or 500 rows: half of the time, so that a write may take the other half.
_LONGEST_SECONDS = 1.0
_MOST_UNWRITTEN = 500
# Kinds of deliveries, not deliveries: a busy hour of a thousand photos. 2.5 MB; beyond it the oldest counts go.
_MOST_KEPT = 10_000
# A write takes milliseconds, unless Postgres is away; a stopping process waits no longer for it.
_LEAVE_SECONDS = 3.0


class DeliveryLog:
    """What left this process and is not written yet."""

    def __init__(
        self, database: Database, *, most_kept: int = _MOST_KEPT, longest_seconds: float = _LONGEST_SECONDS
    ) -> None:
        self._database = database
        self._most_kept = most_kept
        self._longest_seconds = longest_seconds
        self._kept: dict[Delivery, int] = {}
        self._unwritten = 0
        self._lost = 0
        self._due = asyncio.Event()
        self._left = False

    def note(self, delivery: Delivery) -> None:
        """Count a delivery. Waits for nobody and fails for nobody."""
        self._keep(delivery, 1)
        self._unwritten += 1
        if self._unwritten >= _MOST_UNWRITTEN:
            self._due.set()

    def leave(self) -> None:
        """Write what there is and end."""
        self._left = True
        self._due.set()

    async def write(self) -> None:
        """Write all counts in one statement, or keep them for the next."""
        taken, self._kept, self._unwritten = self._kept, {}, 0
        if not taken:
            return
        try:
            async with self._database.write() as tx:
                await store.add_deliveries(tx, taken)
        # Whatever it was: a log that gave up would be silent for as long as the process lives.
        except (Exception, asyncio.CancelledError) as error:
            self._put_back(taken)
            structlog.get_logger().warning(
                "deliveries.not_written", reason=type(error).__name__, waiting=sum(self._kept.values()), lost=self._lost
            )
            if isinstance(error, asyncio.CancelledError):
                raise

    async def run(self) -> None:
        """Write every second, and sooner when there is much, until `leave`."""
        while not self._left:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._due.wait(), self._longest_seconds)
            self._due.clear()
            await self.write()
        await self.write()

    def _keep(self, delivery: Delivery, count: int) -> None:
        if delivery not in self._kept and len(self._kept) >= self._most_kept:
            self._lost += self._kept.pop(next(iter(self._kept)))
        self._kept[delivery] = self._kept.get(delivery, 0) + count

    def _put_back(self, taken: dict[Delivery, int]) -> None:
        since, self._kept = self._kept, taken
        for delivery, count in since.items():
            self._keep(delivery, count)


@asynccontextmanager
async def open_delivery_log(database: Database) -> AsyncIterator[DeliveryLog]:
    """Keep a log for as long as the block lasts, and write the rest of it at the end."""
    log = DeliveryLog(database)
    async with going_on(log.run(), leave=log.leave, patience=_LEAVE_SECONDS):
        yield log


def delivery_of(found: Deliverable, audience: Viewer | None, image_id: UUID, at: datetime) -> Delivery:
    """Return what is remembered of a delivery: the rule's own reason, and the hour instead of the minute.

    A minute would tell authors who it was as soon as they send a link to one person.
    """
    eyes = GUEST if audience is None else lifting(audience)
    facts = policy.Facts(
        visibility=found.visibility,
        teaser=found.teaser,
        state=found.state,
        moderation=found.moderation,
        # What `visible_images` gives is not deleted; who gets it and is not the author follows where following is asked for, unless they
        # are teased, and neither is the author away nor has one of them blocked the other.
        deleted=False,
        author_away=False,
        author_private=found.author_private,
        viewer_follows=found.sight is not Sight.TEASER,
        apart=False,
        sensitive=found.sensitive,
        viewer_is_author=eyes.id == found.author_id,
        viewer_signed_in=eyes.id is not None,
        viewer_of_age=eyes.of_age,
        viewer_choice=eyes.sensitive,
    )
    reason = policy.sight(facts).reason
    return Delivery(
        image_id=image_id,
        variant=found.name,
        viewer=policy.viewer_class(reason, named=audience is not None),
        reason=reason,
        hour=at.replace(minute=0, second=0, microsecond=0),
    )
