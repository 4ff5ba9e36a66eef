"""How does a member let a program act for them? Personal tokens: made, listed, revoked, and found again on each request."""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from exibidos.features.accounts import policy
from exibidos.features.accounts.events import TokenMade, TokenRevoked
from exibidos.features.accounts.model import Bearer, MadeToken, Token, TokenWish
from exibidos.features.accounts.store import tokens as store
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Conflict, Forbidden, NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Database, ReadTx, Tx

# `last used` tells a forgotten token from a busy one; minutes are enough for that, and a busy one then costs one write in five minutes.
_REST = timedelta(minutes=5)
# How long an ended token stays, to say why a program stopped working. The audit log remembers the act itself.
_KEPT_DEAD = timedelta(days=30)


async def make_token(tx: Tx, member: Member, wish: TokenWish, *, at: datetime) -> MadeToken:
    """Make a token and return it with its secret, which nobody can see again.

    Raises Invalid for a wish that breaks a rule; Conflict when the name is taken or the member has as many as one may have.
    """
    checked = policy.check_token(wish)
    if not await store.lock_owner(tx, member.id):
        raise Forbidden("accounts.suspended")
    await store.forget_dead(tx, member.id, checked.name, at=at, before=at - _KEPT_DEAD)
    if await store.count_live(tx, member.id, at=at) >= policy.MOST_TOKENS:
        raise Conflict("accounts.too_many_tokens", most=policy.MOST_TOKENS)
    token = Token(
        id=new_id(),
        name=checked.name,
        scopes=tuple(checked.scopes),
        created_at=at,
        expires_at=at + timedelta(days=checked.days),
        last_used_at=None,
    )
    secret = policy.token_of(secrets.randbits(policy.TOKEN_BITS))
    if not await store.insert(tx, token, member.id, _digest(secret)):
        raise Conflict("accounts.token_name_taken", field="name")
    tx.emit(TokenMade(member_id=member.id, token_id=token.id, scopes=token.scopes, days=checked.days))
    return MadeToken(token=token, secret=secret)


async def list_tokens(tx: ReadTx, member: Member) -> list[Token]:
    """Return a member's tokens that they have not revoked, newest first; expired ones for a while too."""
    return await store.list_standing(tx, member.id)


async def revoke_token(tx: Tx, member: Member, token_id: UUID, *, at: datetime) -> None:
    """End a token: it is refused from the next request on. Ending it twice is ending it once; raises NotFound unless it is theirs."""
    ended = await store.revoke(tx, member.id, token_id, at=at)
    if ended is None:
        raise NotFound("accounts.no_such_token")
    if ended:
        tx.emit(TokenRevoked(member_id=member.id, token_id=token_id))


async def revoke_all_tokens(tx: Tx, member_id: UUID, *, at: datetime) -> None:
    """End every token of a member."""
    for token_id in await store.revoke_all(tx, member_id, at=at):
        tx.emit(TokenRevoked(member_id=member_id, token_id=token_id))


async def find_bearer(database: Database, secret: str, *, at: datetime) -> Bearer | None:
    """Return who is behind a token, with the facts of this moment; None when it is no token, ended, or its maker away.

    Takes the database, not a Tx: it asks the primary, in one round trip. A digest is looked up, so there is no comparison to be timed.
    """
    if not policy.is_token(secret):
        return None
    row = await store.find_bearer(database, _digest(secret), at=at)
    if row is None:
        return None
    if row.last_used_at is None or row.last_used_at < at - _REST:
        await _note_use(database, row.token_id, at)
    return row.bearer()


async def _note_use(database: Database, token_id: UUID, at: datetime) -> None:
    try:
        await store.touch(database, token_id, at=at, rest=_REST)
    except Exception as error:  # noqa: BLE001 - a full disk, a primary that only reads: whatever it is, the request itself is fine
        structlog.get_logger().warning("accounts.token_use_not_noted", token=str(token_id), error=repr(error))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
