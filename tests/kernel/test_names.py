"""Are texts of people plain: no control, no direction, one form? And are names that look alike one?"""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exibidos.kernel.confusables import LOOKALIKES
from exibidos.kernel.names import fold, is_blank, plain_line, plain_text, skeleton


@given(st.text())
def test_plain_text_is_stable_and_carries_no_control(text: str) -> None:
    once = plain_text(text)
    assert plain_text(once) == once
    assert not any(unicodedata.category(character) == "Cc" and character != "\n" for character in once)


@given(st.text())
def test_a_plain_line_is_one_line(text: str) -> None:
    assert "\n" not in plain_line(text)


def test_direction_overrides_are_dropped() -> None:
    assert plain_line("foto\u202egpj.exe") == "fotogpj.exe"


def test_accents_are_composed() -> None:
    assert plain_line("a\u0303o") == "ão"


@given(st.text())
def test_a_folded_text_folds_no_further(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert fold(text.upper()) == fold(fold(text.upper()))


@given(st.text())
def test_a_skeleton_is_bare_and_its_own_skeleton(text: str) -> None:
    bones = skeleton(text)
    assert skeleton(bones) == bones
    assert all(unicodedata.category(sign)[0] in "LN" for sign in bones)


_DISGUISES = st.sampled_from(["", "\u0301", "\u200b", "\ufe0f", "\u00ad", " ", "-", "_", "."])
_SLUGS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-_", min_size=1, max_size=30)
_LIKE = {"0": "o", "o": "0", "1": "il", "l": "1i", "i": "1l"}


@given(_SLUGS, st.data())
def test_look_alikes_have_one_skeleton(slug: str, data: st.DataObject) -> None:
    disguised = "".join(
        data.draw(st.sampled_from([sign, sign.upper(), *_LIKE.get(sign, ""), *LOOKALIKES.get(sign, "")]))
        + data.draw(_DISGUISES)
        for sign in slug
    )
    assert skeleton(disguised) == skeleton(slug)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("admin", "adm1n"),
        ("help", "he1p"),
        ("exibidos", "exíbidos"),
        ("exibidos", "\u0435\u0445\u0456b\u0456d\u043es"),
        ("moderacao", "Moderação"),
        ("modern", "modem"),
        ("vvilson", "wilson"),
        ("ana-luz", "ana_luz"),
        ("analuz", "ana-luz"),
        ("Rooms", "R\N{CYRILLIC SMALL LETTER O}\N{GREEK SMALL LETTER OMICRON}ms"),
        ("paypal", "\U0001d52d\U0001d4b6\U0001d4cepa\U0001d7cf"),
    ],
)
def test_what_is_taken_for_one_another_is_one(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"), [("clara", "dara"), ("bia", "8ia"), ("sa", "5a"), ("ana", "anna"), ("a", "")]
)
def test_what_is_told_apart_is_two(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@pytest.mark.parametrize("text", ["\u3164", "\u2800 \u2800", "\u0301", "\u200b", "\u00ad\ufe0f", ""])
def test_what_nobody_can_see_is_blank(text: str) -> None:
    assert is_blank(text)
    assert not is_blank(text + "a")
