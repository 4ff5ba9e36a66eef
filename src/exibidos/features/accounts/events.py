"""What became true about people, and what shall be done then?"""

from typing import ClassVar
from uuid import UUID

from exibidos.features.accounts.model import Device, LinkPurpose, Verdict
from exibidos.kernel.actor import Role, Standing
from exibidos.kernel.events import Event, Job


class MemberJoined(Event, frozen=True, kw_only=True):
    member_id: UUID


class StandingChanged(Event, frozen=True, kw_only=True):
    """Someone has earned, or lost, a standing."""

    member_id: UUID
    before: Standing
    after: Standing


class PrivateChanged(Event, frozen=True, kw_only=True):
    """Someone has made their account private, or opened it."""

    member_id: UUID
    private: bool


class SlugChanged(Event, frozen=True, kw_only=True):
    """A member has another slug; which one, and which before, is told to nobody but their row."""

    member_id: UUID


class Portrayed(Event, frozen=True, kw_only=True):
    """A member says something else of themselves: name, bio, links, language."""

    member_id: UUID


class MemberSignedIn(Event, frozen=True, kw_only=True):
    """Someone has shown that they are this member, and has a new session."""

    member_id: UUID
    device: Device | None = None


class PasswordChanged(Event, frozen=True, kw_only=True):
    """A member has a new password; `by_link` when a link from a mail stood in for the old one."""

    member_id: UUID
    device: Device | None = None
    by_link: bool = False


class LinkSent(Event, frozen=True, kw_only=True):
    """Somebody asked for a link that lets a member in, or sets their password, and it goes to their address."""

    member_id: UUID
    purpose: LinkPurpose


class EmailChangeAsked(Event, frozen=True, kw_only=True):
    """A member wants another address; the present one stays until its reader has confirmed the new one."""

    member_id: UUID
    device: Device | None = None


class EmailChanged(Event, frozen=True, kw_only=True):
    """A member has another address; `told` is the link at whose address, the one before, they hear of it too."""

    member_id: UUID
    device: Device | None = None
    told: UUID | None = None


class EmailKept(Event, frozen=True, kw_only=True):
    """The reader of a member's address has said that the change was not theirs."""

    member_id: UUID
    device: Device | None = None


class RoleChanged(Event, frozen=True, kw_only=True):
    """Somebody looks after the club, or no longer; nobody's `by` is the host."""

    member_id: UUID
    by: UUID | None
    before: Role
    after: Role


class JoiningDecided(Event, frozen=True, kw_only=True):
    """A moderator has approved or refused somebody who wants to join, or asked them for more."""

    joining_id: UUID
    by: UUID
    verdict: Verdict


class InvitationMade(Event, frozen=True, kw_only=True):
    """A member invites so many people, for so many days."""

    member_id: UUID
    invitation_id: UUID
    uses: int
    days: int


class InvitationRevoked(Event, frozen=True, kw_only=True):
    member_id: UUID
    invitation_id: UUID


class TokenMade(Event, frozen=True, kw_only=True):
    """A member has let a program act for them: within these scopes, for so many days."""

    member_id: UUID
    token_id: UUID
    scopes: tuple[str, ...]
    days: int


class TokenRevoked(Event, frozen=True, kw_only=True):
    member_id: UUID
    token_id: UUID


class CodesSetUp(Event, frozen=True, kw_only=True):
    """Signing in asks a member for a code of an app from now on."""

    member_id: UUID
    device: Device


class CodesRemoved(Event, frozen=True, kw_only=True):
    """Signing in asks a member for no code any more."""

    member_id: UUID
    device: Device


class RecoveryCodesMade(Event, frozen=True, kw_only=True):
    """A member has new recovery codes; the old ones are worth nothing."""

    member_id: UUID
    device: Device


class RecoveryCodeUsed(Event, frozen=True, kw_only=True):
    """A recovery code stood in for a code of the app."""

    member_id: UUID
    device: Device


class SessionsEnded(Event, frozen=True, kw_only=True):
    """A member has ended so many of their sessions, by this device."""

    member_id: UUID
    ended: int
    device: Device


class MemberDeactivated(Event, frozen=True, kw_only=True):
    """A member has gone quiet by their own wish: nothing of theirs is seen until they come back."""

    member_id: UUID
    device: Device


class MemberReturned(Event, frozen=True, kw_only=True):
    """A member who had gone quiet is back, and all of theirs with them."""

    member_id: UUID
    device: Device


class TermsAgreed(Event, frozen=True, kw_only=True):
    """A member agrees to the club's texts as they are now; who joins has agreed by that."""

    member_id: UUID
    edition: str


class SettleSessions(Job, frozen=True, kw_only=True):
    """Bring the sessions of a member to what is true of them: new facts told, those that shall be over ended."""

    name: ClassVar[str] = "accounts:settle-sessions"
    member_id: UUID


class SendLink(Job, frozen=True, kw_only=True):
    """Mail a link to whoever it is for, if there is anybody."""

    name: ClassVar[str] = "accounts:send_link"
    link_id: UUID


class SendAlert(Job, frozen=True, kw_only=True):
    """Tell a member by mail what happened to their account; `link_id` is of a link whose address is told in place of the present one."""

    name: ClassVar[str] = "accounts:send_alert"
    event_id: UUID
    link_id: UUID | None = None


class KeepAccounts(Job, frozen=True, kw_only=True):
    """Forget links that have ended and security events that are older than they may be."""

    name: ClassVar[str] = "accounts:keep"


class ResealCodes(Job, frozen=True, kw_only=True):
    """Seal the secrets of members' apps with the newest key."""

    name: ClassVar[str] = "accounts:reseal"


class PasskeyAdded(Event, frozen=True, kw_only=True):
    """A member may come in with one more passkey."""

    member_id: UUID
    passkey_id: UUID
    device: Device | None = None


class PasskeyRemoved(Event, frozen=True, kw_only=True):
    member_id: UUID
    passkey_id: UUID
    device: Device | None = None


class PasskeyDoubted(Event, frozen=True, kw_only=True):
    """A passkey signed soundly but counted backwards: there may be a copy of it. Nobody was let in."""

    member_id: UUID
    passkey_id: UUID


class SendJoinLetter(Job, frozen=True, kw_only=True):
    """Write to somebody who wants to join; what the letter says follows from how far their joining has come."""

    name: ClassVar[str] = "accounts:join-letter"
    link_id: UUID


class SweepJoinings(Job, frozen=True, kw_only=True):
    """Forget those who never came."""

    name: ClassVar[str] = "accounts:sweep-joinings"


class IdentityLinked(Event, frozen=True, kw_only=True):
    """A member may now come in as somebody that `issuer` vouches for; `joined` says that it is how they became one."""

    member_id: UUID
    identity_id: UUID
    issuer: str
    joined: bool


class IdentityUnlinked(Event, frozen=True, kw_only=True):
    member_id: UUID
    identity_id: UUID
    issuer: str
