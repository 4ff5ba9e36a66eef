"""What are the things of joining? A wish, how far it has come, an invitation, what somebody agrees to."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Purpose(StrEnum):
    """What a consent is for; each is asked for by itself."""

    PERSONALISATION = "personalisation"
    TRAINING = "training"
    PRODUCT_MAIL = "product_mail"


class ConsentWay(StrEnum):
    """Where somebody agreed."""

    JOINING = "joining"
    SETTINGS = "settings"


class Consent(msgspec.Struct, frozen=True, kw_only=True):
    """That a member agreed: to which text, where, when, and until when; without an end it is in force."""

    purpose: Purpose
    text_version: str
    how: ConsentWay
    given_at: datetime
    withdrawn_at: datetime | None


class AgreementWay(StrEnum):
    """Where somebody agreed to the club's texts: as they joined, or later, when the club asked again."""

    JOINING = "joining"
    ASKED = "asked"


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """That a member agreed to one of the club's texts, in which version, where and when. There is no end: a newer one stands beside it."""

    text: str
    version: str
    how: AgreementWay
    created_at: datetime


class Joining(msgspec.Struct, frozen=True, kw_only=True):
    """What someone says when they join. The birth date is not asked; being of age is attested.

    `terms_version` is the edition of the club's texts that they agreed to (`ClubTexts.edition`), empty for none. `answer` is to the club's
    question, `code` an invitation's; `next` is the local path where they wanted to go.
    """

    email: str
    slug: str
    display_name: str
    of_age: bool
    terms_version: str
    bio: str = ""
    consents: tuple[Purpose, ...] = ()
    locale: str = ""
    answer: str = ""
    code: str = ""
    next: str = "/"


class JoinMode(StrEnum):
    """Who may become a member: anybody, whom a moderator approves, or who was invited."""

    OPEN = "open"
    APPROVAL = "approval"
    INVITATION = "invitation"


class JoinRules(msgspec.Struct, frozen=True, kw_only=True):
    """How one club lets people in. `by_mail` says that an address is proven before there is a member; nobody bears the name `club`.

    `edition` are the texts that everybody agrees to who joins.
    """

    mode: JoinMode = JoinMode.OPEN
    by_mail: bool = True
    club: str = ""
    edition: str = ""


class JoiningState(StrEnum):
    """How far a joining has come: its address is to be proven; it waits for a moderator, or for an answer to one; it was decided."""

    OPEN = "open"
    WAITING = "waiting"
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


class Verdict(StrEnum):
    """What a moderator says about somebody who waits."""

    APPROVE = "approved"
    ASK = "asked"
    REFUSE = "refused"


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who wants to be a member and is none yet: nothing of theirs counts, and they hold neither slug nor address.

    `said` is the last word of a moderator: what they asked, or why not.
    """

    id: UUID
    email: str
    slug: str
    display_name: str
    bio: str
    of_age: bool
    terms_version: str
    consents: tuple[Purpose, ...]
    locale: str
    answer: str
    said: str
    invitation_id: UUID | None
    next: str
    state: JoiningState
    password_hash: str | None
    confirmed_at: datetime | None
    created_at: datetime

    def joining(self, slug: str) -> Joining:
        """Return what they said, under the slug that they have in the end."""
        return Joining(
            email=self.email,
            slug=slug,
            display_name=self.display_name,
            of_age=self.of_age,
            terms_version=self.terms_version,
            bio=self.bio,
            consents=self.consents,
            locale=self.locale,
        )


class Inviters(StrEnum):
    """Who may invite: admins alone, or trusted members too."""

    ADMIN = "admin"
    TRUSTED = "trusted"


class InvitationWish(msgspec.Struct, frozen=True, kw_only=True):
    """What a member wants of a new invitation: for whom it is, how often it opens, and for how many days."""

    note: str
    uses: int
    days: int


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """A code that lets `uses` people join until it ends. It is no secret of one person: its maker sees it again, to hand it on."""

    id: UUID
    code: str
    note: str
    uses: int
    used: int
    expires_at: datetime
    created_by_id: UUID
    created_at: datetime
