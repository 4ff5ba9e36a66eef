"""How does Markdown of the host become part of a page? As CommonMark without HTML and pictures, its links to the web or within the club."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

import msgspec
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_LINK: Final = re.compile(r"https?://[^\s]+|/(?!/)[^\s\\]*|#[\w-]*", re.IGNORECASE)
_VALUE: Final = re.compile(r"\{([a-z]+)\}")


class Prose(msgspec.Struct, frozen=True):
    """`body` is safe; `chapters` are its second headings, by the id that each has there."""

    body: Markup
    chapters: tuple[tuple[str, str], ...]


def prose(markdown: str, values: Mapping[str, str]) -> Prose:
    """Return a text as a page shows it. `{name}` in it stands for a value, which is text: nothing in a value is Markdown or HTML."""
    reader = _reader()
    tokens = reader.parse(markdown)
    chapters: list[tuple[str, str]] = []
    for at, token in enumerate(tokens):
        for word in (token, *(token.children or ())):
            if word.type in {"text", "code_inline"}:
                word.content = filled(word.content, values)
        if token.type == "heading_open" and token.tag == "h2":
            chapters.append((f"part-{len(chapters) + 1}", _said(tokens[at + 1].children or (), values)))
            token.attrSet("id", chapters[-1][0])
    drawn = reader.renderer.render(tokens, reader.options, {})
    return Prose(Markup(drawn), tuple(chapters))  # noqa: S704 - the renderer escapes text, and HTML is off


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return a text with what it calls `{name}`; a name that is none of ours stays as it was written."""
    return _VALUE.sub(lambda found: values.get(found[1], found[0]), text)


def _said(words: Sequence[Token], values: Mapping[str, str]) -> str:
    return "".join(filled(word.content, values) for word in words if word.type in {"text", "code_inline"})


class _Reader(MarkdownIt):
    """CommonMark that leads nowhere but to the web or within the club; what would lead elsewhere stays words."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        """Say whether a link may stand."""
        return _LINK.fullmatch(url) is not None


@cache
def _reader() -> MarkdownIt:
    reader = _Reader("commonmark", {"html": False}).disable("image")
    reader.add_render_rule("link_open", _link)
    return reader


def _link(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
    if str(tokens[at].attrGet("href")).lower().startswith("http"):
        tokens[at].attrSet("rel", "noopener nofollow")
    drawn: str = renderer.renderToken(tokens, at, options, env)
    return drawn
