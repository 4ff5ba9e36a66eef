"""What are the things of profiles? Pictures of members, on their way and shown."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Kind(StrEnum):
    """What a member's picture is: the round one that stands for them everywhere, or the wide one over their page."""

    AVATAR = "avatar"
    COVER = "cover"


class Size(StrEnum):
    """The variants of a picture. What was sent is not among them, and is dropped once they are made."""

    SMALL = "small"
    LARGE = "large"


class PictureState(StrEnum):
    """How far a picture has come; the one that was shown before stays until the next one is."""

    PROCESSING = "processing"
    SHOWN = "shown"
    REJECTED = "rejected"
    FAILED = "failed"


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A member's picture as they themselves are told of it; `reason` is a problem code."""

    id: UUID
    kind: Kind
    state: PictureState
    reason: str | None
    created_at: datetime


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """A picture that others may see; width and height are of the large variant, in pixels."""

    id: UUID
    slug: str
    kind: Kind
    width: int
    height: int
    color: str


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """What the worker needs to develop a picture; `key` is where it lies in quarantine. Never leaves the house."""

    id: UUID
    created_by_id: UUID
    kind: Kind
    state: PictureState
    folder: str
    key: str
    content_type: str
    sha256: bytes
    promise_ends_at: datetime


class SizedPicture(msgspec.Struct, frozen=True, kw_only=True):
    """A variant in storage; `sha256` is its digest and its ETag, width and height are pixels, size is bytes."""

    name: Size
    key: str
    content_type: str
    width: int
    height: int
    size: int
    sha256: bytes
