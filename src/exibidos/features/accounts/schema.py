"""What crosses the wire about people?"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from exibidos.features.accounts.model import Account, Joining
from exibidos.features.accounts.policy import TERMS_VERSION

Line = Annotated[str, msgspec.Meta(max_length=254)]
Secret = Annotated[str, msgspec.Meta(max_length=1024)]


class JoinRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Someone wants to be a member. `terms` accepts the present version of the terms."""

    email: Line
    password: Secret
    slug: Line
    display_name: Line
    of_age: bool
    terms: bool

    def joining(self) -> Joining:
        return Joining(
            email=self.email,
            slug=self.slug,
            display_name=self.display_name,
            of_age=self.of_age,
            terms_version=TERMS_VERSION if self.terms else "",
        )


class SignInRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    email: Line
    password: Secret


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


class ProfileAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A member, to anyone."""

    slug: str
    display_name: str
    bio: str
    created_at: datetime
