"""Which verbs does voting know? Cast, change, withdraw; each sees the photo through images' door first."""

from uuid import UUID

from exibidos.features import images
from exibidos.features.voting import policy, store
from exibidos.features.voting.events import VoteCast, VoteWithdrawn
from exibidos.features.voting.model import Ballot, Choice, Figures
from exibidos.kernel.actor import Member
from exibidos.platform.db import ReadTx, Tx


async def cast(tx: Tx, member: Member, image_id: UUID, choice: Choice, *, require_verified: bool) -> None:
    """Judge a photo, or change one's judgement; raises NotFound for a photo that this member may not see."""
    photo = await images.get_photo(tx, member, image_id)
    policy.check_may_judge(member, photo, require_verified=require_verified)
    await store.cast(tx, image_id, member.id, choice)
    tx.emit(VoteCast(image_id=image_id, member_id=member.id, choice=choice))


async def withdraw(tx: Tx, member: Member, image_id: UUID) -> None:
    """Take one's judgement back. Without one, nothing happens: withdrawing twice is withdrawing."""
    if await store.withdraw(tx, image_id, member.id):
        tx.emit(VoteWithdrawn(image_id=image_id, member_id=member.id))


async def find_ballot(tx: ReadTx, member: Member, image_id: UUID) -> Ballot | None:
    """Return the member's own ballot, which nobody else can ask for."""
    return await store.find_ballot(tx, image_id, member.id)


async def find_figures(tx: ReadTx, member: Member, image_id: UUID) -> Figures | None:
    """Return a photo's figures to its author once they hide each judge; None for everybody else and before."""
    photo = await images.get_photo(tx, member, image_id)
    if photo.author_id != member.id:
        return None
    return policy.shown_to_author(await store.find_figures(tx, image_id))
