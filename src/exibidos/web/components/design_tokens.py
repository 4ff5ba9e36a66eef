"""Which tokens is the room made of? Read from tokens.css as it stands, for the development page that shows them."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

_STYLESHEET: Final = Path(__file__).parent.parent / "assets" / "styles" / "tokens.css"
_DECLARED: Final = re.compile(r"^\s*(--[\w-]+): ([^;]+);", re.MULTILINE)
_COLOUR: Final = re.compile(r"#[0-9a-f]{3,8}$|light-dark\(#|rgb\(")


class Token(msgspec.Struct, frozen=True):
    """`name` with its two dashes, `value` as written."""

    name: str
    value: str


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """Every token, by what it can be seen as; `others` can only be read."""

    colours: tuple[Token, ...]
    spaces: tuple[Token, ...]
    sizes: tuple[Token, ...]
    shadows: tuple[Token, ...]
    others: tuple[Token, ...]


def read_tokens(stylesheet: Path = _STYLESHEET) -> Tokens:
    """Return the tokens of the stylesheet's first rule, in its order."""
    root = stylesheet.read_text(encoding="utf-8").partition("\n}\n")[0]
    kinds: dict[str, list[Token]] = {"colours": [], "spaces": [], "sizes": [], "shadows": [], "others": []}
    for token in _tokens(root):
        kinds[_kind(token)].append(token)
    return Tokens(**{kind: tuple(tokens) for kind, tokens in kinds.items()})


def _tokens(css: str) -> Iterator[Token]:
    for name, value in _DECLARED.findall(css):
        yield Token(name, value)


def _kind(token: Token) -> str:
    if _COLOUR.match(token.value):
        return "colours"
    if re.fullmatch(r"--s\d+", token.name):
        return "spaces"
    if token.value.endswith("rem") or token.value.startswith("clamp("):
        return "sizes"
    return "shadows" if token.name.startswith("--shadow") else "others"
