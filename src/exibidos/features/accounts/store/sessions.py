"""Which keys of Valkey hold sessions? `session:<sha256 of the token>` → the session, `sessions:<member>` → the set of those hashes.

Only the hash of a token is stored, so whoever reads Valkey cannot sign in with what they find.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from redis.asyncio.client import Pipeline
from redis.exceptions import WatchError

from exibidos.features.accounts.model import Account, Session
from exibidos.kernel.ids import new_id
from exibidos.platform.cache import Cache

_TOKEN_BYTES = 32
_DEVICE_LONGEST = 200


class Sessions:
    """The sessions of the club: opened at sign-in, found on each request, closed by their person or by a change of rights."""

    def __init__(self, cache: Cache, *, idle: timedelta, absolute: timedelta) -> None:
        self._cache = cache
        self._idle = idle
        self._absolute = absolute

    async def open(self, account: Account, *, device: str, now: datetime) -> str:
        """Start a session and return its token: 256 random bits, URL-safe base64, shown to the browser once."""
        token = _fresh()
        session = Session(id=new_id(), account=account, started_at=now, device=device[:_DEVICE_LONGEST], proved_at=now)
        async with self._cache.at_once() as pipe:
            self._put(pipe, token, session)
            await pipe.execute()
        return token

    async def find(self, token: str, *, now: datetime) -> Session | None:
        """Return the live session of a token and let its idle time begin anew; None when it has ended."""
        found = await self._cache.recall(_key(_hashed(token)), renew=self._idle)
        if found is None:
            return None
        session = _read(found)
        if now - session.started_at > self._absolute:
            await self.close(token)
            return None
        return session

    async def renew(self, token: str, account: Account, *, now: datetime) -> str | None:
        """Let a session go on under a new token, proven now; None when it has ended, or somebody else has renewed it meanwhile.

        The old token ends in the same step, so that of two who renew at once one gets a session, and no session is ever in two hands.
        """
        old, fresh = _hashed(token), _fresh()
        async with self._cache.at_once() as pipe:
            while True:
                await pipe.watch(_key(old))
                found = await pipe.get(_key(old))
                if found is None:
                    return None
                pipe.multi()  # type: ignore[no-untyped-call]
                pipe.delete(_key(old))
                pipe.srem(_set(account.id), old)
                self._put(pipe, fresh, msgspec.structs.replace(_read(found), account=account, proved_at=now))
                try:
                    await pipe.execute()
                except WatchError:
                    continue  # another request of the same browser has let its idle time begin anew
                return fresh

    async def close(self, token: str) -> None:
        """End one session."""
        hashed = _hashed(token)
        found = await self._cache.take(_key(hashed))
        if found is not None:
            await self._drop(_read(found).account.id, hashed)

    async def close_all(self, member_id: UUID) -> None:
        """End every session of a member, on every device."""
        hashes = await self._cache.members_of_set(_set(member_id))
        await self._drop(member_id, *hashes)

    def _put(self, pipe: Pipeline, token: str, session: Session) -> None:
        """Keep a session and note that it is its member's: both or neither, or there would be one that nobody can find to end."""
        members = _set(session.account.id)
        pipe.set(_key(_hashed(token)), msgspec.json.encode(session), ex=self._idle)
        pipe.sadd(members, _hashed(token))
        pipe.expire(members, self._absolute)

    async def _drop(self, member_id: UUID, *hashes: str) -> None:
        if not hashes:
            return
        async with self._cache.at_once() as pipe:
            pipe.unlink(*map(_key, hashes))
            pipe.srem(_set(member_id), *hashes)
            await pipe.execute()


def _read(kept: bytes | str) -> Session:
    return msgspec.json.decode(kept, type=Session)


def _key(hashed: str) -> str:
    return f"session:{hashed}"


def _set(member_id: UUID) -> str:
    return f"sessions:{member_id}"


def _fresh() -> str:
    return secrets.token_urlsafe(_TOKEN_BYTES)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
