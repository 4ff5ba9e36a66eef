"""What may a moderator do? Every state, decision and person, each once."""

from itertools import product

import pytest

from exibidos.features.images import Moderation, State
from exibidos.features.moderation.model import Action, Facts, Kind, Ruling
from exibidos.features.moderation.policy import UNDOABLE, after, check, check_email, closes, may_do, may_look
from exibidos.kernel.errors import Conflict, Forbidden, Invalid

FACTS = [
    Facts(state=state, moderation=moderation, developed=developed, theirs=theirs, opener=opener)
    for state, moderation, developed, theirs, opener in product(
        State, Moderation, (True, False), (True, False), (True, False)
    )
]
BOTH = frozenset({Action.HOLD, Action.REMOVE})
# What a moderator may do with what is nobody of theirs and opens for them: the whole table, written out.
TABLE: dict[tuple[Moderation, State], frozenset[Action]] = {
    (Moderation.CLEAR, State.PUBLISHED): BOTH | {Action.DISMISS, Action.HIDE},
    (Moderation.CLEAR, State.REVIEW): BOTH | {Action.APPROVE, Action.HIDE},
    **{(Moderation.CLEAR, state): BOTH | {Action.HIDE} for state in (State.PROCESSING, State.REJECTED, State.FAILED)},
    **{(Moderation.HIDDEN, state): BOTH | {Action.RESTORE} for state in State},
    **{(Moderation.HELD, state): frozenset({Action.RESTORE, Action.REMOVE}) for state in State},
    **{(Moderation.REMOVED, state): frozenset() for state in State},
}


def said(action: Action) -> Ruling:
    return Ruling(action=action, rule=Kind.OTHER, note="seen", statement="It breaks a rule.")


@pytest.mark.parametrize("facts", FACTS, ids=str)
def test_every_combination_is_as_the_table_says(facts: Facts) -> None:
    sealed = facts.moderation is Moderation.HELD and not facts.opener
    expected = frozenset() if facts.theirs or sealed else TABLE[facts.moderation, facts.state]
    assert may_do(facts) == expected
    assert may_look(facts) == (facts.developed and not facts.theirs and not sealed)
    for action in Action:
        if facts.theirs or sealed:
            with pytest.raises(Forbidden):
                check(said(action), facts)
        elif action in expected:
            check(said(action), facts)
        else:
            with pytest.raises(Conflict):
                check(said(action), facts)


@pytest.mark.parametrize("facts", [facts for facts in FACTS if may_do(facts)], ids=str)
def test_what_follows_is_what_the_action_says_and_nothing_hangs_by_accident(facts: Facts) -> None:
    for action in may_do(facts):
        state, moderation = after(action, facts.state, facts.moderation, developed=facts.developed)
        shown = (state, moderation) == (State.PUBLISHED, Moderation.CLEAR)
        if action in {Action.HIDE, *BOTH}:
            assert not shown
            assert state is facts.state
        if facts.state is not State.PUBLISHED and shown:
            assert action is Action.APPROVE, "what never hung hangs only by approval"
        if action is Action.RESTORE and not facts.developed:
            assert state is State.PROCESSING
        assert closes(action, facts.state) or (action is Action.RESTORE and facts.state is State.REVIEW)
    assert Action.REMOVE not in UNDOABLE


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rule": None}, "rule"),
        ({"statement": " "}, "statement"),
        ({"note": ""}, "note"),
        ({"note": "x" * 2001}, "note"),
    ],
)
def test_against_an_author_nothing_is_done_without_rule_reason_and_words(
    changes: dict[str, object], field: str
) -> None:
    facts = next(facts for facts in FACTS if Action.HIDE in may_do(facts))
    words: dict[str, object] = {"rule": Kind.SPAM, "note": "seen", "statement": "It is spam.", **changes}
    with pytest.raises(Invalid) as refused:
        check(Ruling(action=Action.HIDE, **words), facts)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_sealing_always_keeps_copies_out_and_only_removing_may() -> None:
    facts = next(facts for facts in FACTS if may_do(facts) >= BOTH | {Action.HIDE})
    bans = {
        action: check(Ruling(action=action, rule=Kind.ILLEGAL, note="n", statement="s", ban=True), facts).ban
        for action in (Action.HIDE, *BOTH)
    }
    assert bans == {Action.HIDE: False, Action.HOLD: True, Action.REMOVE: True}
    assert check(Ruling(action=Action.HOLD, rule=Kind.ILLEGAL, note="n"), facts).ban


@pytest.mark.parametrize("email", ["ana", "ana@x", "a b@c.de", "@c.de", "a" * 250 + "@c.de"])
def test_an_address_that_cannot_be_written_to_is_refused(email: str) -> None:
    with pytest.raises(Invalid):
        check_email(email)
    assert check_email("  ana@exibidos.test ") == "ana@exibidos.test"
    assert check_email("") == ""
