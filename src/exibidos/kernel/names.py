"""What may a text that a person wrote carry? Letters and marks, no control or direction characters that disguise what follows."""

import unicodedata

# Bidirectional overrides and isolates: they make "gpj.exe" read as "exe.jpg" and swallow the sentence around a name.
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain_line(text: str) -> str:
    """Return the text on one line: NFC, single spaces, without control and direction characters."""
    return " ".join(_without_controls(text.replace("\n", " ").replace("\t", " ")).split())


def plain_text(text: str) -> str:
    """Return the text with its line breaks: NFC, line feeds only, without other control and direction characters, trimmed."""
    return _without_controls(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _without_controls(text: str) -> str:
    return "".join(
        character
        for character in unicodedata.normalize("NFC", text)
        if character == "\n"
        or (unicodedata.category(character) not in {"Cc", "Cs", "Co", "Cn"} and character not in _DIRECTION)
    )
