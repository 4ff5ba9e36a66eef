"""What may a text that a person wrote carry, and when are two of them one name? No disguise, one form, and a skeleton to compare by."""

import re
import unicodedata

from exibidos.kernel.confusables import LOOKALIKES

# Bidirectional overrides and isolates: they make "gpj.exe" read as "exe.jpg" and swallow the sentence around a name.
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and symbols that draw nothing: Hangul fillers and the empty braille cell. Alone they would be a name that nobody can see.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_READ_AS = {ord(sign): text for text, signs in LOOKALIKES.items() for sign in signs} | {ord("|"): "l"}
# What is read for one another inside a-z and 0-9. `i` and `l` fall together only because `1` stands for both: adm1n, he1p.
_WITHIN_ASCII = str.maketrans({"0": "o", "1": "l", "i": "l"})


def plain_line(text: str) -> str:
    """Return the text on one line: NFC, single spaces, without control and direction characters."""
    return " ".join(_without_controls(text.replace("\n", " ").replace("\t", " ")).split())


def plain_text(text: str) -> str:
    """Return the text with its line breaks: NFC, line feeds only, without other control and direction characters, trimmed."""
    return _without_controls(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def fold(text: str) -> str:
    """Return the form under which names are unique: NFKC and casefold until neither changes it any more."""
    folded = text
    while (further := unicodedata.normalize("NFKC", folded).casefold()) != folded:
        folded = further
    return folded


def skeleton(text: str) -> str:
    """Return what is left of a text when all that looks alike is one (UTS #39); for comparing, never for showing.

    Letters and digits only: case, accents, marks, spaces and joints say nothing. The same skeleton, the same name to a hasty eye.
    """
    seen = fold(text)
    while (further := _barer(seen)) != seen:
        seen = further
    return seen


def words_of(text: str) -> set[str]:
    """Return the skeletons of a text's words, and of the whole; a word ends where letters do, or at a space."""
    words = {text, *text.split(), *re.split(r"[\W_]+", text)}
    return {bones for word in words if (bones := skeleton(word.strip("|")))}


def is_blank(text: str) -> bool:
    """Say whether a text shows nothing at all."""
    return all(unicodedata.category(sign)[0] in "CMZ" or sign in _BLANK for sign in text)


def _barer(text: str) -> str:
    read = fold(unicodedata.normalize("NFKD", text).translate(_READ_AS))
    letters = "".join(sign for sign in unicodedata.normalize("NFKD", read) if unicodedata.category(sign)[0] in "LN")
    # The same three steps as `slug_key` in SQL, in this order.
    return fold(letters).translate(_WITHIN_ASCII).replace("rn", "m").replace("vv", "w")


def _without_controls(text: str) -> str:
    return "".join(
        character
        for character in unicodedata.normalize("NFC", text)
        if character == "\n"
        or (unicodedata.category(character) not in {"Cc", "Cs", "Co", "Cn"} and character not in _DIRECTION)
    )
