"""What crosses the wire about passkeys? The JSON forms of WebAuthn level 3 §5.1, as browsers read and write them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from exibidos.features.accounts.model import Passkey

Line = Annotated[str, msgspec.Meta(max_length=254)]
Base64 = Annotated[str, msgspec.Meta(max_length=1400, description="base64url without padding")]
# Browsers send none of a device's certificates where none are asked for; with them an answer would be some kilobytes.
LongBase64 = Annotated[str, msgspec.Meta(max_length=16_384, description="base64url without padding")]
Word = Annotated[str, msgspec.Meta(max_length=32)]
Words = Annotated[list[Word], msgspec.Meta(max_length=8)]
PublicKey = Literal["public-key"]


class MadeResponse(msgspec.Struct, frozen=True, kw_only=True):
    """What a device said when it made a passkey."""

    client_data: LongBase64 = msgspec.field(name="clientDataJSON")
    attestation: LongBase64 = msgspec.field(name="attestationObject")
    transports: Words = []


class MadeCredential(msgspec.Struct, frozen=True, kw_only=True):
    """A new passkey: RegistrationResponseJSON, as `toJSON()` of a browser's credential gives it. More fields may stand beside these."""

    id: Base64
    raw_id: Base64 = msgspec.field(name="rawId")
    type: PublicKey
    response: MadeResponse


class ShownResponse(msgspec.Struct, frozen=True, kw_only=True):
    """What a device said when it showed a passkey."""

    client_data: LongBase64 = msgspec.field(name="clientDataJSON")
    authenticator_data: LongBase64 = msgspec.field(name="authenticatorData")
    signature: LongBase64
    user_handle: Base64 | None = msgspec.field(name="userHandle", default=None)


class ShownCredential(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey that was shown: AuthenticationResponseJSON, as `toJSON()` of a browser's credential gives it."""

    id: Base64
    raw_id: Base64 = msgspec.field(name="rawId")
    type: PublicKey
    response: ShownResponse


class PasskeyRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A passkey that the member's device has just made, and what they call it."""

    name: Line
    credential: MadeCredential


class ShownPasskeyRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A passkey that was shown to say who asks."""

    credential: ShownCredential


class PasskeyNameRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Line


class PasskeyAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey, to its owner. `synced` says that it lives on more than one device."""

    id: UUID
    name: str
    transports: list[str]
    synced: bool
    created_at: datetime
    last_used_at: datetime | None

    @classmethod
    def of(cls, passkey: Passkey) -> "PasskeyAnswer":
        return cls(
            id=passkey.id,
            name=passkey.name,
            transports=list(passkey.transports),
            synced=passkey.backed_up,
            created_at=passkey.created_at,
            last_used_at=passkey.last_used_at,
        )


class PasskeyList(msgspec.Struct, frozen=True, kw_only=True):
    items: list[PasskeyAnswer]


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """The club, to a device."""

    id: str
    name: str


class Handle(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A member, to a device; `id` is random and leads to them nowhere else."""

    id: str
    name: str
    display_name: str


class KeyKind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of key that the club can check (COSE)."""

    type: PublicKey
    alg: int


class Described(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A passkey that is known, to a browser."""

    id: str
    type: PublicKey
    transports: list[str] = []


class Selection(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    resident_key: Literal["required"]
    require_resident_key: bool
    user_verification: Literal["required"]


class CreationOptions(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a browser needs to make a passkey: PublicKeyCredentialCreationOptionsJSON."""

    rp: Party
    user: Handle
    challenge: str
    pub_key_cred_params: list[KeyKind]
    timeout: int
    exclude_credentials: list[Described]
    authenticator_selection: Selection
    attestation: Literal["none"]


class RequestOptions(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a browser needs to show a passkey: PublicKeyCredentialRequestOptionsJSON. None listed means: any that it has."""

    challenge: str
    timeout: int
    rp_id: str
    allow_credentials: list[Described]
    user_verification: Literal["required"]
