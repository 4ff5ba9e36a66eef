"""With which accounts elsewhere may a member come in? Linked, listed, unlinked; an identity is (issuer, subject), never an e-mail."""

from datetime import datetime
from uuid import UUID

from exibidos.features.accounts import policy
from exibidos.features.accounts.events import IdentityLinked, IdentityUnlinked
from exibidos.features.accounts.model import Account, Identity
from exibidos.features.accounts.service import members
from exibidos.features.accounts.store import identities as store
from exibidos.features.accounts.store import members as people
from exibidos.kernel.actor import Member, Proven
from exibidos.kernel.errors import Conflict, Forbidden, NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import ReadTx, Tx
from exibidos.platform.oauth import Vouched


async def meet(tx: Tx, who: Vouched, *, at: datetime) -> Account | None:
    """Return whose identity this is, with the facts of this moment; None when nobody's. Raises Forbidden("accounts.suspended")."""
    member_id = await store.meet(tx, who, at=at)
    account = None if member_id is None else await people.find_account(tx, member_id)
    if account is not None and account.suspended:
        raise Forbidden("accounts.suspended")
    return account


async def link(tx: Tx, member_id: UUID, who: Vouched, *, joined: bool = False) -> None:
    """Let a member come in as who was vouched for; linking again is linking once.

    Raises Conflict when the identity is somebody else's, whose is not said, or when the member has as many as one may have.
    """
    await members.count_ways_in(tx, member_id)  # holds their row: of two at once the second one counts after the first
    owner = await store.find_owner(tx, who)
    if owner == member_id:
        return
    if len(await store.list_of_member(tx, member_id)) >= policy.MOST_IDENTITIES:
        raise Conflict("accounts.too_many_identities", most=policy.MOST_IDENTITIES)
    identity_id = new_id()
    if owner is not None or not await store.insert(tx, identity_id, member_id, who):
        raise Conflict("accounts.identity_taken")
    tx.emit(IdentityLinked(member_id=member_id, identity_id=identity_id, issuer=who.issuer, joined=joined))


async def adopt(tx: Tx, joining_id: UUID, member_id: UUID) -> None:
    """Let a new member come in as whom a provider vouched for when they asked to join, if one did; raises as `link`."""
    who = await store.find_pledged(tx, joining_id)
    if who is not None:
        await link(tx, member_id, who, joined=True)


async def list_identities(tx: ReadTx, member: Member) -> list[Identity]:
    """Return a member's identities elsewhere, oldest first."""
    return await store.list_of_member(tx, member.id)


async def unlink_identity(tx: Tx, member: Proven, identity_id: UUID) -> None:
    """Take an identity away from its member; raises NotFound unless it is theirs, Conflict when it is their last way in."""
    ways = await members.count_ways_in(tx, member.id)
    issuer = await store.delete(tx, member.id, identity_id)
    if issuer is None:
        raise NotFound("accounts.no_such_identity")
    policy.check_may_remove_way_in(ways)
    tx.emit(IdentityUnlinked(member_id=member.id, identity_id=identity_id, issuer=issuer))
