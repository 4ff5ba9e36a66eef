"""What are the things of social? Who follows whom, and what a person would rather not see."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class FollowState(StrEnum):
    """How far following somebody has come. A private account is asked first."""

    ASKED = "asked"
    FOLLOWING = "following"


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    """What is between a viewer and somebody else, as the viewer may know it: never whether they are muted or blocked over there."""

    follow: FollowState | None = None
    follows_you: bool = False
    asks_you: bool = False
    muted: bool = False


class Circle(msgspec.Struct, frozen=True, kw_only=True):
    """How many people there are around somebody, of those that this viewer may meet."""

    followers: int
    following: int


class Face(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in a list of people. `at` is when they came into it; `follow` is whether the viewer follows them."""

    id: UUID
    slug: str
    display_name: str
    at: datetime
    follow: FollowState | None = None


class MuteKind(StrEnum):
    """What a mute keeps off walls: a person's photos, or those whose words have this word, or this tag."""

    PERSON = "person"
    WORD = "word"
    TAG = "tag"


class Mute(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a member has muted, to themselves alone; `said` for words and tags, slug and name for people."""

    id: UUID
    kind: MuteKind
    said: str | None
    slug: str | None
    display_name: str | None
    ends_at: datetime | None
    created_at: datetime
