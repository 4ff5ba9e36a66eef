"""What crosses the wire about people and what is between them?"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from exibidos.features.accounts import Profile
from exibidos.features.social.model import Circle, Face, FollowState, Mute, MuteKind, Relation

Slug = Annotated[str, msgspec.Meta(examples=["ana"])]
Name = Annotated[str, msgspec.Meta(examples=["Ana Luz"])]
Said = Annotated[str, msgspec.Meta(max_length=200, examples=["neblina"])]


class RelationAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What is between you and them: `follow` is null, `asked` or `following`; the rest is true or false."""

    follow: FollowState | None
    follows_you: bool
    asks_you: bool
    muted: bool


class ProfileAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A member. `private`: following asks first, and photos are for followers. `relation` is null for guests and on your own profile."""

    slug: Slug
    display_name: Name
    bio: str
    links: list[str]
    created_at: datetime
    private: bool
    followers: int
    following: int
    relation: RelationAnswer | None

    @classmethod
    def of(cls, profile: Profile, circle: Circle, relation: Relation | None) -> "ProfileAnswer":
        return cls(
            slug=profile.slug,
            display_name=profile.display_name,
            bio=profile.bio,
            links=list(profile.links),
            created_at=profile.created_at,
            private=profile.private,
            followers=circle.followers,
            following=circle.following,
            relation=None if relation is None else RelationAnswer(**msgspec.structs.asdict(relation)),
        )


class FollowAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """How far it has come: `asked` where the account is private."""

    follow: FollowState


class FaceAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody in a list; `at` is since when, `follow` whether you follow them."""

    slug: Slug
    display_name: Name
    at: datetime
    follow: FollowState | None

    @classmethod
    def of(cls, face: Face) -> "FaceAnswer":
        return cls(slug=face.slug, display_name=face.display_name, at=face.at, follow=face.follow)


class FaceList(msgspec.Struct, frozen=True, kw_only=True):
    """One page of people; `next` is the cursor of the following page, null at the end."""

    items: list[FaceAnswer]
    next: Annotated[str | None, msgspec.Meta(examples=["AAYvT…"])]


class MutePersonRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Until when; null is for ever."""

    ends_at: datetime | None = None


class MuteRequest(MutePersonRequest, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A word or tag to keep off your walls."""

    kind: MuteKind
    said: Said


class MuteAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Something that you have muted: `said` for a word or tag, `slug` for a person."""

    id: UUID
    kind: MuteKind
    said: str | None
    slug: str | None
    ends_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, mute: Mute) -> "MuteAnswer":
        return cls(
            id=mute.id,
            kind=mute.kind,
            said=mute.said,
            slug=mute.slug,
            ends_at=mute.ends_at,
            created_at=mute.created_at,
        )


class MuteList(msgspec.Struct, frozen=True, kw_only=True):
    items: list[MuteAnswer]


class PrivateRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    private: bool


class PrivateAnswer(msgspec.Struct, frozen=True, kw_only=True):
    private: bool
