"""What is allowed when people join? Pure rules on names, addresses and passwords."""

import re
import unicodedata

from exibidos.kernel.errors import Invalid
from exibidos.kernel.names import plain_line

SLUG_SHORTEST, SLUG_LONGEST = 3, 30
PASSWORD_SHORTEST, PASSWORD_LONGEST = 8, 128
NAME_LONGEST = 60
BIO_LONGEST = 500
# RFC 5321 §4.5.3.1.3: a path is at most 256 octets with its angle brackets.
EMAIL_LONGEST = 254
TERMS_VERSION = "2026-11"
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{1,28}[a-z0-9]")
# Deliberately loose: only a message that arrives proves an address. No spaces, one @, a dot in the domain.
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
# Words that a member must not stand behind: our own routes, and offices that people would trust.
_RESERVED = """
about admin api assets club deck duel explore exibidos groups help home i join legal me messages moderation moderator notifications
o p privacy rankings root rules search security settings sign-in sign-out sign-up support system terms u upload www
"""
RESERVED = frozenset(_RESERVED.split())


def canonical_email(email: str) -> str:
    """Return the form under which an address is unique: NFKC, casefolded, trimmed. Raises Invalid when it cannot be one."""
    folded = unicodedata.normalize("NFKC", email.strip()).casefold()
    # Printable in both forms: no NUL, which Postgres refuses, and no direction characters, which disguise an address in a list.
    readable = folded.isprintable() and email.strip().isprintable()
    if len(folded) > EMAIL_LONGEST or not readable or not _EMAIL.fullmatch(folded):
        raise Invalid("accounts.email_malformed", field="email")
    return folded


def find_canonical_email(email: str) -> str:
    """Return the canonical form of what somebody typed as an address, empty when it cannot be one."""
    try:
        return canonical_email(email)
    except Invalid:
        return ""


def is_slug(text: str) -> bool:
    """Say whether a member could have this slug."""
    return bool(_SLUG.fullmatch(text))


def canonical_slug(slug: str) -> str:
    """Return the slug as it is stored: 3 to 30 of a-z, 0-9, - and _, starting and ending with a letter or digit."""
    folded = unicodedata.normalize("NFKC", slug.strip().removeprefix("@")).casefold()
    if not _SLUG.fullmatch(folded):
        raise Invalid("accounts.slug_malformed", field="slug", shortest=SLUG_SHORTEST, longest=SLUG_LONGEST)
    if folded in RESERVED:
        raise Invalid("accounts.slug_reserved", field="slug", slug=folded)
    return folded


def check_name(display_name: str) -> str:
    """Return the name on one line, without control or direction characters, 1 to 60 long."""
    name = plain_line(display_name)
    if not 1 <= len(name) <= NAME_LONGEST:
        raise Invalid("accounts.name_length", field="display_name", longest=NAME_LONGEST)
    return name


def check_password(password: str, *, email: str, slug: str) -> None:
    """Refuse passwords that are too short, too long, or the person's own name or address (ASVS 5.0 §6.2)."""
    if not PASSWORD_SHORTEST <= len(password) <= PASSWORD_LONGEST:
        raise Invalid(
            "accounts.password_length", field="password", shortest=PASSWORD_SHORTEST, longest=PASSWORD_LONGEST
        )
    if password.casefold() in {email, email.partition("@")[0], slug}:
        raise Invalid("accounts.password_obvious", field="password")


def check_age(of_age: bool) -> None:
    """Refuse who does not attest the club's minimum age."""
    if not of_age:
        raise Invalid("accounts.too_young", field="of_age")
