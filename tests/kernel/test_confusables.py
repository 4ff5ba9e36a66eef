"""Is the table of look-alikes what Unicode's data says, no more and no less?"""

import unicodedata
from collections import defaultdict

from confusable_homoglyphs.utils import load

from exibidos.kernel.confusables import LOOKALIKES
from exibidos.kernel.names import fold

_ALPHABET = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_MARKS_OF_DIRECTION = str.maketrans("", "", "\u200e\u200f")


def _classes() -> list[set[str]]:
    """Return what is taken for one another. The package keeps Unicode's arrows in both directions: whatever they join is one class."""
    above: dict[str, str] = {}

    def top(text: str) -> str:
        while above.setdefault(text, text) != text:
            text = above[text]
        return text

    for text, others in load("confusables.json").items():
        for other in others:
            above[top(text.translate(_MARKS_OF_DIRECTION))] = top(other["c"].translate(_MARKS_OF_DIRECTION))
    classes = defaultdict(set)
    for text in list(above):
        classes[top(text)].add(text)
    return list(classes.values())


def _bare(sign: str) -> str:
    parts = unicodedata.normalize("NFKD", fold(sign))
    return "".join(part for part in parts if unicodedata.category(part) not in {"Mn", "Me", "Cf"})


def test_the_table_is_made_of_unicodes_own_data() -> None:
    read_as = {sign: text for text, signs in LOOKALIKES.items() for sign in signs}
    seen = set()
    for like in _classes():
        texts = {fold(text) for text in like if text.isascii() and set(fold(text)) <= _ALPHABET} - {""}
        signs = {bare for text in like if len(text) == 1 and len(bare := _bare(text)) == 1 and not bare.isascii()}
        if texts:
            seen |= signs
            assert signs <= read_as.keys()
    assert seen == read_as.keys()


def test_no_sign_is_taken_for_two_texts_or_for_itself() -> None:
    signs = [sign for text in LOOKALIKES.values() for sign in text]
    assert len(signs) == len(set(signs))
    assert all(set(text) <= _ALPHABET for text in LOOKALIKES)
    assert not any(sign.isascii() for sign in signs)
