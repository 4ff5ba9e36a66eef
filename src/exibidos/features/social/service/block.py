"""How does somebody keep another out? Neither is there for the other, and nothing tells who decided it."""

from uuid import UUID

from exibidos.features.social import policy
from exibidos.features.social.events import Blocked, Unblocked
from exibidos.features.social.store import blocks
from exibidos.kernel.actor import Member
from exibidos.platform.db import Tx


async def block(tx: Tx, member: Member, other_id: UUID) -> None:
    """Block somebody; following and requests between the two end in the same statement. Again, it is as it was."""
    policy.check_may_block(member, other_id)
    await blocks.lock_pair(tx, member.id, other_id)
    if await blocks.block(tx, member.id, other_id):
        tx.emit(Blocked(member_id=member.id, blocked_id=other_id))


async def unblock(tx: Tx, member: Member, other_id: UUID) -> None:
    """Take one's own block back; what was followed before stays ended. Without a block, nothing happens."""
    if await blocks.unblock(tx, member.id, other_id):
        tx.emit(Unblocked(member_id=member.id, blocked_id=other_id))
