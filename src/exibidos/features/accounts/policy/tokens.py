"""How far may a program act for a member, and which strings are tokens? Pure rules."""

import re
import string
import zlib

import msgspec

from exibidos.features.accounts.model import TokenWish
from exibidos.kernel.actor import Scope
from exibidos.kernel.errors import Invalid
from exibidos.kernel.names import plain_line

# Personal tokens: `exb_`, 256 random bits in 43 digits of base 62, and the CRC-32 of all that in 6 more. The prefix lets leak scanners
# find a token, the checksum tells them, and us, that a string is none without asking anybody (as GitHub's tokens do).
TOKEN_PREFIX, TOKEN_BITS = "exb_", 256
TOKEN_NAME_LONGEST = 60
TOKEN_DAYS, TOKEN_DAYS_LONGEST = 90, 366
# One for each program or device of one person; who would need more has lost sight of those they have.
MOST_TOKENS = 20
# Made and revoked in a circle they would fill the table and the audit log.
TOKENS_AN_HOUR = 30
_SECRET_DIGITS, _CHECK_DIGITS = 43, 6
_TOKEN = re.compile(rf"{TOKEN_PREFIX}[0-9A-Za-z]{{{_SECRET_DIGITS + _CHECK_DIGITS}}}", re.ASCII)
_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase


def check_token(wish: TokenWish) -> TokenWish:
    """Return the wish with its name on one line and its scopes once each, in their order; raises Invalid with the field at fault."""
    name = plain_line(wish.name)
    if not 1 <= len(name) <= TOKEN_NAME_LONGEST:
        raise Invalid("accounts.token_name_length", field="name", longest=TOKEN_NAME_LONGEST)
    if not wish.scopes:
        raise Invalid("accounts.token_without_scope", field="scopes")
    if not 1 <= wish.days <= TOKEN_DAYS_LONGEST:
        raise Invalid("accounts.token_days", field="expires_in_days", longest=TOKEN_DAYS_LONGEST)
    return msgspec.structs.replace(wish, name=name, scopes=tuple(scope for scope in Scope if scope in wish.scopes))


def token_of(secret: int) -> str:
    """Return the token of 256 random bits."""
    body = TOKEN_PREFIX + _in_base_62(secret, _SECRET_DIGITS)
    return body + _checksum(body)


def is_token(text: str) -> bool:
    """Say whether a text can be a token of ours: its form and its checksum are right."""
    return bool(_TOKEN.fullmatch(text)) and _checksum(text[:-_CHECK_DIGITS]) == text[-_CHECK_DIGITS:]


def _checksum(body: str) -> str:
    return _in_base_62(zlib.crc32(body.encode()), _CHECK_DIGITS)


def _in_base_62(number: int, digits: int) -> str:
    written = ""
    for _ in range(digits):
        number, digit = divmod(number, len(_DIGITS))
        written = _DIGITS[digit] + written
    return written
