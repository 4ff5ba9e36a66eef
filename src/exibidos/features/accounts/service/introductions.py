"""How does somebody come in whom a provider vouches for? Sent away on an errand, heard when the same browser is back, once, in time."""

import hashlib
import hmac
import secrets
from datetime import timedelta
from uuid import UUID

import msgspec

from exibidos.features.accounts.model import Account, Device, Joining, JoinRules, Link
from exibidos.features.accounts.service import identities, joinings, members
from exibidos.features.accounts.service.agreements import check_agreed
from exibidos.features.accounts.service.entrance import Entered, Entrance
from exibidos.features.accounts.store import identities as store
from exibidos.features.accounts.store.challenges import Challenges
from exibidos.kernel.actor import Proven
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Conflict, Forbidden, Invalid
from exibidos.platform.db import Database, Tx
from exibidos.platform.limits import Limits
from exibidos.platform.oauth import CANCELLED, Errand, Providers, Returned, Vouched

CALLBACK = "/sign-in/with/{name}/callback"
_ERRAND, _GUEST = "errand", "introduced"
# Each asks a provider something, keeps something for ten minutes, or makes an account. As many as tries with a password (PRODUCT §10).
_ERRANDS_FROM_ADDRESS = 50
_WINDOW = timedelta(minutes=5)
_SECRET_BYTES = 32
_STALE = "oauth.stale"


class Away(msgspec.Struct, frozen=True, kw_only=True):
    """An errand that a browser is on: to whom, where its person wants to go afterwards, and which member wants to be linked, if any."""

    provider: str
    browser: str
    nonce: str
    verifier: str
    target: str
    member_id: UUID | None = None


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who was vouched for and is no member yet."""

    provider: str
    browser: str
    who: Vouched
    target: str


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A wish to join that was written down; `waiting` is the link under which they see how it stands, None while a letter is on its way."""

    joining_id: UUID
    waiting: Link | None


class Introductions:
    """What stands between the providers and the entrance."""

    def __init__(
        self,
        providers: Providers,
        database: Database,
        challenges: Challenges,
        limits: Limits,
        entrance: Entrance,
        rules: JoinRules,
        url: str,
    ) -> None:
        """`url` is the club's own address, where browsers are sent back to."""
        self._providers = providers
        self._database = database
        self._challenges = challenges
        self._limits = limits
        self._entrance = entrance
        self._rules = rules
        self._url = url.rstrip("/")

    async def send(self, name: str, browser: str, device: Device, *, target: str, linking: Proven | None = None) -> str:
        """Return where this browser goes to ask a provider; `linking` is who wants to come in that way from then on.

        Raises NotFound for an unknown provider, Unavailable for one that does not answer.
        """
        provider = self._providers.get(name)
        await self._spend(device)
        away = Away(
            provider=name,
            browser=_hashed(browser),
            nonce=secrets.token_urlsafe(_SECRET_BYTES),
            verifier=secrets.token_urlsafe(_SECRET_BYTES),
            target=target,
            member_id=None if linking is None else linking.id,
        )
        return await provider.address(self._errand(away, await self._challenges.put(_ERRAND, away)))

    async def back(self, name: str, browser: str, state: str) -> Away:
        """Return the errand that this browser is back from, which nobody can be back from again; raises Invalid("oauth.stale")."""
        away = await self._challenges.take(_ERRAND, state, Away)
        if away is None or away.provider != name or not _same(away.browser, browser):
            raise Invalid(_STALE)
        return away

    async def hear(self, away: Away, *, code: str, issuer: str | None, error: str) -> Vouched:
        """Return whom the provider vouches for; raises Forbidden("oauth.cancelled" | "oauth.refused") or Unavailable("oauth.away")."""
        if error or not code:
            raise Forbidden("oauth.cancelled" if error == CANCELLED else "oauth.refused")
        provider = self._providers.get(away.provider)
        # The state has done its work: what is left to show are the nonce and the verifier.
        return await provider.identify(self._errand(away, ""), Returned(code=code, issuer=issuer))

    async def admit(self, who: Vouched, device: Device) -> Entered | None:
        """Let in whose identity this is; None when it is nobody's yet. Raises Forbidden("accounts.suspended")."""
        async with self._database.write() as tx:
            account = await identities.meet(tx, who, at=now())
        return None if account is None else await self._entrance.admit_back(account, device)

    async def link(self, away: Away, who: Vouched, member_id: UUID | None) -> None:
        """Link an identity to the member who asked for it and is still there; raises Invalid("oauth.stale") for any other."""
        if away.member_id is None or away.member_id != member_id:
            raise Invalid(_STALE)
        async with self._database.write() as tx:
            await identities.link(tx, away.member_id, who)

    async def check_free(self, who: Vouched) -> None:
        """Refuse, with Conflict("oauth.known"), to make a second account of an address that has one.

        Never merged: whoever opened that account may be another, so they show first that it is theirs. It is told only of a proven address,
        to somebody who reads it; who merely claims one learns nothing (`join` sends a letter there).
        """
        if not who.email_proven:
            return
        async with self._database.read() as tx:
            if await members.has_address(tx, who.email):
                raise Conflict("oauth.known")

    async def find_waiting(self, who: Vouched) -> Begun | None:
        """Return the wish to join of who comes back before they are a member, with a link to how it stands; None when there is none.

        Only one whose address is proven: a link to any other would be that proof.
        """
        async with self._database.write() as tx:
            found = await store.find_waiting(tx, who)
            if found is None:
                return None
            link = await joinings.make_quiet_link(tx, found, at=now())
        return Begun(joining_id=found, waiting=link)

    async def keep(self, away: Away, who: Vouched) -> str:
        """Keep somebody who is no member yet until they have said the rest, and return the token that finds them."""
        guest = Guest(provider=away.provider, browser=away.browser, who=who, target=away.target)
        return await self._challenges.put(_GUEST, guest)

    async def recall(self, ticket: str, browser: str) -> Guest:
        """Return who is joining in this browser; raises Invalid("oauth.stale")."""
        guest = await self._challenges.look(_GUEST, ticket, Guest)
        if guest is None or not _same(guest.browser, browser):
            raise Invalid(_STALE)
        return guest

    async def join(self, ticket: str, guest: Guest, joining: Joining, device: Device) -> Entered | Begun:
        """Make a member of somebody who was vouched for, without a password, and let them in; who is one already is let in.

        The ticket that found them ends with it: it stands in the history of a browser, which the next person may sit at.
        An address counts as proven only as the provider gave it, and only if the host trusts that provider with addresses. Any other gets
        our own letter, whatever the club's rules, and until it is answered there is nobody. Raises as `begin_joining` and `finish_joining`.
        """
        checked = members.check(joining, None, club=self._rules.club)
        check_agreed(joining.terms_version, self._rules.edition)
        await self._spend(device)
        try:
            async with self._database.write() as tx:
                begun = await self._begin(tx, checked, guest.who)
        except Conflict:
            # The same person in another tab, a moment ago: what stands in the way is themselves.
            came: Entered | Begun | None = await self.admit(guest.who, device)
            if came is None:
                raise
        else:
            came = begun if isinstance(begun, Begun) else await self._entrance.admit(begun, device)
        await self._challenges.take(_GUEST, ticket, Guest)
        return came

    async def _begin(self, tx: Tx, checked: Joining, who: Vouched) -> Account | Begun:
        proven = who.email_proven and checked.email == who.email
        at, rules = now(), self._rules
        joining_id = await joinings.begin_joining(
            tx, checked, password_hash=None, rules=rules, at=at, letter=not proven
        )
        await store.pledge(tx, joining_id, who)
        if not proven:
            return Begun(joining_id=joining_id, waiting=None)
        finished = await joinings.finish_joining(tx, joining_id, rules=rules, at=at)
        return Begun(joining_id=joining_id, waiting=finished) if isinstance(finished, Link) else finished

    async def _spend(self, device: Device) -> None:
        await self._limits.spend("accounts.errands", device.address, at_most=_ERRANDS_FROM_ADDRESS, window=_WINDOW)

    def _errand(self, away: Away, state: str) -> Errand:
        callback = self._url + CALLBACK.format(name=away.provider)
        return Errand(state=state, nonce=away.nonce, verifier=away.verifier, redirect_uri=callback)


def _hashed(browser: str) -> str:
    return hashlib.sha256(browser.encode()).hexdigest()


def _same(kept: str, browser: str) -> bool:
    return hmac.compare_digest(kept, _hashed(browser))
