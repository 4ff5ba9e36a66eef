"""What stands between who somebody is and their being in? Second factors, and what is still owed."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Authenticator(msgspec.Struct, frozen=True, kw_only=True):
    """A member's second factor: the sealed secret of their app's codes, since when, and how many recovery codes are left."""

    secret: bytes
    created_at: datetime
    codes_left: int


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """Whose secret, sealed."""

    member_id: UUID
    secret: bytes


class Resealed(msgspec.Struct, frozen=True, kw_only=True):
    """What came of sealing all secrets anew: how many now bear the newest key's seal and did not before, and how many no key opens."""

    anew: int
    lost: int


class Owes(StrEnum):
    """What somebody still has to do who has shown who they are, and is not in yet."""

    CODE = "code"
    RETURN = "return"


class HalfIn(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody between the two: whose account it is, which time around it was then, and what they owe."""

    member_id: UUID
    epoch: int
    owes: Owes
