"""What may an author do to many photos at once? Each is theirs and all of it happens, or nothing does."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from exibidos.features.images import policy, store
from exibidos.features.images.events import ImageChanged, ImageDeleted, ImageRestored
from exibidos.features.images.model import Exposure, Visibility
from exibidos.features.images.store import Held
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Invalid, NotFound
from exibidos.platform.db import Tx

# REQUIREMENTS 16: a list that somebody sends is as long as the longest that we answer with.
MOST_AT_ONCE = 100


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What shall be true of all of them; None leaves what is. `trash` puts them into the trash, or takes them out of it."""

    visibility: Visibility | None = None
    sensitive: bool | None = None
    trash: bool | None = None


async def change(tx: Tx, member: Member, image_ids: Sequence[UUID], wanted: Change) -> None:
    """Change photos of theirs; raises NotFound if one of them is not, as for one that never was, and then nothing has changed."""
    if wanted == Change():
        raise Invalid("images.nothing_to_change")
    if wanted.visibility is not None and wanted.visibility not in policy.OFFERED_VISIBILITIES:
        raise Invalid("images.visibility_not_offered", field="visibility")
    held = await hold(tx, member, image_ids, trashed=wanted.trash is False)
    ids = [one.id for one in held]
    if wanted.trash is not None:
        await store.move_images(tx, ids, trashed=wanted.trash)
    if wanted.visibility is not None or wanted.sensitive is not None:
        await store.expose_images(tx, ids, visibility=wanted.visibility, sensitive=wanted.sensitive)
    for one in held:
        if wanted.trash is False:
            tx.emit(ImageRestored(image_id=one.id, member_id=member.id))
        if changes := policy.exposure_changes(_exposure(one), _wanted(one, wanted)):
            tx.emit(ImageChanged(image_id=one.id, member_id=member.id, changes=changes))
        if wanted.trash:
            tx.emit(ImageDeleted(image_id=one.id, member_id=member.id))


async def hold(tx: Tx, member: Member, image_ids: Sequence[UUID], *, trashed: bool) -> list[Held]:
    """Hold photos of theirs until the transaction ends; raises NotFound unless all are there, Invalid for none or too many."""
    wanted = set(image_ids)
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise Invalid("images.choose_some", field="ids", most=MOST_AT_ONCE)
    held = await store.hold_images(tx, member.id, list(wanted), trashed=trashed)
    if len(held) != len(wanted):
        raise NotFound("images.no_such_photo")
    return held


def _exposure(one: Held) -> Exposure:
    return Exposure(visibility=one.visibility, teaser=one.teaser, sensitive=one.sensitive)


def _wanted(one: Held, wanted: Change) -> Exposure:
    visibility = one.visibility if wanted.visibility is None else wanted.visibility
    return Exposure(
        visibility=visibility,
        teaser=one.teaser and visibility is Visibility.FOLLOWERS,
        sensitive=one.sensitive if wanted.sensitive is None else wanted.sensitive,
    )
