"""How does a member get another address? By a link to the new one; the present one stays until then, is told, and can say no."""

from datetime import datetime
from uuid import UUID

from exibidos.features.accounts import policy
from exibidos.features.accounts.events import EmailChangeAsked, EmailChanged, EmailKept, SendLink
from exibidos.features.accounts.model import Addressee, Device, Link, LinkPurpose
from exibidos.features.accounts.service import links
from exibidos.features.accounts.service.recovery import BACK, find_back
from exibidos.features.accounts.service.sessions import end_sessions, tell_sessions
from exibidos.features.accounts.store import links as link_store
from exibidos.features.accounts.store import members as store
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from exibidos.kernel.signing import Signer
from exibidos.platform.db import ReadTx, Tx

_STALE = "accounts.link_stale"


async def find_reader(tx: ReadTx, link: Link) -> Addressee | None:
    """Return whom the letter of a link greets and where it goes; None when it is for nobody."""
    if link.member_id is None:
        account = await find_back(tx, link.email)
        return None if account is None else await store.find_addressee(tx, account.id)
    if link.purpose is LinkPurpose.EMAIL and await store.is_email_taken(tx, policy.canonical_email(link.email)):
        return None  # whoever asked is not told; whose address it is has nothing to confirm
    return await store.find_addressee(tx, link.member_id)


async def ask_email_change(tx: Tx, member: Member, email: str, *, at: datetime, device: Device, locale: str) -> None:
    """Ask for a link to a new address, and tell the present one. Says nothing of whether anybody has the new one already.

    A newer change ends the older. Raises Invalid for what is no address, or the present one.
    """
    canonical = policy.canonical_email(email)
    present = await store.lock_addressee(tx, member.id)
    if present is None:
        raise Forbidden("accounts.suspended")
    if policy.canonical_email(present.email) == canonical:
        raise Invalid("accounts.email_same", field="email")
    change = await links.make_link(
        tx, LinkPurpose.EMAIL, email=email.strip(), member_id=member.id, at=at, locale=locale
    )
    refusal = await links.make_link(
        tx, LinkPurpose.KEEP, email=present.email, member_id=member.id, about=change.id, at=at, locale=locale
    )
    for link in (change, refusal):
        tx.enqueue(SendLink(link_id=link.id))
    tx.emit(EmailChangeAsked(member_id=member.id, device=device))


async def get_email(tx: ReadTx, member: Member) -> str:
    """Return a member's own address; raises NotFound when they are gone."""
    reader = await store.find_addressee(tx, member.id)
    if reader is None:
        raise NotFound("accounts.no_such_member")
    return reader.email


async def find_email_change(tx: ReadTx, member: Member, *, at: datetime) -> Link | None:
    """Return the change that waits for its confirmation."""
    return await link_store.find_of_member(tx, member.id, LinkPurpose.EMAIL, at=at)


async def read_email_change(tx: ReadTx, signer: Signer, member: Member, token: str, *, at: datetime) -> Link:
    """Return a change of this member's own, and leave it open; raises Invalid("accounts.link_stale") for anybody else's."""
    return _own(await links.read_link(tx, signer, token, LinkPurpose.EMAIL, at=at), member)


async def confirm_email_change(
    tx: Tx, signer: Signer, member: Member, token: str, *, at: datetime, device: Device
) -> None:
    """Let a member have the address whose reader this is. Raises Conflict when somebody else has it by now.

    Only the member themselves, signed in: a stranger's change that the owner of an address is led to confirm would hand them the
    stranger's account, whose ways in the stranger keeps.
    """
    before = await store.lock_addressee(tx, member.id)
    link = _own(await links.use_link(tx, signer, token, LinkPurpose.EMAIL, at=at), member)
    if before is None:
        raise Invalid(_STALE)
    if not await store.update_email(tx, member.id, link.email, policy.canonical_email(link.email), at=at):
        raise Conflict("accounts.email_taken", field="email")
    told = await link_store.find_about(tx, member.id, link.id)
    await link_store.end_of_address(tx, policy.canonical_email(before.email), BACK, at=at)
    await drop_email_change(tx, member, at=at)
    # Whoever else is in came in while the way back led elsewhere. Tokens stay: they are listed, and lead to no address.
    await store.raise_epoch(tx, member.id)
    tell_sessions(tx, member.id)
    tx.emit(EmailChanged(member_id=member.id, device=device, told=told))


async def drop_email_change(tx: Tx, member: Member, *, at: datetime) -> None:
    """End a change that its member no longer wants."""
    await link_store.end_of_member(tx, member.id, LinkPurpose.EMAIL, at=at)
    await link_store.end_of_member(tx, member.id, LinkPurpose.KEEP, at=at)


async def refuse_email_change(tx: Tx, signer: Signer, token: str, *, at: datetime, device: Device) -> None:
    """Keep the present address, as its reader says, and end every session and token: somebody else has come in and asked for another."""
    member_id = _of_member(await links.read_link(tx, signer, token, LinkPurpose.KEEP, at=at))
    await store.lock_addressee(tx, member_id)
    await links.use_link(tx, signer, token, LinkPurpose.KEEP, at=at)
    await link_store.end_of_member(tx, member_id, LinkPurpose.EMAIL, at=at)
    await end_sessions(tx, member_id, at=at)
    tx.emit(EmailKept(member_id=member_id, device=device))


def _of_member(link: Link) -> UUID:
    if link.member_id is None:
        raise Invalid(_STALE)
    return link.member_id


def _own(link: Link, member: Member) -> Link:
    if link.member_id != member.id:
        raise Invalid(_STALE)
    return link
