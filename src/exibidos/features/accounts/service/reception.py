"""How does a stranger become a member at the edge? Throttled, hashed off the database's time, and only for who began it.

A link proves that somebody reads the address, not that they asked for the account: whoever typed it chose the password. So the browser that
joined carries a cookie, and any other is asked for the password of the joining; without one it is this browser or none. A person who opens
a letter that they did not ask for finishes nothing of a stranger's (pre-hijacking), and can end it.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from exibidos.features.accounts import policy
from exibidos.features.accounts.model import Account, Candidate, Device, Joining, JoinMode, JoinRules, Link, LinkPurpose
from exibidos.features.accounts.service import invitations, joinings, members
from exibidos.features.accounts.service.agreements import check_agreed
from exibidos.features.accounts.service.entrance import Entered, Entrance
from exibidos.features.accounts.service.links import read_link, token_of_link, use_link
from exibidos.features.accounts.service.passwords import Passwords
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Invalid
from exibidos.kernel.signing import Signer
from exibidos.platform.db import Database, Tx
from exibidos.platform.limits import Limits

_WINDOW = timedelta(minutes=5)
# Argon2 costs 64 MiB and a tenth of a second; joining from one address more often than this is not a household.
_JOINS_FROM_ADDRESS = 20
# As at the door: the password of one joining may be guessed as rarely as that of an account.
_TRIES_AT_ONE = 10


class Reception:
    """The ways to become a member, with what they need."""

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        limits: Limits,
        signer: Signer,
        entrance: Entrance,
        rules: JoinRules,
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._limits = limits
        self._signer = signer
        self._entrance = entrance
        self.rules = rules

    @property
    def asks_first(self) -> bool:
        """Say whether somebody who joins is a member only later: once their address is proven, or a moderator has said yes."""
        return self.rules.by_mail or self.rules.mode is JoinMode.APPROVAL

    async def begin(
        self,
        joining: Joining,
        password: str | None,
        device: Device,
        *,
        beside: Callable[[Tx], Awaitable[None]] | None = None,
    ) -> UUID:
        """Write down a wish to join and return its id, for the cookie; `beside` writes what else is true if and only if that happens.

        Without a password they make a passkey once they are in (docs/decisions/0019).
        """
        checked, password_hash = await self._checked(joining, password, device)
        async with self._database.write() as tx:
            begun = await joinings.begin_joining(tx, checked, password_hash=password_hash, rules=self.rules, at=now())
            if beside is not None:
                await beside(tx)
        return begun

    async def join(
        self,
        joining: Joining,
        password: str,
        device: Device,
        *,
        beside: Callable[[Tx, Account], Awaitable[None]] | None = None,
    ) -> Entered:
        """Make a member at once and sign them in, where addresses need no proof; `beside` as above."""
        checked, password_hash = await self._checked(joining, password, device)
        async with self._database.write() as tx:
            if self.rules.mode is JoinMode.INVITATION:
                await invitations.use(tx, await invitations.find_usable(tx, checked.code, at=now()), at=now())
            account = await members.join(tx, checked, password_hash=password_hash)
            if beside is not None:
                await beside(tx, account)
        return await self._entrance.admit(account, device)

    async def find_address(self, begun: UUID | None) -> str | None:
        """Return where a browser that began to join asked us to write; the same for every address."""
        if begun is None:
            return None
        async with self._database.read() as tx:
            return await joinings.find_address(tx, begun)

    async def look(self, token: str) -> Candidate:
        """Return whose letter this link came with, and change nothing; raises Invalid("accounts.link_stale")."""
        async with self._database.read() as tx:
            link = await read_link(tx, self._signer, token, LinkPurpose.JOIN, at=now())
            return await joinings.get_candidate(tx, link.about)

    async def confirm(
        self, token: str, device: Device, *, begun: UUID | None, password: str, slug: str | None
    ) -> Entered | str:
        """Sign the new member in, or return the token under which they see how their wish stands.

        `begun` is the joining that this browser began. Raises as `finish_joining`, and Invalid with field "password" for who began it
        elsewhere and does not say its password.
        """
        candidate = await self.look(token)
        await self._check_same(candidate, begun, password)
        async with self._database.write() as tx:
            await use_link(tx, self._signer, token, LinkPurpose.JOIN, at=now())
            finished = await joinings.finish_joining(tx, candidate.id, rules=self.rules, at=now(), slug=slug)
        if isinstance(finished, Link):
            return token_of_link(self._signer, finished)
        return await self._entrance.admit(finished, device)

    async def answer(self, token: str, words: str) -> None:
        """Answer what a moderator asked."""
        candidate = await self.look(token)
        async with self._database.write() as tx:
            await joinings.answer_again(tx, candidate.id, words, at=now())

    async def disown(self, token: str) -> None:
        """End a joining that the reader of its letter did not begin."""
        async with self._database.write() as tx:
            link = await use_link(tx, self._signer, token, LinkPurpose.JOIN, at=now())
            await joinings.end_joining(tx, (await joinings.get_candidate(tx, link.about)).id)

    async def _checked(self, joining: Joining, password: str | None, device: Device) -> tuple[Joining, str | None]:
        checked = members.check(joining, password, club=self.rules.club)
        check_agreed(joining.terms_version, self.rules.edition)
        await self._limits.spend("accounts.join", device.address, at_most=_JOINS_FROM_ADDRESS, window=_WINDOW)
        return checked, None if password is None else await self._passwords.hash(password)

    async def _check_same(self, candidate: Candidate, begun: UUID | None, password: str) -> None:
        if begun == candidate.id:
            return
        if candidate.password_hash is None:
            raise Invalid("accounts.joining_elsewhere")
        await self._limits.spend("accounts.sign_in", f"joining {candidate.id}", at_most=_TRIES_AT_ONE, window=_WINDOW)
        if not await self._passwords.matches(candidate.password_hash, password[: policy.PASSWORD_LONGEST + 1]):
            raise Invalid("accounts.joining_password", field="password")
