"""What became true about people, and what shall be done then?"""

from typing import ClassVar
from uuid import UUID

from exibidos.kernel.actor import Standing
from exibidos.kernel.events import Event, Job


class MemberJoined(Event, frozen=True, kw_only=True):
    member_id: UUID


class StandingChanged(Event, frozen=True, kw_only=True):
    """Someone has earned, or lost, a standing."""

    member_id: UUID
    before: Standing
    after: Standing


class MemberSignedIn(Event, frozen=True, kw_only=True):
    """Someone has shown that they are this member, and has a new session."""

    member_id: UUID


class PasswordChanged(Event, frozen=True, kw_only=True):
    """A member has a new password, chosen by themselves: among their settings, or through a link in a mail."""

    member_id: UUID


class TokenMade(Event, frozen=True, kw_only=True):
    """A member has let a program act for them: within these scopes, for so many days."""

    member_id: UUID
    token_id: UUID
    scopes: tuple[str, ...]
    days: int


class TokenRevoked(Event, frozen=True, kw_only=True):
    member_id: UUID
    token_id: UUID


class SettleSessions(Job, frozen=True, kw_only=True):
    """Bring the sessions of a member to what is true of them: new facts told, those that shall be over ended."""

    name: ClassVar[str] = "accounts:settle-sessions"
    member_id: UUID
