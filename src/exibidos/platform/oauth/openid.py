"""How does a provider of OpenID Connect vouch for somebody? Google is one; any other that the host names works the same."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import msgspec
from joserfc.errors import BadSignatureError, InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from exibidos.kernel.clock import now
from exibidos.platform.egress import Egress
from exibidos.platform.oauth import exchange
from exibidos.platform.oauth.id_token import claims_of
from exibidos.platform.oauth.model import Errand, Offer, Returned, Vouched, address_of, line_of
from exibidos.platform.settings import Oidc

# Google lets its own be kept so long; new keys are asked for as soon as a token names one.
_KEPT = timedelta(hours=1)
_SCOPE = "openid email profile"
_POST, _BASIC = "client_secret_post", "client_secret_basic"


class Discovery(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider says of itself (OpenID Connect Discovery §3), as far as we need it."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = (_BASIC,)
    authorization_response_iss_parameter_supported: bool = False


class _Keys(msgspec.Struct, frozen=True, kw_only=True):
    keys: list[dict[str, Any]]


class OpenId:
    """One provider. What it says of itself and its keys are kept for an hour, in this process."""

    def __init__(self, facts: Oidc, egress: Egress) -> None:
        self.offer = Offer(name=facts.name, label=facts.label, issuer=facts.issuer)
        self._facts = facts
        self._egress = egress
        self._discovered: tuple[Discovery, datetime] | None = None
        self._keys: tuple[KeySet, datetime] | None = None
        self._turn = asyncio.Lock()

    async def address(self, errand: Errand) -> str:
        found = await self._discovery()
        endpoint = found.authorization_endpoint
        return exchange.address(endpoint, self._facts.client_id, errand, scope=_SCOPE, nonce=errand.nonce)

    async def identify(self, errand: Errand, returned: Returned) -> Vouched:
        found = await self._discovery()
        announced = found.authorization_response_iss_parameter_supported
        exchange.check_issuer(self.offer, returned, announced=announced)
        methods = found.token_endpoint_auth_methods_supported
        client = exchange.Client(
            id=self._facts.client_id,
            secret=self._facts.client_secret,
            shown_by=_POST if _POST in methods and _BASIC not in methods else _BASIC,
        )
        tokens = await exchange.redeem(self._egress, self.offer, found.token_endpoint, client, errand, returned)
        return self._vouched(await self._claims(tokens, errand.nonce))

    async def _claims(self, tokens: exchange.Tokens, nonce: str) -> dict[str, Any]:
        """Return what the ID token claims; a key that we do not know, or no longer, may have been changed an hour ago or a moment ago."""
        try:
            try:
                return self._checked(tokens, nonce, await self._key_set())
            except (InvalidKeyIdError, BadSignatureError):
                return self._checked(tokens, nonce, await self._key_set(anew=True))
        except (JoseError, ValueError, TypeError) as error:
            # TypeError: joserfc meets a claim of a kind that it did not expect, such as a key in place of a number.
            raise exchange.refused(self.offer, f"the ID token does not hold: {error!r}") from error

    def _checked(self, tokens: exchange.Tokens, nonce: str, keys: KeySet) -> dict[str, Any]:
        return claims_of(
            tokens.id_token,
            keys,
            issuer=self.offer.issuer,
            client_id=self._facts.client_id,
            nonce=nonce,
            access_token=tokens.access_token,
            at=now(),
        )

    def _vouched(self, claims: dict[str, Any]) -> Vouched:
        email, name = address_of(claims.get("email")), line_of(claims.get("name"))
        return Vouched(
            issuer=self.offer.issuer,
            subject=claims["sub"],
            email=email,
            # `true` and nothing like it: a provider that says "true" in words says other things too.
            email_proven=self._facts.trust_email and bool(email) and claims.get("email_verified") is True,
            name=name,
            shown=email or line_of(claims.get("preferred_username")) or name,
        )

    async def _discovery(self) -> Discovery:
        async with self._turn:  # of many who come at once one asks
            if self._discovered is None or self._discovered[1] < now() - _KEPT:
                url = self.offer.issuer.rstrip("/") + "/.well-known/openid-configuration"
                answer = await exchange.ask(self._egress, self.offer, "GET", url)
                found = exchange.understood(self.offer, answer, Discovery)
                self._check(found)
                self._discovered = found, now()
            return self._discovered[0]

    def _check(self, found: Discovery) -> None:
        """Refuse a provider that says it is another, or that leads from https to http."""
        endpoints = (found.authorization_endpoint, found.token_endpoint, found.jwks_uri)
        schemes = ("https://",) if self.offer.issuer.startswith("https://") else ("https://", "http://")
        if found.issuer != self.offer.issuer or not all(endpoint.startswith(schemes) for endpoint in endpoints):
            raise exchange.refused(self.offer, "its discovery names another issuer or an unsafe address")

    async def _key_set(self, *, anew: bool = False) -> KeySet:
        async with self._turn:
            known = self._keys
        if anew or known is None or known[1] < now() - _KEPT:
            found = await self._discovery()
            answer = await exchange.ask(self._egress, self.offer, "GET", found.jwks_uri)
            keys = exchange.understood(self.offer, answer, _Keys).keys
            known = self._keys = KeySet.import_key_set({"keys": keys}), now()
        return known[0]
