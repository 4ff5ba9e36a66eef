"""What do we ask a browser's passkeys, and is what they answer sound? WebAuthn level 3, as the library checks it; no store is touched.

A challenge is the token under which `Challenges` keeps who was asked: what comes back names its own question, so several tabs of one
browser can each have one open.
"""

from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from exibidos.features.accounts.model import NewPasskey, Passkey
from exibidos.kernel.errors import Invalid
from exibidos.platform.http import origin_of

# WebAuthn level 3 §15.1 recommends 5 to 10 minutes where people are verified; the challenge itself lives ten.
_TIMEOUT_MS = 300_000
# WebAuthn level 3 §4: a credential's id is at most 1,023 bytes. RSA keys, the longest that we ask for, take a few hundred.
_LONGEST_ID, _LONGEST_KEY = 1023, 2048
_TRANSPORTS = frozenset(transport.value for transport in AuthenticatorTransport)
Credential = Mapping[str, Any]
_ON_THIS_MACHINE = "localhost"


class RelyingParty(msgspec.Struct, frozen=True, kw_only=True):
    """For whom passkeys are made and shown: the host's name `id`, pages on `origin`, and what the club is called."""

    id: str
    origin: str
    name: str

    @classmethod
    def at(cls, url: str, name: str) -> "RelyingParty":
        """Return the club at its address. Browsers make no passkeys for addresses in numbers: a developer's own machine is `localhost`."""
        host, origin = urlsplit(url).hostname or "", origin_of(url)
        if host == "127.0.0.1":
            host, origin = _ON_THIS_MACHINE, origin.replace(host, _ON_THIS_MACHINE, 1)
        return cls(id=host, origin=origin, name=name)

    @property
    def possible(self) -> bool:
        """Say whether browsers make passkeys for a club at this address at all. They ask for https too, but say so themselves."""
        try:
            ip_address(self.id)
        except ValueError:
            return True
        return False


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """What a passkey said with its signature."""

    sign_count: int
    backup_eligible: bool
    backed_up: bool


def ask_for_new(
    party: RelyingParty, challenge: str, *, handle: bytes, slug: str, name: str, known: Iterable[Passkey]
) -> bytes:
    """Return what a browser needs to make a passkey, as JSON: one that it shows without being told whose, behind a finger or PIN."""
    return options_to_json(
        generate_registration_options(
            rp_id=party.id,
            rp_name=party.name,
            user_id=handle,
            user_name=slug,
            user_display_name=name,
            challenge=base64url_to_bytes(challenge),
            timeout=_TIMEOUT_MS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                require_resident_key=True,  # what level 1 called it
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_described(known),
        )
    ).encode()


def ask_for_known(party: RelyingParty, challenge: str, *, among: Iterable[Passkey] = ()) -> bytes:
    """Return what a browser needs to use a passkey, as JSON: any that it has for the club, or one `among` those given."""
    return options_to_json(
        generate_authentication_options(
            rp_id=party.id,
            challenge=base64url_to_bytes(challenge),
            timeout=_TIMEOUT_MS,
            allow_credentials=_described(among),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    ).encode()


def challenge_of(credential: Credential) -> str:
    """Return the challenge that an answer says it answers; empty when it says none."""
    try:
        said = parse_client_data_json(base64url_to_bytes(credential["response"]["clientDataJSON"]))
        return bytes_to_base64url(said.challenge)
    except Exception:  # noqa: BLE001 - a stranger's bytes: whatever they make the library raise, they name no question of ours
        return ""


def check_new(party: RelyingParty, credential: Credential, challenge: str) -> NewPasskey:
    """Return what a device says of a passkey that it made; raises Invalid("accounts.passkey_unsound")."""
    try:
        _check_own_page(credential)
        made = verify_registration_response(
            credential=dict(credential),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
        # A key that cannot be used would be noticed at the next sign-in, by somebody who has no other way.
        decoded_public_key_to_cryptography(decode_credential_public_key(made.credential_public_key))
        transports = parse_registration_credential_json(dict(credential)).response.transports or []
    except Exception as error:  # the library's own kinds, and what a stranger's bytes make of dicts, numbers and texts
        raise Invalid("accounts.passkey_unsound") from error
    if len(made.credential_id) > _LONGEST_ID or len(made.credential_public_key) > _LONGEST_KEY:
        raise Invalid("accounts.passkey_unsound")
    return NewPasskey(
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        aaguid=UUID(made.aaguid),
        transports=tuple(sorted({transport.value for transport in transports})),
        backup_eligible=made.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        backed_up=made.credential_backed_up,
    )


def check_known(party: RelyingParty, credential: Credential, challenge: str, public_key: bytes) -> Answered:
    """Return what a passkey said; raises Invalid("accounts.passkey_refused").

    Its counter is not judged here: the library would refuse a counter before it has looked at the signature, and a lowered one means
    something only under a sound signature.
    """
    try:
        _check_own_page(credential)
        said = verify_authentication_response(
            credential=dict(credential),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=party.id,
            expected_origin=party.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except Exception as error:  # as above
        raise Invalid("accounts.passkey_refused") from error
    return Answered(
        sign_count=said.new_sign_count,
        backup_eligible=said.credential_device_type is CredentialDeviceType.MULTI_DEVICE,
        backed_up=said.credential_backed_up,
    )


def id_of(credential: Credential) -> bytes:
    """Return which passkey answers; empty when that cannot be read."""
    return _bytes(credential.get("rawId"))


def handle_of(credential: Credential) -> bytes:
    """Return under which handle the device knows the member who answers; empty when it does not say."""
    return _bytes(credential["response"].get("userHandle"))


def _bytes(said: object) -> bytes:
    try:
        return base64url_to_bytes(said) if isinstance(said, str) else b""
    except ValueError:
        return b""


def _check_own_page(credential: Credential) -> None:
    """Refuse what was asked from within a frame on somebody else's page, which no page of ours may stand in."""
    if parse_client_data_json(base64url_to_bytes(credential["response"]["clientDataJSON"])).cross_origin:
        raise ValueError("asked from a frame on another site's page")


def _described(passkeys: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=passkey.credential_id,
            transports=[AuthenticatorTransport(name) for name in passkey.transports if name in _TRANSPORTS],
        )
        for passkey in passkeys
    ]
