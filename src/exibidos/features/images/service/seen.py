"""Who saw a photo? Its author is told by kinds of viewers, never by names; others learn nothing."""

from datetime import datetime, timedelta
from uuid import UUID

from exibidos.features.images import store
from exibidos.features.images.model import Deliveries
from exibidos.features.images.service.look import get_photo
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import NotFound
from exibidos.platform.db import ReadTx, Tx

# PRODUCT §7: the delivery log stays for 30 days, then its sums.
_DAYS_STAY = timedelta(days=30)
# Measured: 3 s for 50,000 on two busy cores, and a statement is given ten. Four times an hour this is almost two million rows a day.
_AT_ONCE = 20_000


async def list_deliveries(tx: ReadTx, member: Member, image_id: UUID) -> list[Deliveries]:
    """List how often a photo's pictures left the house; another's photo is NotFound, like one that never was."""
    photo = await get_photo(tx, member, image_id)
    if photo.author_id != member.id:
        raise NotFound("images.no_such_photo")
    return await store.list_deliveries(tx, image_id)


async def fold(tx: Tx, *, now: datetime) -> None:
    """Fold the oldest days of the log into their months."""
    await store.fold_deliveries(tx, (now - _DAYS_STAY).date(), _AT_ONCE)
