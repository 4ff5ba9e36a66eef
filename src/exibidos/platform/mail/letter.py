"""What stands in a letter? Sentences of the catalogue under `mail.<name>`, in one frame for text and one for HTML.

A letter is nothing but its keys: `subject` and `lead` always; `body` (paragraphs part at empty lines), `act` (the words of one button,
which leads to `values["href"]`), `small` (small print) and `why` (why one gets it) where there are such.
"""

import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from exibidos.kernel.names import plain_line
from exibidos.platform.text import LOCALES, Catalogue

_TEMPLATES: Final = Path(__file__).parent / "templates"
# Where plain mail is wrapped: old readers show 80 columns, and a reply adds its "> ".
_COLUMNS: Final = 72
Facts = Sequence[tuple[str, str]]


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as it leaves. The subject is one line; `text` and `html` say the same."""

    name: str
    locale: str
    subject: str
    text: str
    html: str


class _Contents(msgspec.Struct, frozen=True, kw_only=True):
    """What both frames are given."""

    subject: str
    lead: str
    greeting: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    act: str
    href: str
    small: str
    why: str
    unsubscribe: str


class Letters:
    """Writes letters in the name of one club. Safe to share."""

    def __init__(self, catalogue: Catalogue, *, club: str, url: str) -> None:
        self._catalogue = catalogue
        self._club = club
        self._url = url
        self._rooms = {locale: self._environment(locale) for locale in LOCALES}

    def write(
        self,
        name: str,
        locale: str,
        values: Mapping[str, str | int],
        *,
        facts: Facts = (),
        unsubscribe: str | None = None,
    ) -> Letter:
        """Return a letter; KeyError when a sentence lacks a value, ValueError when its button would lead out of the club.

        A value `name` is whom it greets. `facts` are lines such as ("Device", "Firefox on Linux").
        """
        values = {"club": self._club, **values}

        def said(part: str) -> str:
            key = f"mail.{name}.{part}"
            return self._catalogue.text(locale, key, **values) if self._catalogue.has(locale, key) else ""

        contents = _Contents(
            subject=plain_line(self._catalogue.text(locale, f"mail.{name}.subject", **values)),
            lead=self._catalogue.text(locale, f"mail.{name}.lead", **values),
            greeting=self._catalogue.text(locale, "mail.greeting", **values) if "name" in values else "",
            paragraphs=tuple(" ".join(part.split()) for part in said("body").split("\n\n") if part.strip()),
            facts=tuple(facts),
            act=said("act"),
            href=self._local(str(values["href"])) if said("act") else "",
            small=said("small"),
            why=said("why") or self._catalogue.text(locale, "mail.why", **values),
            unsubscribe=unsubscribe or "",
        )
        room = self._rooms[locale]
        return Letter(
            name=name,
            locale=locale,
            subject=contents.subject,
            text=room.get_template("letter.txt").render(letter=contents).strip() + "\n",
            html=room.get_template("letter.html").render(letter=contents),
        )

    def _local(self, href: str) -> str:
        """Refuse a button to anywhere else: a letter in the club's name is the best bait that there is."""
        if not href.startswith(f"{self._url.rstrip('/')}/"):
            raise ValueError("a letter's button leads to a page of the club")
        return href

    def _environment(self, locale: str) -> Environment:
        room = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        room.globals.update(
            t=lambda key, **values: self._catalogue.text(locale, key, **values),
            wrapped=lambda text: textwrap.fill(text, _COLUMNS, break_long_words=False, break_on_hyphens=False),
            club=self._club,
            url=self._url,
            locale=locale,
        )
        return room
