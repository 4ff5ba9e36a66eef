"""Which keys of Valkey hold what a browser still owes an answer to? `challenge:<kind>:<sha256 of the token>` → what was asked.

A challenge is answered once and soon: the second who brings its token finds nothing, and so does whoever comes after ten minutes.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import TypeVar

import msgspec

from exibidos.platform.cache import Cache

FactsT = TypeVar("FactsT", bound=msgspec.Struct)
_TOKEN_BYTES = 32
# REQUIREMENTS 4: bound to this browser, one use, at most ten minutes.
_LIFE = timedelta(minutes=10)


class Challenges:
    """Questions to a browser: put with a random token, taken back once with it. Only the token's hash is kept."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    async def put(self, kind: str, facts: msgspec.Struct) -> str:
        """Keep facts for ten minutes and return the token that finds them: 256 random bits, URL-safe base64."""
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        await self._cache.remember(_key(kind, token), msgspec.json.encode(facts), _LIFE)
        return token

    async def look(self, kind: str, token: str, shape: type[FactsT]) -> FactsT | None:
        """Return the facts of a token and leave them there, for an answer that may be wrong and tried again; None when there are none."""
        found = await self._cache.recall(_key(kind, token))
        return None if found is None else msgspec.json.decode(found, type=shape)

    async def take(self, kind: str, token: str, shape: type[FactsT]) -> FactsT | None:
        """Return the facts of a token and forget them in the same step; None when there are none (any more)."""
        found = await self._cache.take(_key(kind, token))
        return None if found is None else msgspec.json.decode(found, type=shape)


def _key(kind: str, token: str) -> str:
    return f"challenge:{kind}:{hashlib.sha256(token.encode()).hexdigest()}"
