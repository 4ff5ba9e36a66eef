"""What is said between a provider, a browser and us?"""

from typing import Protocol

import msgspec

from exibidos.kernel.names import plain_line

# Whoever changed their mind at the provider's page (RFC 6749 §4.1.2.1).
CANCELLED = "access_denied"
# As the column is wide. A provider may say anything of any length, and what is longer is no address (RFC 5321 §4.5.3.1.3).
_LONGEST = 254


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A provider as pages name it."""

    name: str
    label: str
    issuer: str


class Errand(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser is sent away with.

    `state` finds the errand again, `nonce` must come back inside the ID token, and only who knows the `verifier` can redeem the code.
    """

    state: str
    nonce: str
    verifier: str
    redirect_uri: str


class Returned(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser brings back: the code, and who is said to have issued it (RFC 9207)."""

    code: str
    issuer: str | None = None


class Vouched(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a provider vouches for. (issuer, subject) is the identity; the rest is what the provider believes.

    `email_proven` is true only for a provider that the host trusts with addresses. `shown` is how the person knows this account of theirs.
    """

    issuer: str
    subject: str
    email: str = ""
    email_proven: bool = False
    name: str = ""
    shown: str = ""


def line_of(claim: object) -> str:
    """Return what a provider says of a person as one line that fits and hides nothing; nothing for what is no text."""
    return plain_line(claim)[:_LONGEST] if isinstance(claim, str) else ""


def address_of(claim: object) -> str:
    """Return an address as it was said, or nothing: one that would have to be cut or cleaned is another's."""
    return claim if isinstance(claim, str) and claim == line_of(claim) else ""


class Provider(Protocol):
    """Somebody who vouches for people."""

    @property
    def offer(self) -> Offer:
        """Return how pages name it."""

    async def address(self, errand: Errand) -> str:
        """Return where a browser goes to ask; raises Unavailable("oauth.away")."""

    async def identify(self, errand: Errand, returned: Returned) -> Vouched:
        """Return who came back; raises Unavailable("oauth.away"), or Forbidden("oauth.refused") when anything does not hold."""
