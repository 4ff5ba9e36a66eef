"""How does a member come in with a passkey, a key that their device shows at a finger, a face or a PIN? Added, used, named, removed."""

import hashlib
import secrets
from datetime import timedelta
from uuid import UUID

import msgspec

from exibidos.features.accounts import policy
from exibidos.features.accounts.events import PasskeyAdded, PasskeyDoubted, PasskeyRemoved
from exibidos.features.accounts.model import Account, Device, Passkey
from exibidos.features.accounts.service import ceremony, members
from exibidos.features.accounts.service.ceremony import Credential, RelyingParty
from exibidos.features.accounts.service.entrance import Entered, Entrance
from exibidos.features.accounts.store import passkeys as store
from exibidos.features.accounts.store import tokens
from exibidos.features.accounts.store.challenges import Challenges
from exibidos.kernel.actor import Member
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Database, ReadTx, Tx
from exibidos.platform.limits import Limits

_HANDLE_BYTES = 32
_ADD, _SIGN_IN, _PROVE = "passkey.add", "passkey.sign_in", "passkey.prove"
# As often as passwords from one address (PRODUCT §10), though nobody guesses a signature: each answer costs a transaction.
_WINDOW, _TRIES_FROM_ADDRESS = timedelta(minutes=5), 50
_REFUSED, _STALE = "accounts.passkey_refused", "accounts.passkey_stale"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a challenge was put to: the browser or session that holds this secret, and the member, where it is known who it shall be."""

    held_by: str
    member_id: UUID | None = None


class Passkeys:
    """The questions to passkeys and their answers, with what they need: the club's name, challenges, the entrance."""

    def __init__(
        self, database: Database, challenges: Challenges, limits: Limits, entrance: Entrance, party: RelyingParty
    ) -> None:
        self._database = database
        self._challenges = challenges
        self._limits = limits
        self._entrance = entrance
        self.party = party

    async def ask_to_add(self, member: Member, session: str) -> bytes:
        """Return what this session's browser needs to make a passkey for a member, as JSON; raises Conflict when they have enough."""
        self._check_possible()
        async with self._database.write() as tx:
            handle = await store.keep_handle(tx, member.id, secrets.token_bytes(_HANDLE_BYTES))
            known = await store.list_of(tx, member.id)
        _check_room(len(known))
        challenge = await self._put(_ADD, session, member.id)
        return ceremony.ask_for_new(
            self.party, challenge, handle=handle, slug=member.slug, name=member.display_name, known=known
        )

    async def add(
        self, tx: Tx, member: Member, session: str, credential: Credential, name: str, device: Device
    ) -> Passkey:
        """Keep a passkey that the member's device made when this session asked for it.

        Raises Invalid for an answer that is late, another's, or unsound; Conflict when somebody has this passkey, or they have enough.
        """
        checked = policy.check_passkey_name(name)
        challenge = await self._take(_ADD, session, credential, member.id)
        made = ceremony.check_new(self.party, credential, challenge)
        if not await tokens.lock_owner(tx, member.id):
            raise Forbidden("accounts.suspended")
        _check_room(await store.count_of(tx, member.id))
        passkey = Passkey(
            id=new_id(),
            name=checked,
            credential_id=made.credential_id,
            transports=made.transports,
            backup_eligible=made.backup_eligible,
            backed_up=made.backed_up,
            created_at=now(),
            last_used_at=None,
        )
        if not await store.insert(tx, passkey.id, member.id, checked, made, at=passkey.created_at):
            raise Conflict("accounts.passkey_known")
        tx.emit(PasskeyAdded(member_id=member.id, passkey_id=passkey.id, device=device))
        return passkey

    async def ask_to_sign_in(self, browser: str) -> bytes:
        """Return what a browser needs to show any passkey that it has for the club, as JSON. It says nothing about who is a member."""
        self._check_possible()
        return ceremony.ask_for_known(self.party, await self._put(_SIGN_IN, browser))

    async def sign_in(self, browser: str, credential: Credential, device: Device) -> Entered:
        """Let in whose passkey answers the question that was put to this browser; one Invalid serves every reason why not."""
        await self._limits.spend("accounts.passkey", device.address, at_most=_TRIES_FROM_ADDRESS, window=_WINDOW)
        challenge = await self._take(_SIGN_IN, browser, credential)
        return await self._entrance.admit_back(await self._recognise(credential, challenge), device, verified=True)

    async def ask_to_prove(self, member: Member, session: str) -> bytes:
        """Return what this session's browser needs to show one of a member's passkeys, as JSON."""
        self._check_possible()
        async with self._database.read() as tx:
            among = await store.list_of(tx, member.id)
        if not among:
            raise Conflict("accounts.no_passkeys")
        return ceremony.ask_for_known(self.party, await self._put(_PROVE, session, member.id), among=among)

    async def prove(self, member: Member, session: str, credential: Credential) -> Entered:
        """Let a signed-in member show again, by a passkey of theirs that answers this session's question, that it is them."""
        challenge = await self._take(_PROVE, session, credential, member.id)
        return await self._entrance.renew(await self._recognise(credential, challenge, member.id), session)

    async def _recognise(self, credential: Credential, challenge: str, member_id: UUID | None = None) -> Account:
        async with self._database.write() as tx:
            account = await _answering(tx, self.party, credential, challenge, member_id)
        if account is None:  # said after the commit, which keeps the doubt
            raise Invalid(_REFUSED)
        return account

    async def _put(self, kind: str, secret: str, member_id: UUID | None = None) -> str:
        return await self._challenges.put(kind, Asked(held_by=_hashed(secret), member_id=member_id))

    async def _take(self, kind: str, secret: str, credential: Credential, member_id: UUID | None = None) -> str:
        """Use a challenge up and return it; Invalid when it was used, is too old, or was put to another browser, session or member."""
        challenge = ceremony.challenge_of(credential)
        asked = await self._challenges.take(kind, challenge, Asked)
        if asked != Asked(held_by=_hashed(secret), member_id=member_id):
            raise Invalid(_STALE)
        return challenge

    def _check_possible(self) -> None:
        if not self.party.possible:
            raise Conflict("accounts.passkeys_impossible")


async def list_passkeys(tx: ReadTx, member: Member) -> list[Passkey]:
    """Return a member's passkeys, newest first."""
    return await store.list_of(tx, member.id)


async def rename_passkey(tx: Tx, member: Member, passkey_id: UUID, name: str) -> Passkey:
    """Call a passkey something else; raises NotFound unless it is theirs."""
    renamed = await store.rename(tx, member.id, passkey_id, policy.check_passkey_name(name))
    if renamed is None:
        raise NotFound("accounts.no_such_passkey")
    return renamed


async def remove_passkey(tx: Tx, member: Member, passkey_id: UUID, device: Device) -> None:
    """Let a passkey open nothing any more; raises NotFound unless it is theirs, Conflict when it is their last way in."""
    ways = await members.count_ways_in(tx, member.id)
    if not await store.delete(tx, member.id, passkey_id):
        raise NotFound("accounts.no_such_passkey")
    policy.check_may_remove_way_in(ways)
    tx.emit(PasskeyRemoved(member_id=member.id, passkey_id=passkey_id, device=device))


async def _answering(
    tx: Tx, party: RelyingParty, credential: Credential, challenge: str, member_id: UUID | None
) -> Account | None:
    """Return the account whose passkey answers soundly; None when its counter fell back, which is noted. Raises Invalid otherwise."""
    known = await store.lock_keyed(tx, ceremony.id_of(credential))
    if known is None or member_id not in {None, known.id}:
        raise Invalid(_REFUSED)
    said = ceremony.check_known(party, credential, challenge, known.public_key)
    # A device that was asked for any passkey says whose it shows (WebAuthn level 3 §7.2, 6); one that was asked for some need not.
    handle = ceremony.handle_of(credential)
    if known.suspended or (handle != known.handle and (handle or member_id is None)):
        raise Invalid(_REFUSED)
    if not policy.counts_on(known.sign_count, said.sign_count):
        tx.emit(PasskeyDoubted(member_id=known.id, passkey_id=known.passkey_id))
        return None
    await store.note_use(
        tx,
        known.passkey_id,
        sign_count=said.sign_count,
        backup_eligible=said.backup_eligible,
        backed_up=said.backed_up,
        at=now(),
    )
    return known.account()


def _check_room(has: int) -> None:
    if has >= policy.MOST_PASSKEYS:
        raise Conflict("accounts.too_many_passkeys", most=policy.MOST_PASSKEYS)


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
