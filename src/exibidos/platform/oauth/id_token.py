"""Does an ID token hold? Signed by its provider with a key pair, for us, for this errand, now (OpenID Connect Core §3.1.3.7)."""

from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

# Only what a private key signs: with HS256 the provider's public key would be the secret, and `none` is signed by nobody.
SIGNED_BY_KEY_PAIRS = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
    "Ed25519",
)
# A clock that differs by more than a minute is wrong.
_LEEWAY_SECONDS = 60
# OpenID Connect Core §2: at most 255 ASCII characters.
SUBJECT_LONGEST = 255


def claims_of(
    token: str, keys: KeySet, *, issuer: str, client_id: str, nonce: str, access_token: str, at: datetime
) -> dict[str, Any]:
    """Return what a token claims if all of it holds; raises JoseError or ValueError with the reason.

    `strict_check_header` would refuse headers that a provider adds; those that must be understood (`crit`) are checked all the same.
    """
    signed = JWSRegistry(algorithms=SIGNED_BY_KEY_PAIRS, strict_check_header=False)
    read = jwt.decode(token, keys, registry=signed)
    claims = CodeIDToken(
        read.claims,
        read.header,
        options={
            "iss": {"essential": True, "value": issuer},
            "sub": {"essential": True},
            "aud": {"essential": True, "value": client_id},
        },
        params={"nonce": nonce, "client_id": client_id, "access_token": access_token},
    )
    claims.validate(now=int(at.timestamp()), leeway=_LEEWAY_SECONDS)
    if len(claims["sub"]) > SUBJECT_LONGEST or not claims["sub"].isprintable():
        raise ValueError("the subject is longer than OpenID Connect allows, or unprintable")
    return dict(claims)
