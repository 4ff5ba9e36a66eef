"""What is allowed when people join, and when they let a program act for them? Pure rules on names, addresses, passwords and tokens."""

import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

import msgspec

from exibidos.features.accounts.model import Portrayal
from exibidos.features.accounts.policy.joining import (
    ANSWER_LONGEST as ANSWER_LONGEST,
)
from exibidos.features.accounts.policy.joining import (
    CODE_BITS as CODE_BITS,
)
from exibidos.features.accounts.policy.joining import (
    INVITATION_DAYS_LONGEST as INVITATION_DAYS_LONGEST,
)
from exibidos.features.accounts.policy.joining import (
    INVITATION_NOTE_LONGEST as INVITATION_NOTE_LONGEST,
)
from exibidos.features.accounts.policy.joining import (
    INVITATION_USES_MOST as INVITATION_USES_MOST,
)
from exibidos.features.accounts.policy.joining import (
    MOST_INVITATIONS as MOST_INVITATIONS,
)
from exibidos.features.accounts.policy.joining import (
    canonical_code as canonical_code,
)
from exibidos.features.accounts.policy.joining import (
    check_answer as check_answer,
)
from exibidos.features.accounts.policy.joining import (
    check_invitation as check_invitation,
)
from exibidos.features.accounts.policy.joining import (
    check_said as check_said,
)
from exibidos.features.accounts.policy.joining import (
    code_of as code_of,
)
from exibidos.features.accounts.policy.tokens import (
    MOST_TOKENS as MOST_TOKENS,
)
from exibidos.features.accounts.policy.tokens import (
    TOKEN_BITS as TOKEN_BITS,
)
from exibidos.features.accounts.policy.tokens import (
    TOKEN_DAYS as TOKEN_DAYS,
)
from exibidos.features.accounts.policy.tokens import (
    TOKEN_DAYS_LONGEST as TOKEN_DAYS_LONGEST,
)
from exibidos.features.accounts.policy.tokens import (
    TOKEN_NAME_LONGEST as TOKEN_NAME_LONGEST,
)
from exibidos.features.accounts.policy.tokens import (
    TOKEN_PREFIX as TOKEN_PREFIX,
)
from exibidos.features.accounts.policy.tokens import (
    TOKENS_AN_HOUR as TOKENS_AN_HOUR,
)
from exibidos.features.accounts.policy.tokens import (
    check_token as check_token,
)
from exibidos.features.accounts.policy.tokens import (
    is_token as is_token,
)
from exibidos.features.accounts.policy.tokens import (
    token_of as token_of,
)
from exibidos.kernel.actor import Role
from exibidos.kernel.errors import Conflict, Invalid
from exibidos.kernel.names import fold, is_blank, plain_line, plain_text, skeleton, words_of
from exibidos.platform.text import LOCALES

SLUG_SHORTEST, SLUG_LONGEST = 3, 30
PASSWORD_SHORTEST, PASSWORD_LONGEST = 8, 128
NAME_LONGEST = 60
BIO_LONGEST = 500
MOST_LINKS, LINK_LONGEST = 5, 200
# REQUIREMENTS 15: what somebody has left is nobody else's for as long.
SLUG_HELD = timedelta(days=90)
# Each new slug makes every photo's watermark anew, and followers look for a person under it.
SLUG_RESTS = timedelta(days=7)
# RFC 5321 §4.5.3.1.3: a path is at most 256 octets with its angle brackets.
EMAIL_LONGEST = 254
# Of the sentences beside the boxes of consents (consents.* in the catalogues): it moves when they say something else.
CONSENT_VERSION = "2026-11"
# PRODUCT §10: dangerous acts ask again who you are after half an hour.
PROVED_FOR = timedelta(minutes=30)
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{1,28}[a-z0-9]")
# Deliberately loose: only a message that arrives proves an address. No spaces, one @, a dot in the domain.
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_COMMON = Path(__file__).parents[1] / "store" / "common_passwords.txt"
# Words that a member must not stand behind: our own routes, and offices that people would trust.
_RESERVED = """
about admin api assets club deck duel explore exibidos groups help home i join legal me messages moderation moderator notifications
o p privacy prove rankings reset root rules search security settings sign-in sign-out sign-up staff support system team terms u upload
verify www administrador administradora administrator ajuda clube equipe moderador moderadora oficial official sistema suporte
"""
# By their skeletons: adm1n and s1gn-in stand behind the same words.
RESERVED = frozenset(map(skeleton, _RESERVED.split()))
# Words in a name that say "I decide here"; as a whole name, also those that say "I am the house".
_OFFICES = """
admin admins administrador administradora administradores administrator administrators administracao administration
moderador moderadora moderadores moderator moderators moderacao moderation oficial official suporte support
"""
OFFICES = frozenset(map(skeleton, _OFFICES.split()))
HOUSE = OFFICES | frozenset(
    map(skeleton, ["clube", "club", "equipe", "exibidos", "sistema", "staff", "system", "team"])
)
# Signs that other places put beside a name to vouch for it; here nothing does, so nobody wears them.
_VOUCHING = frozenset("\u2611\u2705\u2713\u2714\U0001f5f8\U0001f6e1\U0001f46e")


def canonical_email(email: str) -> str:
    """Return the form under which an address is unique: folded and trimmed. Raises Invalid when it cannot be one.

    A domain stays as it was typed: in letters and in punycode it is two addresses, and nothing rests on one mailbox being one member.
    """
    folded = fold(email.strip())
    # Printable in both forms: no NUL, which Postgres refuses, and no direction characters, which disguise an address in a list.
    readable = folded.isprintable() and email.strip().isprintable()
    if len(folded) > EMAIL_LONGEST or not readable or not _EMAIL.fullmatch(folded):
        raise Invalid("accounts.email_malformed", field="email")
    return folded


_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
# A word and a colon; with a dot in the word it is a host with a port.
_SCHEME = re.compile(r"[a-z][a-z0-9+-]*:", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}
# What RFC 3986 lets stand as it is, and the sign of what is escaped already.
_KEPT_IN_LINKS = "/%:@!$&'()*+,;=-._~?"
# Browsers read a backslash as a slash; quotes and angles never stand in an address.
_NEVER_IN_LINKS = frozenset('\\ "<>`{}|^')


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
    folded = fold(slug.strip().removeprefix("@"))
    if not _SLUG.fullmatch(folded):
        raise Invalid("accounts.slug_malformed", field="slug", shortest=SLUG_SHORTEST, longest=SLUG_LONGEST)
    if skeleton(folded) in RESERVED:
        raise Invalid("accounts.slug_reserved", field="slug", slug=folded)
    return folded


def check_name(display_name: str, *, role: Role = Role.MEMBER, club: str = "") -> str:
    """Return the name on one line, without control or direction characters, 1 to 60 long, and visible.

    Who is only a member does not pass for the house: no office in any word, no club as the whole name, however it is spelled.
    """
    name = plain_line(display_name)
    if not 1 <= len(name) <= NAME_LONGEST or is_blank(name):
        raise Invalid("accounts.name_length", field="display_name", longest=NAME_LONGEST)
    if role is Role.MEMBER and _passes_for_the_house(name, club):
        raise Invalid("accounts.name_of_the_house", field="display_name")
    return name


def _passes_for_the_house(name: str, club: str) -> bool:
    return (
        not words_of(name).isdisjoint(OFFICES)
        or skeleton(name) in HOUSE | ({skeleton(club)} - {""})
        or not _VOUCHING.isdisjoint(name)
    )


def check_password(password: str, *, email: str, slug: str) -> None:
    """Refuse passwords that are too short, too long, common, or the person's own name or address (ASVS 5.0 §6.2).

    Taken as typed: nothing is cut off, trimmed or normalised, so that what is kept is what they meant.
    """
    if not PASSWORD_SHORTEST <= len(password) <= PASSWORD_LONGEST:
        raise Invalid(
            "accounts.password_length", field="password", shortest=PASSWORD_SHORTEST, longest=PASSWORD_LONGEST
        )
    if password.casefold() in {email, email.partition("@")[0], slug}:
        raise Invalid("accounts.password_obvious", field="password")
    if password.casefold() in _common_passwords():
        raise Invalid("accounts.password_common", field="password")


@cache
def _common_passwords() -> frozenset[str]:
    """Return the most used passwords that are long enough to be allowed: about 16,000, casefolded, read once.

    Those of eight characters and more in the lists of Django 5.2 (BSD, 20,000 of the most used) and zxcvbn 4.5 (MIT, 30,000), with those
    that Brazilians use and lists made elsewhere lack. NIST SP 800-63B §3.1.1.2 asks for such a list; a longer one refuses passwords that
    no throttled guesser would reach.
    """
    return frozenset(_COMMON.read_text(encoding="utf-8").split("\n"))


def check_may_remove_way_in(ways: int) -> None:
    """Refuse to take away the last way in (a password, a passkey, an identity elsewhere), so that nobody locks themselves out.

    `ways` are all that the member has before the removal, as `count_ways_in` counts them: it holds the member's row until the commit, so
    that of two removals at once, of whatever kinds, the second one counts after the first.
    """
    if ways <= 1:
        raise Conflict("accounts.last_way_in")


def check_portrayal(said: Portrayal, *, role: Role, club: str) -> Portrayal:
    """Return what a member says of themselves in plain form; raises Invalid with the field at fault."""
    bio = plain_text(said.bio)
    if len(bio) > BIO_LONGEST:
        raise Invalid("accounts.bio_length", field="bio", longest=BIO_LONGEST)
    links = tuple(dict.fromkeys(check_link(link) for link in said.links if link.strip()))
    if len(links) > MOST_LINKS:
        raise Invalid("accounts.too_many_links", field="links", most=MOST_LINKS)
    if said.locale is not None and said.locale not in LOCALES:
        raise Invalid("accounts.unknown_language", field="locale")
    name = check_name(said.display_name, role=role, club=club)
    return msgspec.structs.replace(said, display_name=name, bio=bio, links=links)


def check_link(written: str) -> str:
    """Return an http or https address as everybody will read it: its host in letters that cannot deceive, nobody's name before it."""
    link = written.strip()
    if not _SCHEME.match(link):
        link = f"https://{link}"
    try:
        parts = urlsplit(link)
        host, port = _ascii_host(parts.hostname or ""), parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    readable = link.isprintable() and not set(link) & _NEVER_IN_LINKS
    if not readable or parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host) or "@" in parts.netloc:
        raise Invalid("accounts.link_malformed", field="links")
    place = host if port in {None, _PORTS[parts.scheme]} else f"{host}:{port}"
    path, query, fragment = (quote(part, safe=_KEPT_IN_LINKS) for part in (parts.path, parts.query, parts.fragment))
    whole = urlunsplit((parts.scheme, place, "" if path == "/" else path, query, fragment))
    if len(whole) > LINK_LONGEST:
        raise Invalid("accounts.link_length", field="links", longest=LINK_LONGEST)
    return whole


def _ascii_host(host: str) -> str:
    """Return a host as the resolver asks for it; ValueError when it cannot be one."""
    return host.encode("idna").decode("ascii").lower()


def check_age(of_age: bool) -> None:
    """Refuse who does not attest the club's minimum age."""
    if not of_age:
        raise Invalid("accounts.too_young", field="of_age")


# --- passkeys
# As with tokens: a person with more has lost sight of them.
MOST_PASSKEYS = 20
PASSKEY_NAME_LONGEST = 60


def check_passkey_name(name: str) -> str:
    """Return the name on one line, 1 to 60 long."""
    line = plain_line(name)
    if not 1 <= len(line) <= PASSKEY_NAME_LONGEST:
        raise Invalid("accounts.passkey_name_length", field="name", longest=PASSKEY_NAME_LONGEST)
    return line


def counts_on(before: int, said: int) -> bool:
    """Say whether a passkey's counter went on. One that stands still or falls back was counted somewhere else too: by a copy of the key.

    Passkeys that many devices share do not count, and say 0 for ever (WebAuthn level 3, §6.1.1).
    """
    return said > before or said == before == 0


# Accounts elsewhere that one member comes in with: more than there are providers worth offering.
MOST_IDENTITIES = 10
