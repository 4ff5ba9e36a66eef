"""How is a password kept and compared? Argon2id, off the event loop, one at a time per core so that a crowd cannot exhaust memory."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# What unknown people are compared with: the hash of a password that nobody has, with the present parameters (a test holds it to them;
# with others, the time of an answer would tell members from strangers).
DECOY = "$argon2id$v=19$m=65536,t=3,p=4$SSqC1gzAyr3gX/S4+YKvMg$TXJLo9ckqqyQRVDbyykpUqmzP6fK1xwzImRAagDFk+M"
# Each comparison takes 64 MiB and a tenth of a second; more at once than processors helps nobody.
_AT_ONCE = 2


class Passwords:
    """Argon2id with the second parameter set of RFC 9106 §4 (64 MiB, t=3, p=4)."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def hash(self, password: str) -> str:
        """Return the encoded hash, parameters and salt included."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Compare; None costs the same time as a wrong password, so nobody learns who is a member."""
        async with self._turns:
            same = await asyncio.to_thread(self._verify, password_hash or DECOY, password)
        return same and password_hash is not None

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
