"""What may people say when they want to join, and who may invite how many? Pure rules on answers and invitations."""

import msgspec

from exibidos.features.accounts.model import InvitationWish
from exibidos.kernel.errors import Invalid
from exibidos.kernel.names import plain_line, plain_text

# A code is 60 random bits in 12 digits that nobody confuses when they read them aloud
# (Crockford's base 32): at the 20 joins in 5 minutes that an address has, guessing one of 1,000 open codes takes millions of years.
ANSWER_LONGEST = 2_000
INVITATION_NOTE_LONGEST, INVITATION_USES_MOST, INVITATION_DAYS_LONGEST = 60, 1_000, 366
MOST_INVITATIONS = 20
CODE_BITS = 60
_CODE_DIGITS, _BITS_A_DIGIT = "0123456789abcdefghjkmnpqrstvwxyz", 5
_MISREAD = str.maketrans("oil", "011", "- ")


def check_answer(answer: str, *, asked: bool) -> str:
    """Return an answer with its line breaks; raises Invalid when the club asks and there is none, or it is a novel. Unasked it is empty."""
    words = plain_text(answer) if asked else ""
    if asked and not 1 <= len(words) <= ANSWER_LONGEST:
        raise Invalid("accounts.answer_length", field="answer", longest=ANSWER_LONGEST)
    return words


def check_said(words: str, *, needed: bool) -> str:
    """Return what a moderator says to somebody who waits; a question or a reason is needed, a welcome is not."""
    said = plain_text(words)
    if (needed and not said) or len(said) > ANSWER_LONGEST:
        raise Invalid("accounts.said_length", field="said", longest=ANSWER_LONGEST)
    return said


def check_invitation(wish: InvitationWish) -> InvitationWish:
    """Return the wish with its note on one line; raises Invalid with the field at fault."""
    note = plain_line(wish.note)
    if len(note) > INVITATION_NOTE_LONGEST:
        raise Invalid("accounts.invitation_note_length", field="note", longest=INVITATION_NOTE_LONGEST)
    if not 1 <= wish.uses <= INVITATION_USES_MOST:
        raise Invalid("accounts.invitation_uses", field="uses", most=INVITATION_USES_MOST)
    if not 1 <= wish.days <= INVITATION_DAYS_LONGEST:
        raise Invalid("accounts.invitation_days", field="days", longest=INVITATION_DAYS_LONGEST)
    return msgspec.structs.replace(wish, note=note)


def code_of(secret: int) -> str:
    """Return the code of 60 random bits."""
    places = range(CODE_BITS - _BITS_A_DIGIT, -1, -_BITS_A_DIGIT)
    return "".join(_CODE_DIGITS[secret >> place & 31] for place in places)


def canonical_code(code: str) -> str:
    """Return a code as it is stored, however it was typed: case, hyphens, spaces, o for 0, l for 1."""
    return code.strip().casefold().translate(_MISREAD)[:100]
