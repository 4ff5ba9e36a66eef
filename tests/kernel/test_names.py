"""Are texts of people plain: no control, no direction, one form?"""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from exibidos.kernel.names import plain_line, plain_text


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
