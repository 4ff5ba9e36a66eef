"""What became true about cases, and what shall be done about them?"""

from typing import ClassVar
from uuid import UUID

from exibidos.features.moderation.model import Action, Kind
from exibidos.kernel.events import Event, Job


class Reported(Event, frozen=True, kw_only=True):
    """Somebody says that something is wrong with a photo. `by` is None for who has no account."""

    case_id: UUID
    report_id: UUID
    image_id: UUID
    kind: Kind
    by: UUID | None


class CaseLookedAt(Event, frozen=True, kw_only=True):
    """A moderator lifted the blur of a case's picture."""

    case_id: UUID
    image_id: UUID
    by: UUID


class CaseDecided(Event, frozen=True, kw_only=True):
    """A moderator decided. `told` are members whose reports are answered by it."""

    case_id: UUID
    decision_id: UUID
    image_id: UUID
    author_id: UUID
    action: Action
    rule: str
    banned: bool
    by: UUID
    told: tuple[UUID, ...] = ()


class DecisionUndone(Event, frozen=True, kw_only=True):
    """A moderator took a decision back; the case is open again."""

    decision_id: UUID
    case_id: UUID
    image_id: UUID
    by: UUID


class CaseOverdue(Event, frozen=True, kw_only=True):
    """Nobody has decided in time: who looks after the club hears of it. `admins` are they."""

    case_id: UUID
    admins: tuple[UUID, ...]


class SendOutcome(Job, frozen=True, kw_only=True):
    """Write to somebody without an account: that their report has arrived, or what came of it."""

    name: ClassVar[str] = "moderation:send-outcome"
    report_id: UUID


class EscalateCases(Job, frozen=True, kw_only=True):
    """Tell admins of cases that nobody has decided in time."""

    name: ClassVar[str] = "moderation:escalate"
