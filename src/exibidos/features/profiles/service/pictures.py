"""How does a member get a face and a cover, lose them, and how do both leave the house?"""

import re
from collections.abc import AsyncGenerator, Sequence
from datetime import datetime
from uuid import UUID

from exibidos.features import images
from exibidos.features.images import MediaUrls, Reading, UploadDesk
from exibidos.features.profiles.events import ProcessPicture
from exibidos.features.profiles.model import Kind, Picture, Shown, Size, SizedPicture
from exibidos.features.profiles.store import pictures as store
from exibidos.kernel.actor import Member, Viewer
from exibidos.kernel.errors import NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Database, ReadTx, Tx
from exibidos.platform.storage import Storage

_OURS = re.compile(r"^[^/]+/faces/[0-9a-f-]{36}/[0-9a-f-]{36}/")


class PictureDesk:
    """Takes in pictures of members as the desk of photos takes in photos: the same promise, limits, quarantine and one-time finalize."""

    def __init__(self, database: Database, uploads: UploadDesk) -> None:
        self._database = database
        self._uploads = uploads

    async def finalize(self, member: Member, upload_id: UUID, kind: Kind) -> UUID:
        """Make a picture of an upload whose bytes have arrived, once; again, it is the picture that was made. Returns its id."""
        await self._uploads.check_bytes(member, upload_id)
        async with self._database.write() as tx:
            return await finalize(tx, member, upload_id, kind, prefix=self._uploads.prefix)

    async def accept(self, member: Member, data: bytes, content_type: str, kind: Kind) -> UUID:
        """Take a whole file from a form: the same promise, the same PUT, the same finalize, done by us."""
        upload_id = await self._uploads.take_in(member, data, content_type)
        return await self.finalize(member, upload_id, kind)


async def finalize(tx: Tx, member: Member, upload_id: UUID, kind: Kind, *, prefix: str) -> UUID:
    """Make a picture of an upload, in place of whatever waited to become one; what is shown stays until this one is ready."""
    await store.lock_pictures_of(tx, member.id)
    upload = await images.take_upload(tx, member, upload_id)
    if upload is None:
        made = await store.find_of_upload(tx, upload_id, member.id, kind)
        if made is None:
            raise NotFound("images.no_such_upload")
        return made
    for waiting in await store.delete_waiting(tx, member.id, kind):
        images.empty_quarantine(tx, waiting.key, waiting.promise_ends_at)
    picture_id = new_id()
    # Apart from the folders of photos, whose sweep knows nothing of these rows.
    folder = f"{prefix}/faces/{member.id}/{picture_id}"
    await store.insert_picture(tx, picture_id, member.id, kind, upload_id, folder)
    tx.enqueue(ProcessPicture(picture_id=picture_id))
    return picture_id


async def remove(tx: Tx, member: Member, kind: Kind) -> None:
    """Take away what is shown and what waits; nothing to take away is fine."""
    await store.lock_pictures_of(tx, member.id)
    for waiting in await store.delete_waiting(tx, member.id, kind):
        images.empty_quarantine(tx, waiting.key, waiting.promise_ends_at)
    keys = await store.delete_shown(tx, member.id, kind)
    if keys:
        tx.enqueue(images.DropObjects(keys=tuple(keys)))


async def list_pictures(tx: ReadTx, member: Member) -> list[Picture]:
    """List a member's own pictures: what is shown, and what is on its way or was refused."""
    return await store.list_pictures(tx, member.id)


async def find_picture(tx: ReadTx, member: Member, picture_id: UUID) -> Picture | None:
    """Return a picture of a member's own as far as it has come."""
    return next((each for each in await list_pictures(tx, member) if each.id == picture_id), None)


async def list_faces(tx: ReadTx, viewer: Viewer, slugs: Sequence[str]) -> list[Shown]:
    """List the faces that some members show to this viewer."""
    return await store.list_shown(tx, viewer.id, slugs, [Kind.AVATAR]) if slugs else []


async def list_shown(tx: ReadTx, viewer: Viewer, slug: str) -> list[Shown]:
    """List what one member shows to this viewer."""
    return await store.list_shown(tx, viewer.id, [slug], list(Kind))


async def get_deliverable(tx: ReadTx, picture_id: UUID, size: Size) -> SizedPicture:
    """Return a variant of what is shown at this moment, of somebody who is here; everything else is NotFound."""
    found = await store.find_deliverable(tx, picture_id, size)
    if found is None:
        raise NotFound("profiles.no_such_picture")
    return found


def url(media: MediaUrls, shown: Shown, size: Size, *, now: datetime) -> str:
    """Return the address of a variant: everybody's, since a face is as public as a name (docs/decisions/0018)."""
    return media.for_everyone(f"/f/{shown.id}/{size}.webp", now=now)


def find_orphans(storage: Storage, reading: Reading, prefix: str, *, now: datetime) -> AsyncGenerator[str, None]:
    """Yield the keys of objects that lie where pictures do and that no picture points to."""
    return images.find_orphans(storage, reading, f"{prefix}/faces/", now=now, ours=_OURS, known=store.list_known_keys)


def topic(member_id: UUID) -> str:
    """Return the bell of a member's pictures."""
    return f"pictures:{member_id}"
