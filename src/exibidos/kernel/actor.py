"""Who is asking? The types that handlers and verbs name in their signatures.

The parameter's type is the permission: a handler that takes a `Member` cannot be reached by a guest. `app` provides them.
"""

from enum import StrEnum
from uuid import UUID

import msgspec


class Role(StrEnum):
    MEMBER = "member"
    MODERATOR = "moderator"
    ADMIN = "admin"


class Scope(StrEnum):
    """What a personal token can be allowed. Each stands for something a person would hand to a program; the rest no token can do."""

    READ = "read"
    PHOTOS = "photos:write"
    VOTES = "votes:write"


class Standing(StrEnum):
    """How long and how well a person has taken part; earned, never bought. It raises limits (PRODUCT §10)."""

    NEW = "new"
    MEMBER = "member"
    TRUSTED = "trusted"


class SensitiveChoice(StrEnum):
    """What a person wants done with sensitive photos: not listed at all, listed behind a veil, or shown."""

    HIDE = "hide"
    BLUR = "blur"
    SHOW = "show"


class Viewer(msgspec.Struct, frozen=True, kw_only=True):
    """Anyone who looks, signed in or not; `id` is None for a guest."""

    id: UUID | None = None
    role: Role = Role.MEMBER
    sensitive: SensitiveChoice = SensitiveChoice.BLUR
    of_age: bool = False


class Member(Viewer, frozen=True, kw_only=True):
    """Someone signed in. `verified` says that the e-mail address is proven; until then nothing they judge counts."""

    id: UUID
    slug: str
    display_name: str
    verified: bool = False
    standing: Standing = Standing.NEW
    # The edition of the club's texts that they agreed to last (platform/text/legal).
    agreed: str = ""


class Proven(Member, frozen=True, kw_only=True):
    """A member who has shown within the last half hour that it is them: what a dangerous act asks for. No program is ever one."""


class Moderator(Member, frozen=True, kw_only=True):
    """A member trusted with the queue."""


class Admin(Moderator, frozen=True, kw_only=True):
    """A moderator trusted with the club."""


GUEST = Viewer()
