"""How does somebody come back who cannot sign in? By a link to their address: to a new password, or straight in.

Whoever asks is told the same, after the same work, whether anybody has that address: only the job that sends the letter looks.
"""

from datetime import datetime, timedelta
from uuid import UUID

from exibidos.features.accounts import policy
from exibidos.features.accounts.events import IdentityUnlinked, PasskeyRemoved, PasswordChanged, SendLink
from exibidos.features.accounts.model import Account, Device, Link, LinkPurpose
from exibidos.features.accounts.service import links
from exibidos.features.accounts.service.entrance import Entered, Entrance
from exibidos.features.accounts.service.passwords import Passwords
from exibidos.features.accounts.store import identities as identity_store
from exibidos.features.accounts.store import links as link_store
from exibidos.features.accounts.store import members as store
from exibidos.features.accounts.store import passkeys as passkey_store
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Invalid
from exibidos.kernel.signing import Signer
from exibidos.platform.db import Database, ReadTx, Tx
from exibidos.platform.limits import Limits

# Links to an address that its reader asked for without being signed in.
BACK = (LinkPurpose.RESET, LinkPurpose.SIGN_IN)
# A household that forgot everything asks for a few; more from one network in an hour is somebody trying addresses.
_ASKED_FROM_ADDRESS, _ASKED_WINDOW = 20, timedelta(hours=1)
# Each asking writes a row that lives an hour. 10 in a second for five minutes is more than any club forgets.
_ASKED_BY_ALL, _ALL_WINDOW = 3_000, timedelta(minutes=5)


class Recovery:
    """The ways back in, with what they need."""

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        limits: Limits,
        signer: Signer,
        entrance: Entrance,
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._limits = limits
        self._signer = signer
        self._entrance = entrance

    async def ask(self, purpose: LinkPurpose, email: str, device: Device, *, locale: str) -> None:
        """Ask for a link to whoever reads an address; raises Invalid only for what is no attempt at an address at all."""
        if "@" not in email:
            raise Invalid("accounts.email_malformed", field="email")
        await self._limits.spend("accounts.letters", device.address, at_most=_ASKED_FROM_ADDRESS, window=_ASKED_WINDOW)
        await self._limits.spend("accounts.all_letters", "all", at_most=_ASKED_BY_ALL, window=_ALL_WINDOW, told=False)
        async with self._database.write() as tx:
            link = await links.make_link(tx, purpose, email=policy.find_canonical_email(email), at=now(), locale=locale)
            tx.enqueue(SendLink(link_id=link.id))

    async def look(self, token: str, purpose: LinkPurpose) -> Account:
        """Return whom a link lets in, and leave it open; raises Invalid("accounts.link_stale")."""
        async with self._database.read() as tx:
            link = await links.read_link(tx, self._signer, token, purpose, at=now())
            return await _whose(tx, link)

    async def reset(self, token: str, password: str, device: Device) -> None:
        """Give a member the password they chose, and end whatever let anybody in with the old one.

        Sessions, tokens and open links end by what follows from a new password (app/reactions.py): whoever asks for one may have lost the
        old one to somebody. It signs nobody in. What was there before their address was proven may be a stranger's way in, and goes
        (docs/decisions/0018).
        """
        async with self._database.read() as tx:
            link = await links.read_link(tx, self._signer, token, LinkPurpose.RESET, at=now())
            account = await _whose(tx, link)
        policy.check_password(password, email=link.email, slug=account.slug)
        password_hash = await self._passwords.hash(password)
        async with self._database.write() as tx:
            at = now()
            await store.lock_addressee(tx, account.id)
            account = await _whose(tx, await links.use_link(tx, self._signer, token, LinkPurpose.RESET, at=at))
            await store.update_password(tx, account.id, password_hash)
            await _end_elder_ways(tx, account.id, device)
            tx.emit(PasswordChanged(member_id=account.id, device=device, by_link=True))

    async def sign_in(self, token: str, device: Device) -> Entered:
        """Let a member in by the link that was mailed to them; a second factor is still owed where there is one."""
        async with self._database.write() as tx:
            link = await links.use_link(tx, self._signer, token, LinkPurpose.SIGN_IN, at=now())
            account = await _whose(tx, link)
        return await self._entrance.admit_back(account, device)


async def end_links(tx: Tx, member_id: UUID, *, at: datetime) -> None:
    """End a member's open links: ways back in, and a change of address that whoever knew the old password may have asked for."""
    reader = await store.lock_addressee(tx, member_id)
    if reader is not None:
        await link_store.end_of_address(tx, policy.canonical_email(reader.email), BACK, at=at)
    for purpose in (LinkPurpose.EMAIL, LinkPurpose.KEEP):
        await link_store.end_of_member(tx, member_id, purpose, at=at)


async def find_back(tx: ReadTx, email_canonical: str) -> Account | None:
    """Return who may come back by a letter to this address: a member who has proven it, and is not suspended.

    Never one who has not: somebody may have joined with an address that is not theirs, and waits for its owner to come in.
    """
    found = await store.find_credentials(tx, email_canonical)
    if found is None or not found.account.verified or found.account.suspended:
        return None
    return found.account


async def _end_elder_ways(tx: Tx, member_id: UUID, device: Device) -> None:
    """Take away the ways in that are older than the proof of the address; after a new password none of them is the last."""
    for gone in await identity_store.delete_before_proof(tx, member_id):
        tx.emit(IdentityUnlinked(member_id=member_id, identity_id=gone.id, issuer=gone.issuer))
    for passkey_id in await passkey_store.delete_before_proof(tx, member_id):
        tx.emit(PasskeyRemoved(member_id=member_id, passkey_id=passkey_id, device=device))


async def _whose(tx: ReadTx, link: Link) -> Account:
    account = await find_back(tx, link.email)
    if account is None:
        raise Invalid("accounts.link_stale")
    return account
