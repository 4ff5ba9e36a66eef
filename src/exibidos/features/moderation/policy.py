"""What may a moderator do with which photo, and what follows? Pure rules; a table of every combination is tested."""

from collections.abc import Mapping
from datetime import timedelta

import msgspec

from exibidos.features.images import Moderation, State
from exibidos.features.moderation.model import Action, Facts, Kind, Ruling
from exibidos.kernel.errors import Conflict, Forbidden, Invalid
from exibidos.kernel.names import plain_line, plain_text

# PRODUCT §2 and §6: decided within 48 hours, or somebody else hears of it.
DECIDED_WITHIN = timedelta(hours=48)
# Undoing is for slips; whoever has slept over it decides anew.
UNDONE_WITHIN = timedelta(days=7)
# PRODUCT §6: these hide at once, before anybody has looked.
HIDE_AT_ONCE = frozenset({Kind.INTIMATE_WITHOUT_CONSENT, Kind.MINORS})
URGENT = HIDE_AT_ONCE | {Kind.ILLEGAL, Kind.SELF_HARM}
WORDS_LONGEST = 2_000
# Enough for somebody who cleans up after a bad day, too few for a campaign.
REPORTS_A_DAY, STRANGERS_REPORTS_A_DAY = 30, 10
# Whoever was wrong so often within 90 days still reports, but nothing is hidden on their word alone.
WRONG_AT_MOST, WRONG_WITHIN = 2, timedelta(days=90)
# What the author has to be told about: rule and words are then asked for.
_AGAINST = frozenset({Action.HIDE, Action.HOLD, Action.REMOVE})
UNDOABLE = frozenset(Action) - {Action.REMOVE}

_BY_MODERATION: Mapping[Moderation, frozenset[Action]] = {
    Moderation.CLEAR: frozenset({Action.HIDE, Action.HOLD, Action.REMOVE}),
    Moderation.HIDDEN: frozenset({Action.RESTORE, Action.HOLD, Action.REMOVE}),
    Moderation.HELD: frozenset({Action.RESTORE, Action.REMOVE}),
    Moderation.REMOVED: frozenset(),
}


def may_do(facts: Facts) -> frozenset[Action]:
    """Return what a moderator may do: nothing with what is theirs, and nothing with what is held unless they may open it."""
    if facts.theirs or (facts.moderation is Moderation.HELD and not facts.opener):
        return frozenset()
    may = _BY_MODERATION[facts.moderation]
    if facts.state is State.REVIEW and facts.moderation is Moderation.CLEAR:
        may |= {Action.APPROVE}
    if facts.state is State.PUBLISHED and facts.moderation is Moderation.CLEAR:
        may |= {Action.DISMISS}
    return may


def may_be_reported(state: State, moderation: Moderation) -> bool:
    """Say whether there is anything to report: what nobody sees any more, or never saw, is decided."""
    return state in {State.PUBLISHED, State.REVIEW} and moderation in {Moderation.CLEAR, Moderation.HIDDEN}


def may_look(facts: Facts) -> bool:
    """Say whether the picture may be seen clearly by this moderator: what is held only by who is named for it."""
    return facts.developed and not facts.theirs and (facts.moderation is not Moderation.HELD or facts.opener)


def check(ruling: Ruling, facts: Facts) -> Ruling:
    """Return the ruling in plain words; raises Forbidden for what is theirs or sealed, Conflict for what makes no sense any more."""
    if facts.theirs:
        raise Forbidden("moderation.yours")
    if facts.moderation is Moderation.HELD and not facts.opener:
        raise Forbidden("moderation.sealed")
    if ruling.action not in may_do(facts):
        raise Conflict("moderation.not_now")
    note, statement = plain_text(ruling.note), plain_text(ruling.statement)
    for field, words in (("note", note), ("statement", statement)):
        if len(words) > WORDS_LONGEST:
            raise Invalid("moderation.too_long", field=field, longest=WORDS_LONGEST)
    if ruling.action in _AGAINST:
        if ruling.rule is None:
            raise Invalid("moderation.rule_missing", field="rule")
        # What is sealed is not explained: the words that every author of such a photo reads are the house's own.
        if not statement and ruling.action is not Action.HOLD:
            raise Invalid("moderation.statement_missing", field="statement")
    if not note and ruling.action is not Action.APPROVE:
        raise Invalid("moderation.note_missing", field="note")
    ban = ruling.action is Action.HOLD or (ruling.ban and ruling.action is Action.REMOVE)
    return msgspec.structs.replace(ruling, note=note, statement=statement, ban=ban)


def after(action: Action, state: State, moderation: Moderation, *, developed: bool) -> tuple[State, Moderation]:
    """Return what a photo becomes. What was sealed before anything was made of it is developed now."""
    if action is Action.RESTORE:
        return (state if developed else State.PROCESSING), Moderation.CLEAR
    return {
        Action.APPROVE: (State.PUBLISHED, Moderation.CLEAR),
        Action.DISMISS: (state, moderation),
        Action.HIDE: (state, Moderation.HIDDEN),
        Action.HOLD: (state, Moderation.HELD),
        Action.REMOVE: (state, Moderation.REMOVED),
    }[action]


def closes(action: Action, state: State) -> bool:
    """Say whether a case is over with this. A photo that was never hung goes on waiting when it is only taken out of the dark again."""
    return not (action is Action.RESTORE and state is State.REVIEW)


def check_words(words: str, *, field: str = "words") -> str:
    """Return somebody's words in plain form; raises Invalid when they are too long."""
    said = plain_text(words)
    if len(said) > WORDS_LONGEST:
        raise Invalid("moderation.too_long", field=field, longest=WORDS_LONGEST)
    return said


def check_email(email: str) -> str:
    """Return an address as it can be written to, empty for none; raises Invalid."""
    said = plain_line(email)
    if not said:
        return ""
    name, at, host = said.rpartition("@")
    if not (at and name and "." in host) or len(said) > 254 or " " in said:  # noqa: PLR2004 RFC 5321
        raise Invalid("accounts.email_malformed", field="email")
    return said


def kind_of(word: str) -> Kind:
    """Return a form's word as a Kind; raises Invalid for any other."""
    try:
        return Kind(word)
    except ValueError as error:
        raise Invalid("moderation.no_such_kind", field="kind") from error
