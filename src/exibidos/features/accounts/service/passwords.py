"""How is a password kept and compared? Argon2id, off the event loop, one at a time per core so that a crowd cannot exhaust memory."""

import asyncio
from typing import Self

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


class Passwords:
    """Argon2id with the second parameter set of RFC 9106 §4 (64 MiB, t=3, p=4) unless given others."""

    def __init__(self, hasher: PasswordHasher, *, decoy: str, at_once: int = 2) -> None:
        self._hasher = hasher
        self._decoy = decoy
        self._turns = asyncio.Semaphore(at_once)

    @classmethod
    async def prepare(cls, hasher: PasswordHasher | None = None) -> Self:
        """Make the decoy hash that unknown people are compared with, then return the keeper."""
        chosen = hasher or PasswordHasher()
        return cls(chosen, decoy=await asyncio.to_thread(chosen.hash, "a password that nobody has"))

    async def hash(self, password: str) -> str:
        """Return the encoded hash, parameters and salt included."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Compare; None costs the same time as a wrong password, so nobody learns who is a member."""
        async with self._turns:
            same = await asyncio.to_thread(self._verify, password_hash or self._decoy, password)
        return same and password_hash is not None

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
