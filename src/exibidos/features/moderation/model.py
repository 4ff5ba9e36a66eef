"""What are the things of moderation? A case about a photo, the reports that it gathers, and what was decided."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from exibidos.features.images import Moderation, State


class Kind(StrEnum):
    """What is wrong, as somebody reports it; also the rule that a decision names."""

    SPAM = "spam"
    NOT_THE_AUTHOR = "not_the_author"
    SHOWN_WITHOUT_CONSENT = "shown_without_consent"
    NUDITY_UNLABELLED = "nudity_unlabelled"
    INTIMATE_WITHOUT_CONSENT = "intimate_without_consent"
    MINORS = "minors"
    VIOLENCE = "violence"
    HATE = "hate"
    HARASSMENT = "harassment"
    SELF_HARM = "self_harm"
    ILLEGAL = "illegal"
    OTHER = "other"


class Action(StrEnum):
    """What moderators do."""

    APPROVE = "approve"
    DISMISS = "dismiss"
    HIDE = "hide"
    HOLD = "hold"
    RESTORE = "restore"
    REMOVE = "remove"


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said about a photo. `by_id` is None for who has no account."""

    id: UUID
    kind: Kind
    words: str
    by_id: UUID | None
    by_slug: str | None
    created_at: datetime


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A photo that somebody has to look at, with what is known of it. `due_at` is when it is escalated."""

    id: UUID
    image_id: UUID
    author_id: UUID
    author_slug: str
    author_name: str
    title: str
    caption: str
    state: State
    moderation: Moderation
    sensitive: bool
    width: int | None
    height: int | None
    urgent: bool
    alike_to: tuple[UUID, ...]
    claim: str
    reports: int
    kinds: tuple[Kind, ...]
    due_at: datetime
    escalated_at: datetime | None
    closed_at: datetime | None
    created_at: datetime

    @property
    def alike(self) -> bool:
        """Say whether it waits because it looks like a photo that hangs."""
        return bool(self.alike_to)


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """What a moderator says: what is done, by which rule, for which reason (kept inside) and with which words to the author."""

    action: Action
    rule: Kind | None = None
    note: str = ""
    statement: str = ""
    ban: bool = False


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided about a photo, and by whom."""

    id: UUID
    case_id: UUID
    image_id: UUID
    title: str
    action: Action
    rule: str
    note: str
    statement: str
    banned: bool
    state_before: State
    moderation_before: Moderation
    by_slug: str | None
    created_at: datetime


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What an author reads about a photo of theirs. Of one that is held nothing is said but that it is looked at."""

    image_id: UUID
    title: str
    action: Action
    rule: str
    statement: str
    created_at: datetime


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What who reported reads: when, of what kind, and what came of it; `action` is None while nobody has decided."""

    id: UUID
    kind: Kind
    created_at: datetime
    action: Action | None
    decided_at: datetime | None


class Reporter(msgspec.Struct, frozen=True, kw_only=True):
    """Who reports: a member, or anybody, who may leave an address to hear what came of it."""

    member_id: UUID | None = None
    email: str = ""
    locale: str = ""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """All that decides what a moderator may do with a photo. `theirs`: they made it, or reported it. `opener`: may open what is held."""

    state: State
    moderation: Moderation
    developed: bool
    theirs: bool
    opener: bool
