"""How does someone come in at the edge? Throttled, compared off the database's time, and with a new session each time."""

from datetime import timedelta
from uuid import UUID

import msgspec

from exibidos.features.accounts import policy
from exibidos.features.accounts.events import MemberSignedIn, SessionsEnded
from exibidos.features.accounts.model import Account, Device, HalfIn, Owes, Session
from exibidos.features.accounts.service import members
from exibidos.features.accounts.service.codes import Codes
from exibidos.features.accounts.service.departure import reactivate
from exibidos.features.accounts.service.passwords import Passwords
from exibidos.features.accounts.service.security import note_failed_sign_in
from exibidos.features.accounts.service.sessions import settle_sessions
from exibidos.features.accounts.store.challenges import Challenges
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
_HALF_IN, _STALE = "half_in", "accounts.half_in_stale"


class Entered(msgspec.Struct, frozen=True, kw_only=True):
    """Someone who is in: who they are, and the token for their cookie. Or half in, who owes something first: the token is for that."""

    account: Account
    token: str
    owes: Owes | None = None


class Entrance:
    """The ways in, with what they need: the database, passwords, codes, sessions, challenges, throttles."""

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        codes: Codes,
        sessions: Sessions,
        challenges: Challenges,
        limits: Limits,
    ) -> None:
        self._database = database
        self._codes = codes
        self._challenges = challenges
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

    async def prove(self, member_id: UUID, token: str, password: str, device: Device, *, code: str = "") -> Entered:
        """Let a signed-in member show again that it is them, by what signing in asks: their password, and a code where they have set it up.

        Throttled as signing in is.
        """
        await self._limits.spend(
            "accounts.sign_in", f"{member_id} from {device.address}", at_most=_TRIES_HERE, window=_WINDOW
        )
        await self._limits.spend("accounts.sign_in", device.address, at_most=_TRIES_FROM_ADDRESS, window=_WINDOW)
        account = await members.check_again(self._database, self._passwords, member_id, password)
        if await self._asks_code(member_id):
            await self._codes.check(member_id, code, device, at=now())
        return await self.renew(account, token)

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

    async def end_session(self, member_id: UUID, session_id: UUID, device: Device) -> None:
        """End one of a member's sessions, by its id; what is no session of theirs, or has ended, is not there to be ended."""
        await self._note_end(member_id, await self._sessions.close_one(member_id, session_id), device)

    async def end_others(self, session: Session, device: Device) -> None:
        """Sign the person of this session out everywhere but here."""
        member_id = session.account.id
        await self._note_end(member_id, await self._sessions.close_others(member_id, session.id), device)

    async def end_all(self, member_id: UUID, device: Device) -> None:
        """Sign a member out everywhere."""
        await self._note_end(member_id, await self._sessions.close_all(member_id), device)

    async def _note_end(self, member_id: UUID, ended: int, device: Device) -> None:
        """Note it after the fact: should Postgres be away, people are out all the same, which is what they asked for."""
        if ended:
            async with self._database.write() as tx:
                tx.emit(SessionsEnded(member_id=member_id, ended=ended, device=device))

    async def admit_back(self, account: Account, device: Device, *, verified: bool = False) -> Entered:
        """Let in a member who has shown that it is them, in whichever way, or say what they still owe.

        `verified` says that the way itself had two factors, as a passkey has whose device asked for a finger or a number.
        """
        if not verified and await self._asks_code(account.id):
            return await self._let_half_in(account, Owes.CODE)
        return await self._let_on(account, device)

    async def answer(self, half_in: str, code: str, device: Device) -> Entered:
        """Let in who is half in and brings the code that they owe; a wrong one may be followed by another for ten minutes."""
        account = await self._half_in(half_in, Owes.CODE)
        await self._codes.check(account.id, code, device, at=now())
        await self._end_half_in(half_in)
        return await self._let_on(account, device)

    async def come_back(self, half_in: str, device: Device) -> Entered:
        """Let in who had gone quiet and says that they want to be back."""
        account = await self._half_in(half_in, Owes.RETURN)
        await self._end_half_in(half_in)
        async with self._database.write() as tx:
            account = await reactivate(tx, account.id, device)
        return await self._let_on(account, device)

    async def owed_by(self, half_in: str) -> Owes:
        """Return what somebody owes who is half in; raises Invalid("accounts.half_in_stale") when that is over."""
        return (await self._asked(half_in)).owes

    async def _asked(self, half_in: str) -> HalfIn:
        found = await self._challenges.look(_HALF_IN, half_in, HalfIn)
        if found is None:
            raise Invalid(_STALE)
        return found

    async def _half_in(self, half_in: str, owes: Owes) -> Account:
        """Return whose account it is, with the facts of this moment; what ended all sessions meanwhile ended this too."""
        asked = await self._asked(half_in)
        async with self._database.read() as tx:
            account = await members.find_account(tx, asked.member_id)
        if asked.owes is not owes or account is None or account.suspended or account.epoch != asked.epoch:
            raise Invalid(_STALE)
        return account

    async def _end_half_in(self, half_in: str) -> None:
        """Use the challenge up: of two who answer it at once, one comes in."""
        if await self._challenges.take(_HALF_IN, half_in, HalfIn) is None:
            raise Invalid(_STALE)

    async def _let_half_in(self, account: Account, owes: Owes) -> Entered:
        half = HalfIn(member_id=account.id, epoch=account.epoch, owes=owes)
        return Entered(account=account, token=await self._challenges.put(_HALF_IN, half), owes=owes)

    async def _let_on(self, account: Account, device: Device) -> Entered:
        if account.deactivated:
            return await self._let_half_in(account, Owes.RETURN)
        async with self._database.write() as tx:
            tx.emit(MemberSignedIn(member_id=account.id, device=device))
        return await self.admit(account, device)

    async def _asks_code(self, member_id: UUID) -> bool:
        async with self._database.read() as tx:
            return await self._codes.find(tx, member_id) is not None

    async def admit(self, account: Account, device: Device) -> Entered:
        """Open a session, with a new id each time.

        `account` may be of before a change that committed meanwhile, such as a new password; settling ends the session then.
        """
        token = await self._sessions.open(account, device=device.name, now=now())
        await settle_sessions(self._database, self._sessions, account.id)
        return Entered(account=account, token=token)
