"""How does a test hold a passkey? A device made of software that signs as a real one does, and lies where a test tells it to."""

import base64
import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import encode_cbor

ORIGIN = "http://club.test"
_PRESENT, _VERIFIED, _ELIGIBLE, _BACKED_UP, _ATTESTED = 0x01, 0x04, 0x08, 0x10, 0x40


def text(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def data(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Device:
    """A device with one passkey on it. What `made` and `shown` return is what a browser's script would send."""

    def __init__(self, *, synced: bool = False, transports: tuple[str, ...] = ("internal",)) -> None:
        self.credential_id = secrets.token_bytes(32)
        self.handle = b""
        self.count = 0
        self.counts = not synced
        self.synced = synced
        self.transports = transports
        self._key = ec.generate_private_key(ec.SECP256R1())

    def made(self, options: dict[str, Any], **lies: Any) -> dict[str, Any]:
        """Answer a question for a new passkey."""
        self.handle = data(options["user"]["id"])
        public = self._key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: public.x.to_bytes(32, "big"), -3: public.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id
        attested += lies.get("key", encode_cbor(key))
        said = self._said(options["rp"]["id"], lies, _ATTESTED) + attested
        whole = {"fmt": "none", "attStmt": {}, "authData": said}
        return self._credential(
            clientDataJSON=text(self._client("webauthn.create", options["challenge"], lies)),
            attestationObject=text(lies.get("attestation", encode_cbor(whole))),
            transports=list(self.transports),
        )

    def shown(self, options: dict[str, Any], **lies: Any) -> dict[str, Any]:
        """Answer a question for this passkey."""
        if self.counts:
            self.count += 1
        said = self._said(options["rpId"], lies, 0)
        client = self._client("webauthn.get", options["challenge"], lies)
        signature = self._key.sign(said + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        handle = lies.get("handle", self.handle)
        return self._credential(
            clientDataJSON=text(client),
            authenticatorData=text(said),
            signature=text(lies.get("signature", signature)),
            **({} if handle is None else {"userHandle": text(handle)}),
        )

    def _said(self, party: str, lies: dict[str, Any], more: int) -> bytes:
        verified = _VERIFIED if lies.get("verified", True) else 0
        synced = _ELIGIBLE | _BACKED_UP if self.synced else 0
        flags = _PRESENT | verified | synced | more
        name = hashlib.sha256(lies.get("party", party).encode()).digest()
        return name + bytes([flags]) + int(lies.get("count", self.count)).to_bytes(4, "big")

    @staticmethod
    def _client(kind: str, challenge: str, lies: dict[str, Any]) -> bytes:
        client = {"type": lies.get("kind", kind), "challenge": lies.get("challenge", challenge)}
        client |= {"origin": lies.get("origin", ORIGIN), "crossOrigin": lies.get("framed", False)}
        return json.dumps(client).encode()

    def _credential(self, **response: Any) -> dict[str, Any]:
        name = text(self.credential_id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        }
