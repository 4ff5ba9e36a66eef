"""What may authors change about their photos? Words, visibility, sensitivity, and whether they exist."""

from uuid import UUID

from exibidos.features.images import policy, store
from exibidos.features.images.events import DropObjects, ImageChanged
from exibidos.features.images.model import Details, Exposure, Wishes
from exibidos.features.images.service import many, terms
from exibidos.features.images.service.upload import LAST_PUT_TRAVELS
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import NotFound
from exibidos.platform.db import Tx

_AT_ONCE = 200


async def describe(tx: Tx, member: Member, image_id: UUID, details: Details, *, bare: bool = False) -> None:
    """Replace what the author says about a photo; another's photo is NotFound, like one that never was.

    `bare` says that the club allows pictures without a watermark.
    """
    checked = policy.check_details(details)
    policy.check_wishes(details.wishes, bare=bare)
    before = await store.update_details(tx, image_id, member.id, checked)
    if before is None:
        raise NotFound("images.no_such_photo")
    if checked.wishes != Wishes():
        await terms.change(tx, image_id, checked.wishes)
    changes = policy.exposure_changes(
        before, Exposure(visibility=checked.visibility, teaser=checked.teaser, sensitive=checked.sensitive)
    )
    tx.emit(ImageChanged(image_id=image_id, member_id=member.id, changes=changes))


async def delete(tx: Tx, member: Member, image_id: UUID) -> None:
    """Put a photo into the trash: absent everywhere from the next request on, its bytes gone after 14 days."""
    await many.change(tx, member, [image_id], many.Change(trash=True))


async def sweep_uploads(tx: Tx) -> None:
    """Forget promises that nobody kept and ask for whatever arrived of them to be dropped."""
    keys = await store.delete_abandoned_uploads(tx, _AT_ONCE, grace=LAST_PUT_TRAVELS)
    if keys:
        tx.enqueue(DropObjects(keys=tuple(keys)))
