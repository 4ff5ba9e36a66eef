"""When are many photos developed again? When what stands in all of them has changed: a slug, or the variants themselves."""

from datetime import datetime, timedelta
from uuid import UUID

from exibidos.features.images import store
from exibidos.features.images.events import RedevelopImage, RedevelopImages
from exibidos.platform.db import Tx

# Twenty photos of 12 MP take half a second each of the two children that one worker has; with the fetching and storing, ten seconds.
_AT_ONCE = 20
_A_FEW_TAKE = timedelta(seconds=10)


async def redevelop_some(tx: Tx, member_id: UUID | None, after: UUID | None, *, now: datetime) -> int:
    """Ask for an author's next few photos, or everybody's, and for what comes after them once those may be done; return how many.

    Uploads that arrive meanwhile wait behind twenty photos, not behind thousands.
    """
    found = await store.list_published(tx, member_id, after, _AT_ONCE)
    for image_id in found:
        tx.enqueue(RedevelopImage(image_id=image_id))
    if len(found) == _AT_ONCE:
        tx.enqueue(RedevelopImages(member_id=member_id, after=found[-1]), at=now + _A_FEW_TAKE)
    return len(found)
