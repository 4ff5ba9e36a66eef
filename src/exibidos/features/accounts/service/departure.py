"""How does a member go quiet, and come back? Everything of theirs vanishes as if it had never been, and returns as it was."""

from datetime import datetime
from uuid import UUID

from exibidos.features.accounts.events import MemberDeactivated, MemberReturned
from exibidos.features.accounts.model import Account, Device
from exibidos.features.accounts.service.members import get_account
from exibidos.features.accounts.service.sessions import end_sessions
from exibidos.features.accounts.store import members as store
from exibidos.kernel.actor import Member
from exibidos.platform.db import Tx


async def deactivate(tx: Tx, member: Member, device: Device, *, at: datetime) -> None:
    """Let a member's account rest: their photos and profile are absent for everybody, sessions and tokens end. Nothing is deleted."""
    if await store.deactivate(tx, member.id, at=at):
        await end_sessions(tx, member.id, at=at)
        tx.emit(MemberDeactivated(member_id=member.id, device=device))


async def reactivate(tx: Tx, member_id: UUID, device: Device) -> Account:
    """Let a member be back, and return their account; tokens stay ended."""
    if await store.reactivate(tx, member_id):
        tx.emit(MemberReturned(member_id=member_id, device=device))
    return await get_account(tx, member_id)
