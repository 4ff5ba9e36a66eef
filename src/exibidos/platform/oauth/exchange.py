"""How does a code become a token? The parts of OAuth 2 that all providers have in common: authorization code, PKCE S256, RFC 9207."""

from typing import TypeVar

import msgspec
import structlog
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from exibidos.kernel.errors import Forbidden, Unavailable
from exibidos.platform.egress import Answer, Egress
from exibidos.platform.oauth.model import Errand, Offer, Returned

Shape = TypeVar("Shape", bound=msgspec.Struct)
_FINE, _REFUSALS = 200, frozenset({400, 401, 403})
_FORM = {"content-type": "application/x-www-form-urlencoded"}


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """Who we are to a provider, and how it wants that shown: `client_secret_basic`, `client_secret_post`, or `none` without a secret."""

    id: str
    secret: str
    shown_by: str = "client_secret_basic"


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    access_token: str = ""
    id_token: str = ""


class _Refusal(msgspec.Struct, frozen=True, kw_only=True):
    error: str = ""


def address(endpoint: str, client_id: str, errand: Errand, *, scope: str, nonce: str | None = None) -> str:
    """Return where a browser goes to ask its person."""
    url: str = prepare_grant_uri(
        endpoint,
        client_id=client_id,
        response_type="code",
        redirect_uri=errand.redirect_uri,
        scope=scope,
        state=errand.state,
        nonce=nonce,
        code_challenge=create_s256_code_challenge(errand.verifier),
        code_challenge_method="S256",
    )
    return url


async def redeem(
    egress: Egress, offer: Offer, endpoint: str, client: Client, errand: Errand, returned: Returned
) -> Tokens:
    """Return the tokens of a code; raises Forbidden("oauth.refused") when the provider refuses it or us."""
    grant = prepare_token_request(
        "authorization_code",
        code=returned.code,
        redirect_uri=errand.redirect_uri,
        code_verifier=errand.verifier,
    )
    shown_by = client.shown_by if client.secret else "none"
    url, headers, body = ClientAuth(client.id, client.secret, shown_by).prepare("POST", endpoint, dict(_FORM), grant)
    answer = await ask(egress, offer, "POST", url, headers=headers, body=body)
    if answer.status in _REFUSALS:
        said = decoded(offer, answer, _Refusal).error
        raise refused(offer, f"the provider refused the code: {said[:60]!r}")
    return understood(offer, answer, Tokens)


async def ask(
    egress: Egress, offer: Offer, method: str, url: str, *, headers: dict[str, str] | None = None, body: str = ""
) -> Answer:
    """Return what a provider answered; raises Unavailable("oauth.away")."""
    try:
        return await egress.ask(method, url, headers=headers or {}, body=body)
    except Unavailable as away:
        raise _away(offer, f"{url} does not answer") from away


def understood(offer: Offer, answer: Answer, shape: type[Shape]) -> Shape:
    """Return an answer in its shape; raises Unavailable("oauth.away") for any other: a provider that talks nonsense is not there."""
    if answer.status != _FINE:
        raise _away(offer, f"answers {answer.status}")
    return decoded(offer, answer, shape)


def decoded(offer: Offer, answer: Answer, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(answer.body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _away(offer, f"answers nonsense: {error}") from error


def check_issuer(offer: Offer, returned: Returned, *, announced: bool = False) -> None:
    """Refuse a code that somebody else issued, and one that does not say whose it is where its provider always says so (RFC 9207)."""
    if returned.issuer is None and not announced:
        return
    if returned.issuer != offer.issuer:
        raise refused(offer, "the answer names another issuer")


def refused(offer: Offer, why: str) -> Forbidden:
    """Return the problem of an answer that does not hold; the reason is the host's to read, not the visitor's."""
    structlog.get_logger().warning("oauth.refused", provider=offer.name, why=why)
    return Forbidden("oauth.refused", provider=offer.label)


def _away(offer: Offer, why: str) -> Unavailable:
    structlog.get_logger().warning("oauth.away", provider=offer.name, why=why)
    return Unavailable("oauth.away", provider=offer.label)
