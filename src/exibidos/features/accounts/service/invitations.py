"""How does a member bring others in? Invitations: a code with so many uses and an end, made, counted exactly, revoked."""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from exibidos.features.accounts import policy
from exibidos.features.accounts.events import InvitationMade, InvitationRevoked
from exibidos.features.accounts.model import Invitation, InvitationWish, Inviters
from exibidos.features.accounts.store import invitations as store
from exibidos.kernel.actor import Admin, Member, Standing
from exibidos.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import ReadTx, Tx


def may_invite(member: Member, inviters: Inviters) -> bool:
    """Say whether the club lets this member invite: admins always, trusted members where the host says so."""
    return isinstance(member, Admin) or (inviters is Inviters.TRUSTED and member.standing is Standing.TRUSTED)


async def make_invitation(
    tx: Tx, member: Member, wish: InvitationWish, *, inviters: Inviters, at: datetime
) -> Invitation:
    """Make an invitation; raises Forbidden for who may not, Invalid for a wish that breaks a rule, Conflict for who has many open."""
    if not may_invite(member, inviters):
        raise Forbidden("accounts.may_not_invite")
    checked = policy.check_invitation(wish)
    if not await store.lock_inviter(tx, member.id):
        raise Forbidden("accounts.suspended")
    if await store.count_live(tx, member.id, at=at) >= policy.MOST_INVITATIONS:
        raise Conflict("accounts.too_many_invitations", most=policy.MOST_INVITATIONS)
    invitation = Invitation(
        id=new_id(),
        code=policy.code_of(secrets.randbits(policy.CODE_BITS)),
        note=checked.note,
        uses=checked.uses,
        used=0,
        expires_at=at + timedelta(days=checked.days),
        created_by_id=member.id,
        created_at=at,
    )
    await store.insert(tx, invitation)
    tx.emit(InvitationMade(member_id=member.id, invitation_id=invitation.id, uses=checked.uses, days=checked.days))
    return invitation


async def list_invitations(tx: ReadTx, member: Member) -> list[Invitation]:
    """Return a member's own invitations, newest first; an admin's list is of all."""
    return await store.list_by(tx, None if isinstance(member, Admin) else member.id)


async def revoke_invitation(tx: Tx, member: Member, invitation_id: UUID, *, at: datetime) -> None:
    """End an invitation: who has not come in by it does not any more. Raises NotFound unless it is theirs, or they are an admin."""
    if not await store.revoke(tx, invitation_id, None if isinstance(member, Admin) else member.id, at=at):
        raise NotFound("accounts.no_such_invitation")
    tx.emit(InvitationRevoked(member_id=member.id, invitation_id=invitation_id))


async def find_usable(tx: ReadTx, code: str, *, at: datetime) -> UUID:
    """Return the invitation of a code; the one Invalid serves every reason why there is none."""
    found = await store.find_usable(tx, policy.canonical_code(code), at=at)
    if found is None:
        raise Invalid("accounts.invitation_unusable", field="code")
    return found


async def use(tx: Tx, invitation_id: UUID | None, *, at: datetime) -> None:
    """Take one use of an invitation, with the member who comes in by it; raises Conflict when there is none left."""
    if invitation_id is None or not await store.use(tx, invitation_id, at=at):
        raise Conflict("accounts.invitation_used_up")
