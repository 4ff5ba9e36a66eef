"""How does someone come in at the edge? Throttled, compared off the database's time, and with a new session each time."""

from datetime import timedelta
from uuid import UUID

import msgspec

from exibidos.features.accounts import policy
from exibidos.features.accounts.events import MemberSignedIn
from exibidos.features.accounts.model import Account, Device, Session
from exibidos.features.accounts.service import members
from exibidos.features.accounts.service.passwords import Passwords
from exibidos.features.accounts.service.security import note_failed_sign_in
from exibidos.features.accounts.service.sessions import settle_sessions
from exibidos.features.accounts.store.sessions import Sessions
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Forbidden, Invalid
from exibidos.platform.db import Database
from exibidos.platform.limits import Limits

# PRODUCT §10: 10 in 5 minutes per account and address, 50 per address.
_WINDOW = timedelta(minutes=5)
_TRIES_HERE = 10
_TRIES_FROM_ADDRESS = 50
# Over all addresses, for who has many of them: no more than 100 tries an hour at one account (NIST SP 800-63B §3.2.2, ASVS 4.0.3 §2.2.1).
_TRIES_AT_ACCOUNT, _ACCOUNT_WINDOW = 100, timedelta(hours=1)
# Comparing takes a tenth of a second on each of two processors: 20 in a second is all there is, and half of it shall be left for others.
_TRIES_OF_ALL = 3_000


class Entered(msgspec.Struct, frozen=True, kw_only=True):
    """Someone who is in: who they are, and the token for their cookie."""

    account: Account
    token: str


class Entrance:
    """The way in, with what it needs: the database, the keeper of passwords, sessions, throttles."""

    def __init__(self, database: Database, passwords: Passwords, sessions: Sessions, limits: Limits) -> None:
        self._database = database
        self._passwords = passwords
        self._sessions = sessions
        self._limits = limits

    async def sign_in(self, email: str, password: str, device: Device) -> Entered:
        """Sign someone in who knows the password; raises one Invalid for every reason it may fail, Limited when tried too often."""
        # Canonical: every spelling of an address that reaches the same account spends the same tries.
        account = policy.find_canonical_email(email)
        spend = self._limits.spend
        await spend("accounts.sign_in", f"{account} from {device.address}", at_most=_TRIES_HERE, window=_WINDOW)
        await spend("accounts.sign_in", device.address, at_most=_TRIES_FROM_ADDRESS, window=_WINDOW)
        # What these two have left is not told: it would show a stranger that somebody else, so its owner, has tried with an address lately.
        await spend("accounts.sign_in", account, at_most=_TRIES_AT_ACCOUNT, window=_ACCOUNT_WINDOW, told=False)
        await spend("accounts.sign_in", "all", at_most=_TRIES_OF_ALL, window=_WINDOW, told=False)
        try:
            found = await members.sign_in(self._database, self._passwords, email=email, password=password)
        except Invalid:
            async with self._database.write() as tx:
                await note_failed_sign_in(tx, email, device, at=now())
            raise
        return await self.admit_back(found, device)

    async def prove(self, member_id: UUID, token: str, password: str, device: Device) -> Entered:
        """Let a signed-in member show again, by their password, that it is them; throttled as signing in is."""
        await self._limits.spend(
            "accounts.sign_in", f"{member_id} from {device.address}", at_most=_TRIES_HERE, window=_WINDOW
        )
        await self._limits.spend("accounts.sign_in", device.address, at_most=_TRIES_FROM_ADDRESS, window=_WINDOW)
        return await self.renew(await members.check_again(self._database, self._passwords, member_id, password), token)

    async def renew(self, account: Account, token: str) -> Entered:
        """Give this browser's session a new token, and note that its person has just shown, in whichever way, that it is them.

        The old token ends with it, so that whoever had it has it no more. Forbidden("accounts.sign_in_first") when it had ended before.
        """
        renewed = await self._sessions.renew(token, account, now=now())
        if renewed is None:
            raise Forbidden("accounts.sign_in_first")
        await settle_sessions(self._database, self._sessions, account.id)
        return Entered(account=account, token=renewed)

    async def change_password(self, session: Session, password: str, device: Device) -> Entered:
        """Give the person of this session a new password: everywhere else they are signed out, here they stay."""
        member_id = session.account.id
        async with self._database.read() as tx:
            await members.check_new_password(tx, member_id, password)
        password_hash = await self._passwords.hash(password)
        async with self._database.write() as tx:
            await members.set_password(tx, member_id, password_hash, device, at=now())
        return await self.stay(session)

    async def stay(self, session: Session) -> Entered:
        """Let somebody who has just ended all their sessions stay in this browser: the same session to them, under a new token."""
        async with self._database.read() as tx:
            account = await members.get_account(tx, session.account.id)
        token = await self._sessions.open(account, device=session.device, now=now(), after=session)
        await settle_sessions(self._database, self._sessions, account.id)
        return Entered(account=account, token=token)

    async def leave(self, token: str | None) -> None:
        """End the session of this browser."""
        if token:
            await self._sessions.close(token)

    async def admit_back(self, account: Account, device: Device) -> Entered:
        """Open a session for a member who has shown that it is them, in whichever way, and say so to whoever reacts."""
        async with self._database.write() as tx:
            tx.emit(MemberSignedIn(member_id=account.id, device=device))
        return await self.admit(account, device)

    async def admit(self, account: Account, device: Device) -> Entered:
        """Open a session, with a new id each time.

        `account` may be of before a change that committed meanwhile, such as a new password; settling ends the session then.
        """
        token = await self._sessions.open(account, device=device.name, now=now())
        await settle_sessions(self._database, self._sessions, account.id)
        return Entered(account=account, token=token)
