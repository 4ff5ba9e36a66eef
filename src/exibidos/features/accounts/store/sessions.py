"""Which keys of Valkey hold sessions? `session:<sha256 of the token>` → the session, `sessions:<member>` → the set of those hashes.

Only the hash of a token is stored, so whoever reads Valkey cannot sign in with what they find.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from exibidos.features.accounts.model import Account, Session
from exibidos.platform.cache import Cache

_TOKEN_BYTES = 32


class Sessions:
    """The sessions of the club: opened at sign-in, found on each request, closed by their person or by a change of rights."""

    def __init__(self, cache: Cache, *, idle: timedelta, absolute: timedelta) -> None:
        self._cache = cache
        self._idle = idle
        self._absolute = absolute

    async def open(self, account: Account, *, device: str, now: datetime) -> str:
        """Start a session and return its token: 256 random bits, URL-safe base64, shown to the browser once."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        session = Session(account=account, started_at=now, device=device[:200], proved_at=now)
        hashed = _hashed(token)
        await self._cache.remember(f"session:{hashed}", msgspec.json.encode(session), self._idle)
        await self._cache.add_to_set(f"sessions:{account.id}", hashed, self._absolute)
        return token

    async def find(self, token: str, *, now: datetime) -> Session | None:
        """Return the live session of a token and let its idle time begin anew; None when it has ended."""
        found = await self._cache.recall(f"session:{_hashed(token)}", renew=self._idle)
        if found is None:
            return None
        session = msgspec.json.decode(found, type=Session)
        if now - session.started_at > self._absolute:
            await self.close(token)
            return None
        return session

    async def close(self, token: str) -> None:
        """End one session."""
        await self._cache.forget(f"session:{_hashed(token)}")

    async def close_all(self, member_id: UUID) -> None:
        """End every session of a member, on every device."""
        hashes = await self._cache.members_of_set(f"sessions:{member_id}")
        await self._cache.forget(f"sessions:{member_id}", *(f"session:{hashed}" for hashed in hashes))


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
