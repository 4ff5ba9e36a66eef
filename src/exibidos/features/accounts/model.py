"""What are the things of accounts? People, what they show of themselves, and their sessions."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from exibidos.kernel.actor import Admin, Member, Moderator, Role, SensitiveChoice


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A member's own row, without the password."""

    id: UUID
    slug: str
    display_name: str
    role: Role
    sensitive: SensitiveChoice
    of_age: bool
    verified: bool
    suspended: bool

    def actor(self) -> Member:
        """Return who this person is when they ask for something."""
        kind = {Role.MEMBER: Member, Role.MODERATOR: Moderator, Role.ADMIN: Admin}[self.role]
        return kind(
            id=self.id,
            slug=self.slug,
            display_name=self.display_name,
            role=self.role,
            sensitive=self.sensitive,
            of_age=self.of_age,
            verified=self.verified,
        )


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What signing in compares: the account and the hash of its password, None when it has none."""

    account: Account
    password_hash: str | None


class Joining(msgspec.Struct, frozen=True, kw_only=True):
    """What someone says when they join. The birth date is not asked; being of age is attested."""

    email: str
    slug: str
    display_name: str
    of_age: bool
    terms_version: str
    bio: str = ""


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What anyone may know about a member."""

    id: UUID
    slug: str
    display_name: str
    bio: str
    created_at: datetime


class Purpose(StrEnum):
    """What a consent is for; each is asked for by itself."""

    PERSONALISATION = "personalisation"
    TRAINING = "training"
    PRODUCT_MAIL = "product_mail"


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in device. The actor's facts travel with it, so that a request costs one read of Valkey and none of Postgres."""

    account: Account
    started_at: datetime
    device: str
