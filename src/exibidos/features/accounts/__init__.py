"""Who is this person, and how do they prove it? The door of accounts."""

from exibidos.features.accounts.events import (
    MemberJoined,
    MemberSignedIn,
    PasswordChanged,
    StandingChanged,
    TokenMade,
    TokenRevoked,
)
from exibidos.features.accounts.model import (
    Account,
    Bearer,
    Joining,
    Link,
    LinkPurpose,
    MadeToken,
    Profile,
    Purpose,
    Session,
    Token,
    TokenWish,
)
from exibidos.features.accounts.policy import (
    MOST_TOKENS,
    PROVED_FOR,
    TERMS_VERSION,
    TOKEN_DAYS,
    TOKEN_NAME_LONGEST,
    TOKEN_PREFIX,
    TOKENS_AN_HOUR,
    check_may_remove_way_in,
)
from exibidos.features.accounts.service.consents import consents_to, give_consent, withdraw_consent
from exibidos.features.accounts.service.entrance import Device, Entered, Entrance
from exibidos.features.accounts.service.links import LINK_LIFE, make_link, read_link, token_of_link, use_link
from exibidos.features.accounts.service.members import (
    any_members,
    check,
    count_ways_in,
    get_profile,
    get_viewer,
    has_password,
    join,
    set_standing,
    sign_in,
)
from exibidos.features.accounts.service.passwords import Passwords
from exibidos.features.accounts.service.slugs import find_taken_slug
from exibidos.features.accounts.service.subjects import find_subject
from exibidos.features.accounts.service.tokens import find_bearer, list_tokens, make_token, revoke_token
from exibidos.features.accounts.store.challenges import Challenges
from exibidos.features.accounts.store.sessions import Sessions

__all__ = [
    "LINK_LIFE",
    "MOST_TOKENS",
    "PROVED_FOR",
    "TERMS_VERSION",
    "TOKENS_AN_HOUR",
    "TOKEN_DAYS",
    "TOKEN_NAME_LONGEST",
    "TOKEN_PREFIX",
    "Account",
    "Bearer",
    "Challenges",
    "Device",
    "Entered",
    "Entrance",
    "Joining",
    "Link",
    "LinkPurpose",
    "MadeToken",
    "MemberJoined",
    "MemberSignedIn",
    "PasswordChanged",
    "Passwords",
    "Profile",
    "Purpose",
    "Session",
    "Sessions",
    "StandingChanged",
    "Token",
    "TokenMade",
    "TokenRevoked",
    "TokenWish",
    "any_members",
    "check",
    "check_may_remove_way_in",
    "consents_to",
    "count_ways_in",
    "find_bearer",
    "find_subject",
    "find_taken_slug",
    "get_profile",
    "get_viewer",
    "give_consent",
    "has_password",
    "join",
    "list_tokens",
    "make_link",
    "make_token",
    "read_link",
    "revoke_token",
    "set_standing",
    "sign_in",
    "token_of_link",
    "use_link",
    "withdraw_consent",
]
