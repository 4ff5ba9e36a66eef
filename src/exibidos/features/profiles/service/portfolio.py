"""How does a member choose and order the photos that speak for them, and who sees which of these?"""

from collections.abc import Sequence
from uuid import UUID

from exibidos.features import images
from exibidos.features.images import Photo
from exibidos.features.profiles import policy
from exibidos.features.profiles.store import portfolio as store
from exibidos.kernel.actor import Member, Viewer
from exibidos.kernel.errors import NotFound
from exibidos.platform.db import ReadTx, Tx


async def list_portfolio(tx: ReadTx, viewer: Viewer, author_id: UUID) -> list[Photo]:
    """List what somebody has chosen, in order, as far as lists may offer it to this viewer."""
    return [photo for photo in await _in_order(tx, viewer, author_id) if photo.listed]


async def list_chosen(tx: ReadTx, member: Member) -> list[Photo]:
    """List what a member has chosen, also what others may not see now."""
    return await _in_order(tx, member, member.id)


async def has_portfolio(tx: ReadTx, viewer: Viewer, author_id: UUID) -> bool:
    """Say whether a viewer would find anything in somebody's portfolio."""
    return bool(await list_portfolio(tx, viewer, author_id))


async def arrange(tx: Tx, member: Member, image_ids: Sequence[UUID]) -> None:
    """Hang these photos in this order and no others. Raises Invalid for too many or twice the same, NotFound for what is not theirs."""
    await store.lock_portfolio_of(tx, member.id)
    await _hang(tx, member, policy.check_portfolio(image_ids))


async def choose(tx: Tx, member: Member, image_id: UUID) -> None:
    """Hang a photo behind the others; one that hangs already stays where it is."""
    await store.lock_portfolio_of(tx, member.id)
    hanging = await store.list_ids(tx, member.id)
    if image_id not in hanging:
        await _hang(tx, member, policy.check_portfolio([*hanging, image_id]))


async def take_down(tx: Tx, member: Member, image_id: UUID) -> None:
    """Take a photo out of the portfolio; one that does not hang there is fine."""
    await store.lock_portfolio_of(tx, member.id)
    hanging = await store.list_ids(tx, member.id)
    await store.replace(tx, member.id, [each for each in hanging if each != image_id])


async def move(tx: Tx, member: Member, image_id: UUID, *, steps: int) -> None:
    """Move a photo so many places towards the end, or the beginning where negative; at either end it stays."""
    await store.lock_portfolio_of(tx, member.id)
    await store.replace(tx, member.id, policy.moved(await store.list_ids(tx, member.id), image_id, steps))


async def _in_order(tx: ReadTx, viewer: Viewer, author_id: UUID) -> list[Photo]:
    chosen = await store.list_ids(tx, author_id)
    seen = {photo.id: photo for photo in await images.list_some(tx, viewer, chosen)}
    return [seen[image_id] for image_id in chosen if image_id in seen]


async def _hang(tx: Tx, member: Member, image_ids: Sequence[UUID]) -> None:
    new = set(image_ids) - set(await store.list_ids(tx, member.id))
    if new - set(await store.list_choosable(tx, member.id, list(new))):
        raise NotFound("images.no_such_photo")
    await store.replace(tx, member.id, image_ids)
