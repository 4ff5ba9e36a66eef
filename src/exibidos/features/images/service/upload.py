"""How do bytes come in? A promise, a direct PUT that storage itself limits to it, and one finalize that checks again."""

from datetime import datetime, timedelta
from uuid import UUID

from exibidos.features.images import policy, store
from exibidos.features.images.events import DropObjects, ImageUploaded
from exibidos.features.images.model import Details, Made, Upload
from exibidos.features.images.service import quota, terms
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Conflict, Invalid, NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import ReadTx, Tx
from exibidos.platform.storage import Storage

# Long enough for 30 MB over a poor phone line, short enough that a forgotten promise does not linger.
PROMISE_LIVES = timedelta(hours=1)
# A PUT that began in the last second of its permission may travel for as long as a whole one is given.
LAST_PUT_TRAVELS = timedelta(hours=1)


async def open_upload(
    tx: Tx, member: Member, *, size: int, content_type: str, sha256: bytes, prefix: str, now: datetime
) -> Upload:
    """Promise a place for exactly these bytes; raises Invalid for a size or type that can never pass, and as `quota.reserve` does."""
    policy.check_size(size)
    policy.check_type(content_type)
    await quota.reserve(tx, member, size, now=now)
    upload_id = new_id()
    upload = Upload(
        id=upload_id,
        created_by_id=member.id,
        key=f"{prefix}/quarantine/{upload_id}",
        size=size,
        content_type=content_type,
        sha256=sha256,
        expires_at=now + PROMISE_LIVES,
    )
    await store.insert_upload(tx, upload)
    return upload


async def find_open_upload(tx: ReadTx, member: Member, upload_id: UUID) -> Upload | None:
    """Return an upload of theirs that still waits for its bytes or its finalize."""
    return await store.find_open_upload(tx, upload_id, member.id)


async def check_arrived(storage: Storage, upload: Upload) -> None:
    """Look into quarantine: raises Conflict when nothing has arrived, Invalid when it is not what was promised."""
    found = await storage.head(upload.key)
    if found is None:
        raise Conflict("images.not_arrived", field="file")
    if (found.size, found.content_type) != (upload.size, upload.content_type):
        raise Invalid("images.not_as_promised", field="file")
    if found.sha256 not in {None, upload.sha256}:  # None: a store that keeps no digests; the worker compares the bytes
        raise Invalid("images.not_as_promised", field="file")


async def get_made(tx: ReadTx, member: Member, upload_id: UUID) -> UUID:
    """Return the photo that was made of an upload of theirs; raises NotFound when none was, or it is deleted."""
    image_id = await store.find_image_of_upload(tx, upload_id, member.id)
    if image_id is None:
        raise NotFound("images.no_such_upload")
    return image_id


async def finalize(tx: Tx, member: Member, upload_id: UUID, details: Details, *, prefix: str) -> Made:
    """Make a photo of an upload whose bytes have arrived, once; the same file of theirs again is the photo that it was.

    Finalizing again returns the photo that was made: whoever did not hear the first answer shall not read that it was refused.
    """
    await store.lock_uploads_of(tx, member.id)  # or the same file in two uploads at once would find no first one twice
    upload = await store.finalize_upload(tx, upload_id, member.id)
    if upload is None:
        return Made(id=await get_made(tx, member, upload_id))
    first = await store.find_same_file(tx, member.id, upload.sha256)
    if first is not None:
        drop = DropObjects(keys=(upload.key,))
        tx.enqueue(drop)
        tx.enqueue(drop, at=upload.expires_at + LAST_PUT_TRAVELS)  # until then storage would take the same bytes again
        return Made(id=first, again=True)
    image_id = new_id()
    ending = policy.check_type(upload.content_type)
    await store.insert_image(tx, image_id, upload, details, f"{prefix}/{member.id}/{image_id}/original.{ending}")
    await terms.begin(tx, image_id, member.id, details.wishes)
    tx.emit(ImageUploaded(image_id=image_id, member_id=member.id))
    return Made(id=image_id)
