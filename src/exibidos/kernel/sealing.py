"""How is a secret kept that must be read again? Sealed with a key that the database does not know, and that may be rotated.

Fernet: AES-128-CBC with an HMAC. A copy of the database alone opens nothing.
"""

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


class Sealer:
    """Seals with the newest key and opens with all of them, as `Signer` signs; its keys follow from the same secrets, for this alone."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        """`keys` are `id:secret`, newest first."""
        fernets = [Fernet(_derived(key.partition(":")[2])) for key in keys]
        self._newest, self._fernet = fernets[0], MultiFernet(fernets)

    def seal(self, secret: str) -> bytes:
        """Return the secret, sealed; never twice the same bytes."""
        return self._fernet.encrypt(secret.encode())

    def open(self, sealed: bytes) -> str | None:
        """Return what was sealed; None when no key of ours did it."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken:
            return None

    def reseal(self, sealed: bytes) -> bytes | None:
        """Return the same secret sealed with the newest key, the same bytes when it was already; None when no key of ours did it."""
        try:
            self._newest.decrypt(sealed)
        except InvalidToken:
            secret = self.open(sealed)
            return None if secret is None else self.seal(secret)
        return sealed


def _derived(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hmac.digest(secret.encode(), b"exibidos:seal", "sha256"))
