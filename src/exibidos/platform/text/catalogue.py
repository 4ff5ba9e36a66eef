"""Which sentence stands for this key in this language?

One folder per locale, one TOML file per room; a missing key is an error, not an empty page.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal

from exibidos.kernel.errors import Conflict, Forbidden, Invalid, Limited, NotFound, Problem, Unavailable
from exibidos.platform.text.languages import LOCALES

_FOLDER: Final = Path(__file__).parent
_KINDS: Final[Mapping[type[Problem], str]] = {
    NotFound: "not_found",
    Forbidden: "forbidden",
    Conflict: "conflict",
    Invalid: "invalid",
    Limited: "limited",
    Unavailable: "unavailable",
}
# After a week "8 days ago" says less than the date.
_RECENT: Final = timedelta(days=7)


class Catalogue:
    """All sentences of all locales. Placeholders are `{name}`; numbers given as values are written as the locale does."""

    def __init__(self, sentences: Mapping[str, Mapping[str, str]]) -> None:
        self._sentences = sentences
        self._locales = {name: Locale.parse(name, sep="-") for name in sentences}

    @classmethod
    def load(cls, folder: Path = _FOLDER) -> "Catalogue":
        """Read every `<locale>/*.toml`; nested tables become dotted keys. A key stands in one file only, or ValueError."""
        return cls({locale: _read(folder / locale) for locale in LOCALES})

    def keys(self, locale: str) -> frozenset[str]:
        return frozenset(self._sentences[locale])

    def has(self, locale: str, key: str) -> bool:
        return key in self._sentences[locale]

    def text(self, locale: str, key: str, /, **values: object) -> str:
        """Return the sentence of `key` with its placeholders filled; KeyError when key or value is missing."""
        sentence = self._sentences[locale][key]
        return sentence.format_map({name: self._written(locale, value) for name, value in values.items()})

    def plural(self, locale: str, key: str, count: int, **values: object) -> str:
        """Return `key.one` or `key.other`, as the locale counts, with `{count}` filled."""
        form = self._locales[locale].plural_form(count)
        chosen = f"{key}.{form}" if self.has(locale, f"{key}.{form}") else f"{key}.other"
        return self.text(locale, chosen, count=count, **values)

    def problem(self, locale: str, problem: Problem) -> str:
        """Return what to tell a person: the sentence of `error.<code>`, else the one of its kind."""
        if self.has(locale, f"error.{problem.code}"):
            try:
                return self.text(locale, f"error.{problem.code}", **problem.values)
            except KeyError:
                # A reason that was stored as a bare code has lost its values; the kind's sentence needs none of them.
                pass
        kind = next((name for cls, name in _KINDS.items() if isinstance(problem, cls)), "unexpected")
        return self.text(locale, f"error.kind.{kind}", **problem.values)

    def section(self, locale: str, prefix: str) -> dict[str, str]:
        """Return the raw sentences below `prefix.`, by the rest of their key: what a script needs to speak."""
        start = f"{prefix}."
        return {
            key.removeprefix(start): sentence
            for key, sentence in self._sentences[locale].items()
            if key.startswith(start)
        }

    def number(self, locale: str, value: float) -> str:
        return str(format_decimal(value, locale=self._locales[locale]))

    def date(self, locale: str, at: datetime, zone: tzinfo) -> str:
        """Return `14 de março de 2026`, as seen on the club's wall clock."""
        return format_date(at.astimezone(zone), "long", locale=self._locales[locale])

    def moment(self, locale: str, at: datetime, zone: tzinfo) -> str:
        """Return date and time in full, for a tooltip."""
        return format_datetime(at, "long", tzinfo=zone, locale=self._locales[locale])

    def ago(self, locale: str, at: datetime, now: datetime, zone: tzinfo) -> str:
        """Return `há 3 horas` within a week, the date beyond."""
        if now - at >= _RECENT:
            return self.date(locale, at, zone)
        passed = min(at - now, timedelta(seconds=-1))
        return str(format_timedelta(passed, locale=self._locales[locale], add_direction=True))

    def _written(self, locale: str, value: object) -> str:
        return self.number(locale, value) if isinstance(value, int | float) else str(value)


def _read(folder: Path) -> dict[str, str]:
    sentences: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        found = dict(_flat("", tomllib.loads(path.read_text(encoding="utf-8"))))
        if twice := sorted(found.keys() & sentences):
            raise ValueError(f"{path.name} repeats {', '.join(twice)}")
        sentences.update(found)
    return sentences


def _flat(prefix: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", str(value)
