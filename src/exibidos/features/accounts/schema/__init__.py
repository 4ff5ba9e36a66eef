"""What crosses the wire about people?"""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from exibidos.features.accounts.model import Account, Joining, OpenSession, Owes, Purpose, Token, TokenWish
from exibidos.features.accounts.policy import TOKEN_DAYS, TOKEN_DAYS_LONGEST
from exibidos.features.accounts.service.devices import words_of_device
from exibidos.kernel.actor import Scope

Line = Annotated[str, msgspec.Meta(max_length=254)]
Email = Annotated[str, msgspec.Meta(max_length=254, examples=["ana@example.org"])]
Slug = Annotated[str, msgspec.Meta(max_length=254, examples=["ana"])]
Name = Annotated[str, msgspec.Meta(max_length=254, examples=["Ana Luz"])]
Secret = Annotated[str, msgspec.Meta(max_length=1024)]
Code = Annotated[str, msgspec.Meta(max_length=100)]
Words = Annotated[str, msgspec.Meta(max_length=4_000)]
Purposes = Annotated[list[Purpose], msgspec.Meta(max_length=len(Purpose))]
Scopes = Annotated[list[Scope], msgspec.Meta(max_length=len(Scope))]
Days = Annotated[int, msgspec.Meta(ge=1, le=TOKEN_DAYS_LONGEST)]


class JoinRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Someone wants to be a member. `terms` accepts terms and rules as they are now; `consents` are extra, and none is needed.

    A club that approves asks for an `answer`, one that invites for the `code` of an invitation.
    """

    email: Email
    password: Secret
    slug: Slug
    display_name: Name
    of_age: bool
    terms: bool
    consents: Purposes = []
    answer: Words = ""
    code: Code = ""

    def joining(self, locale: str, edition: str) -> Joining:
        """Return what they say; `edition` are the texts that are served now."""
        return Joining(
            email=self.email,
            slug=self.slug,
            display_name=self.display_name,
            of_age=self.of_age,
            terms_version=edition if self.terms else "",
            consents=tuple(purpose for purpose in Purpose if purpose in self.consents),
            locale=locale,
            answer=self.answer,
            code=self.code,
        )


class JoiningAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A wish to join is written down: a letter with a link is on its way to the address, whoever it belongs to."""

    next: Literal["open_the_letter"] = "open_the_letter"


class SignInRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    email: Email
    password: Secret


class ProveRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who is signed in shows again that it is them; `code` where they have a second factor."""

    password: Secret
    code: Line = ""


class CodeRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code of the app, or a recovery code."""

    code: Line


class OwedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is half in; the cookie beside this is for what they owe."""

    owes: Owes


class SessionAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A place where somebody is signed in; `current` is the one that asks. Browser and system are what it calls itself, if we know it."""

    id: UUID
    browser: str | None
    system: str | None
    started_at: datetime
    used_at: datetime
    current: bool

    @classmethod
    def of(cls, found: OpenSession, *, current: bool) -> "SessionAnswer":
        words = words_of_device(found.session.device)
        return cls(
            id=found.session.id,
            browser=words.browser,
            system=words.system,
            started_at=found.session.started_at,
            used_at=found.used_at,
            current=current,
        )


class SessionList(msgspec.Struct, frozen=True, kw_only=True):
    items: list[SessionAnswer]


class MemberAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The signed-in member, to themselves."""

    id: UUID
    slug: str
    display_name: str
    role: str
    verified: bool

    @classmethod
    def of(cls, account: Account) -> "MemberAnswer":
        return cls(
            id=account.id,
            slug=account.slug,
            display_name=account.display_name,
            role=account.role,
            verified=account.verified,
        )


class TokenRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program needs a token: what to call it, what it may do, and for how many days."""

    name: Line
    scopes: Scopes
    expires_in_days: Days = TOKEN_DAYS

    def wish(self) -> TokenWish:
        return TokenWish(name=self.name, scopes=tuple(self.scopes), days=self.expires_in_days)


class TokenAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A personal token, to its owner; `last_used_at` is right to within five minutes."""

    id: UUID
    name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None

    @classmethod
    def of(cls, token: Token) -> "TokenAnswer":
        return cls(**_facts(token))


class MadeTokenAnswer(TokenAnswer, frozen=True, kw_only=True, omit_defaults=True):
    """A new token. `token` is the secret itself: it is here once, in the first answer, and nowhere afterwards."""

    token: str | None = None

    @classmethod
    def of(cls, token: Token, secret: str | None = None) -> "MadeTokenAnswer":
        return cls(**_facts(token), token=secret)


class TokenList(msgspec.Struct, frozen=True, kw_only=True):
    items: list[TokenAnswer]


def _facts(token: Token) -> dict[str, Any]:
    return {**msgspec.structs.asdict(token), "scopes": list(token.scopes)}
