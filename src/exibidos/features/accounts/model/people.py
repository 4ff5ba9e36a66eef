"""What are the things of accounts? People, what they show of themselves, their sessions and their tokens."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from exibidos.kernel.actor import Admin, Member, Moderator, Role, Scope, SensitiveChoice, Standing


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A member's own row, without the password."""

    id: UUID
    slug: str
    display_name: str
    role: Role
    sensitive: SensitiveChoice
    of_age: bool
    verified: bool
    suspended: bool
    # They have gone quiet by themselves, and nothing of theirs is shown until they come back.
    deactivated: bool = False
    # Which time around it is: whatever ends all sessions of a member raises it, and a session of an older one has ended.
    epoch: int = 0
    # Sessions that began before people had a standing hold none.
    standing: Standing = Standing.NEW
    # The language they chose, None when they leave it to their browser. Sessions that began before one could choose hold none.
    locale: str | None = None
    # The edition of the club's texts that they agreed to last. Sessions that began before there were editions hold none: they are asked.
    terms_version: str = ""

    @property
    def away(self) -> bool:
        """Say whether nobody may meet this person, themselves included: suspended by the club, or deactivated by their own wish."""
        return self.suspended or self.deactivated

    def actor(self) -> Member:
        """Return who this person is when they ask for something."""
        kind = {Role.MEMBER: Member, Role.MODERATOR: Moderator, Role.ADMIN: Admin}[self.role]
        return kind(
            id=self.id,
            slug=self.slug,
            display_name=self.display_name,
            role=self.role,
            sensitive=self.sensitive,
            of_age=self.of_age,
            verified=self.verified,
            standing=self.standing,
            agreed=self.terms_version,
        )


class Device(msgspec.Struct, frozen=True, kw_only=True):
    """Where a request comes from: the address to count by, what the browser calls itself, and the keyed hash of the address.

    `network` is `<key id>.<MAC>`: what may be kept of an address.
    """

    address: str
    name: str
    network: str = ""


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What signing in compares: the account and the hash of its password, None when it has none."""

    account: Account
    password_hash: str | None


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What anyone may know about a member. `private`: following them asks first, and their photos are for followers."""

    id: UUID
    slug: str
    display_name: str
    bio: str
    created_at: datetime
    private: bool = False
    links: tuple[str, ...] = ()


class Portrayal(msgspec.Struct, frozen=True, kw_only=True):
    """What a member says of themselves; `locale` is the language they read, None what their browser asks for."""

    display_name: str
    bio: str = ""
    links: tuple[str, ...] = ()
    locale: str | None = None


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in device. The actor's facts travel with it, so that a request costs one read of Valkey and none of Postgres.

    `proved_at` is when the person last showed that it is them; dangerous acts ask for it to be recent.
    """

    account: Account
    started_at: datetime
    device: str
    # What its person calls it by: neither its token nor the token's hash, and the same when the token is renewed. Sessions that began
    # before there was a list share one: to end one of them is to end them all.
    id: UUID = UUID(int=0)
    # Sessions that began before dangerous acts asked for it hold none: they have proven nothing lately.
    proved_at: datetime | None = None


class OpenSession(msgspec.Struct, frozen=True, kw_only=True):
    """A live session and when it was last used, right to the second."""

    session: Session
    used_at: datetime


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A member as the host's console lists them: no address, nothing private."""

    id: UUID
    slug: str
    display_name: str
    role: Role
    verified: bool
    suspended: bool
    created_at: datetime


class LinkPurpose(StrEnum):
    """What opening a link from a mail lets someone do."""

    JOIN = "join"
    RESET = "reset"
    SIGN_IN = "sign_in"
    EMAIL = "email"
    # Mailed to the present address when another is asked for: "this was not me".
    KEEP = "keep"
    # Printed at the host's console, never mailed.
    ADMIN = "admin"


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link that was mailed to an address: for one purpose, once, for an hour.

    `member_id` is whose account it touches, None when there is none yet; `about` is what else the purpose needs to know, an id.
    """

    id: UUID
    purpose: LinkPurpose
    email: str
    member_id: UUID | None
    about: UUID | None
    expires_at: datetime
    # The language of who asked, None for the club's.
    locale: str | None = None


class Addressee(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a letter greets, where it goes, and in which language they read; None where they have not chosen one."""

    member_id: UUID
    email: str
    display_name: str
    locale: str | None


class SecurityKind(StrEnum):
    """What happens to an account that its owner should be able to look up."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - what happened, not a secret
    RESET_ASKED = "reset_asked"
    SIGN_IN_ASKED = "sign_in_asked"
    EMAIL_ASKED = "email_asked"
    EMAIL_CHANGED = "email_changed"
    EMAIL_KEPT = "email_kept"
    TOKEN_MADE = "token_made"  # noqa: S105 - what happened, not a secret
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - what happened, not a secret
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    SESSIONS_ENDED = "sessions_ended"
    DEACTIVATED = "deactivated"
    RETURNED = "returned"


class SecurityEvent(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to an account; of failed sign-ins, how many within an hour.

    `device` is what the browser called itself, `network` the keyed hash of its address: it can be compared, not read.
    """

    id: UUID
    member_id: UUID
    kind: SecurityKind
    count: int
    device: str
    network: str
    created_at: datetime
    updated_at: datetime


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """An account elsewhere that its owner may come in with: whose it is, (issuer, subject) says. `shown` is how they know it."""

    id: UUID
    issuer: str
    shown: str
    created_at: datetime
    last_used_at: datetime | None


class TokenWish(msgspec.Struct, frozen=True, kw_only=True):
    """What a member wants of a new token: what to call it, what it may do, and for how many days."""

    name: str
    scopes: tuple[Scope, ...]
    days: int


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A personal token, to its owner. `scopes` are plain words: during an upgrade a row may know one that this process does not."""

    id: UUID
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


class MadeToken(msgspec.Struct, frozen=True, kw_only=True):
    """A new token with its secret, for the one time that it is shown."""

    token: Token
    secret: str


class Bearer(msgspec.Struct, frozen=True, kw_only=True):
    """Who a request with a token acts for, and how far it reaches."""

    token_id: UUID
    member: Member
    scopes: frozenset[str]


class BearerRow(Account, frozen=True, kw_only=True):
    """A live token beside the account of its maker."""

    token_id: UUID
    scopes: frozenset[str]
    last_used_at: datetime | None

    def bearer(self) -> Bearer:
        """Return the maker as a plain member, whatever their role: no scope hands a moderator's or an admin's rights to a program."""
        member = msgspec.structs.replace(self, role=Role.MEMBER).actor()
        return Bearer(token_id=self.token_id, member=member, scopes=self.scopes)


class Passkey(msgspec.Struct, frozen=True, kw_only=True):
    """A passkey, to its owner. `transports` are how a browser reaches it; `backed_up` says that it lives on more than one device."""

    id: UUID
    name: str
    credential_id: bytes
    transports: tuple[str, ...]
    backup_eligible: bool
    backed_up: bool
    created_at: datetime
    last_used_at: datetime | None


class NewPasskey(msgspec.Struct, frozen=True, kw_only=True):
    """What a device said of a key that it made, checked."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    aaguid: UUID
    transports: tuple[str, ...]
    backup_eligible: bool
    backed_up: bool


class KeyedAccount(Account, frozen=True, kw_only=True):
    """A member's account beside a passkey of theirs: what an answer of that passkey is checked with."""

    passkey_id: UUID
    public_key: bytes
    sign_count: int
    handle: bytes

    def account(self) -> Account:
        """Return the account alone, which is what a session keeps."""
        return Account(**{name: getattr(self, name) for name in Account.__struct_fields__})
