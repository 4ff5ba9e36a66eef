"""How does somebody come to follow somebody, and how does it end?"""

from uuid import UUID

from exibidos.features.social import policy
from exibidos.features.social.events import FollowAccepted, FollowAsked, Followed, Unfollowed
from exibidos.features.social.model import FollowState
from exibidos.features.social.store import blocks, follows
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import NotFound
from exibidos.platform.db import Tx


async def follow(tx: Tx, member: Member, other_id: UUID, *, require_verified: bool) -> FollowState:
    """Follow somebody, or ask to where their account is private; again, it is as it was. NotFound for who is not there for them."""
    policy.check_may_follow(member, other_id, require_verified=require_verified)
    await blocks.lock_pair(tx, member.id, other_id)
    state = await follows.follow(tx, member.id, other_id)
    if state is FollowState.ASKED:
        tx.emit(FollowAsked(follower_id=member.id, followed_id=other_id))
    elif state is FollowState.FOLLOWING:
        tx.emit(Followed(follower_id=member.id, followed_id=other_id))
    else:
        state = await follows.find_state(tx, member.id, other_id)
    if state is None:
        raise NotFound("accounts.no_such_member")
    return state


async def unfollow(tx: Tx, member: Member, other_id: UUID) -> None:
    """Follow somebody no longer, or take a request back. Without either, nothing happens."""
    await _end(tx, member, follower_id=member.id, followed_id=other_id)


async def remove_follower(tx: Tx, member: Member, other_id: UUID) -> None:
    """Let somebody follow one no longer; they are not told. Who does not, does not."""
    await _end(tx, member, follower_id=other_id, followed_id=member.id)


async def accept(tx: Tx, member: Member, other_id: UUID | None) -> None:
    """Let somebody follow who asks to; raises NotFound when nobody with this id asks this member."""
    if other_id is None or not await follows.accept(tx, other_id, member.id):
        raise NotFound("social.no_such_request")
    tx.emit(FollowAccepted(follower_id=other_id, followed_id=member.id))


async def refuse(tx: Tx, member: Member, other_id: UUID | None) -> None:
    """Do not let somebody follow who asks to; they are not told, and may ask again."""
    if other_id is None or not await follows.refuse(tx, other_id, member.id):
        raise NotFound("social.no_such_request")
    tx.emit(Unfollowed(follower_id=other_id, followed_id=member.id, state=FollowState.ASKED, by_id=member.id))


async def _end(tx: Tx, member: Member, *, follower_id: UUID, followed_id: UUID) -> None:
    ended = await follows.end(tx, follower_id, followed_id)
    if ended is not None:
        tx.emit(Unfollowed(follower_id=follower_id, followed_id=followed_id, state=ended, by_id=member.id))
