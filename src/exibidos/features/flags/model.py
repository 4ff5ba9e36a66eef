"""What are the things of flags? Switches that code declares, how the database sets them, and who decided in the end."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """A switch that code asks for; `sentence` says what is so while it is on."""

    name: str
    default: bool
    sentence: str


UPLOADS_OPEN = Flag(name="uploads_open", default=True, sentence="Members may send new photos.")
# Every flag there is. One that nobody asks for any more is taken out here; its row and its variable then mean nothing.
DECLARED = (UPLOADS_OPEN,)


class Audience(StrEnum):
    """For whom a flag may be on; moderators include admins."""

    EVERYONE = "everyone"
    MEMBERS = "members"
    MODERATORS = "moderators"
    ADMINS = "admins"


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """How the database sets a flag. Off is off; on is on for this share of this audience."""

    name: str
    enabled: bool
    percentage: int = 100
    audience: Audience = Audience.EVERYONE


class Source(StrEnum):
    """Who decides about a flag, the strongest first."""

    ENVIRONMENT = "environment"
    DATABASE = "database"
    DEFAULT = "default"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a flag stands, and who decided that."""

    flag: Flag
    source: Source
    setting: Setting


class Flip(msgspec.Struct, frozen=True, kw_only=True):
    """One change of a flag, from the audit log; None is a flag that the database does not set."""

    at: datetime
    actor: UUID | None
    before: Setting | None
    after: Setting | None
