"""What becomes of bytes that have arrived in quarantine? They are taken once, fetched as they were promised, and let go.

For photos, and for whoever above makes something else of an upload.
"""

import asyncio
import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from exibidos.features.images import store
from exibidos.features.images.events import DropObjects
from exibidos.features.images.model import Upload
from exibidos.features.images.policy import LARGEST_BYTES
from exibidos.features.images.service.upload import LAST_PUT_TRAVELS
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Invalid, NotFound
from exibidos.platform.db import Tx
from exibidos.platform.storage import Storage

# Of an upload that became no photo: it counts for a day, and what failed may be tried again for as long as dead jobs are looked at.
_TAKEN_STAYS = timedelta(days=7)


async def take_upload(tx: Tx, member: Member, upload_id: UUID) -> Upload | None:
    """Close an upload of theirs for something that is no photo and return it; None when it is not theirs, expired, or closed."""
    return await store.take_upload(tx, upload_id, member.id, stays=_TAKEN_STAYS)


async def fetch_upload(storage: Storage, key: str, sha256: bytes) -> bytes:
    """Return what lies in quarantine. Raises Invalid when it is gone, or not what was promised."""
    try:
        data = await storage.get(key, max_size=LARGEST_BYTES)
    except NotFound as error:
        raise Invalid("images.bytes_missing") from error
    digest = await asyncio.to_thread(lambda: hashlib.sha256(data).digest())
    if digest != sha256:
        raise Invalid("images.not_as_promised")
    return data


def empty_quarantine(tx: Tx, key: str, promise_ends_at: datetime) -> None:
    """Drop what was sent, and once more when its permission has ended: until then storage would take the same bytes again."""
    drop = DropObjects(keys=(key,))
    tx.enqueue(drop)
    tx.enqueue(drop, at=promise_ends_at + LAST_PUT_TRAVELS)
