"""Which words does the club stand by? Terms, rules, privacy and about: Markdown of the host's or ours, each with a version.

A folder holds `<locale>/<name>.md`; its first line is `version: …`, then Markdown follows. Where the host gives a text, only the host's
languages of it are served: two texts that say different things would both be true.
"""

import hashlib
import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

import msgspec

from exibidos.kernel.errors import Invalid
from exibidos.platform.text.languages import DEFAULT_LOCALE, LOCALES

_OURS: Final = Path(__file__).parent
# What stands in an edition must not hold its separators, and nobody wants to read more than a date or a number.
_VERSION: Final = re.compile(r"version:\s*([A-Za-z0-9][A-Za-z0-9._-]{0,39})\s*", re.ASCII)
_TITLE: Final = re.compile(r"#\s+(.+)")
# A text of a few pages has 20,000 letters; each is drawn once and kept in memory.
_LONGEST: Final = 200_000


class TextName(StrEnum):
    """The texts, as their addresses and files are named."""

    TERMS = "terms"
    RULES = "rules"
    PRIVACY = "privacy"
    ABOUT = "about"


# What people agree to when they join, and again when it changes. Who the club is may change without asking anybody.
AGREED: Final = (TextName.TERMS, TextName.RULES, TextName.PRIVACY)


class ClubText(msgspec.Struct, frozen=True, kw_only=True):
    """One text in one language: Markdown without its title."""

    name: TextName
    locale: str
    version: str
    title: str
    body: str


class ClubTexts:
    """All texts, by name and language."""

    def __init__(self, texts: Mapping[TextName, Mapping[str, ClubText]]) -> None:
        self._texts = texts
        self.edition = edition_of({name.value: next(iter(texts[name].values())).version for name in AGREED})

    def get(self, name: TextName, locale: str) -> ClubText:
        """Return a text in a reader's language, else in the club's own, else in whichever there is."""
        known = self._texts[name]
        return known.get(locale) or known.get(DEFAULT_LOCALE) or next(iter(known.values()))

    def version(self, name: TextName) -> str:
        return next(iter(self._texts[name].values())).version


def edition_of(versions: Mapping[str, str]) -> str:
    """Return the versions of several texts as one word: what a member's row and session hold."""
    return " ".join(f"{name}={version}" for name, version in versions.items())


def versions_of(edition: str) -> dict[str, str]:
    """Return the version of each text in an edition; what was agreed to before there were editions names no text."""
    pairs = (pair.partition("=") for pair in edition.split())
    return {name: version for name, equals, version in pairs if equals}


def read_texts(folder: str) -> ClubTexts:
    """Read the host's texts, and ours where the host gives none. Raises Invalid("settings.wrong") naming LEGAL_FOLDER and the file."""
    ours = _read(_OURS)
    if not folder:
        return ClubTexts(ours)
    if not Path(folder).is_dir():
        raise _wrong(f"{folder} is no folder")
    return ClubTexts({**ours, **_read(Path(folder))})


def _read(folder: Path) -> dict[TextName, dict[str, ClubText]]:
    found: dict[TextName, dict[str, ClubText]] = {}
    for name in TextName:
        paths = {locale: folder / locale / f"{name}.md" for locale in LOCALES}
        written = {locale: _written(path) for locale, path in paths.items() if path.is_file()}
        if written:
            found[name] = _versioned(name, written)
    return found


def _written(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise _wrong(f"{path} cannot be read: {error}") from error
    if not text.strip() or len(text) > _LONGEST:
        raise _wrong(f"{path} is empty or longer than {_LONGEST} letters")
    return text


def _versioned(name: TextName, written: Mapping[str, str]) -> dict[str, ClubText]:
    """Return a text's languages under one version: the declared one, or else the digest of all of them, which any change makes new."""
    split = {locale: _split(text) for locale, text in written.items()}
    declared = {version for version, _, _ in split.values()}
    if len(declared) > 1:
        raise _wrong(f"{name}.md has another version in each language")
    (version,) = declared
    if not version:
        version = hashlib.sha256("\0".join(written[locale] for locale in sorted(written)).encode()).hexdigest()[:12]
    return {
        locale: ClubText(name=name, locale=locale, version=version, title=title or name.value, body=body)
        for locale, (_, title, body) in split.items()
    }


def _split(text: str) -> tuple[str, str, str]:
    """Return declared version, title and the rest; what is not declared is empty."""
    first, _, rest = text.lstrip().partition("\n")
    declared = _VERSION.fullmatch(first)
    if first.startswith("version:") and not declared:
        raise _wrong(f"{first!r} is no version: letters, digits, dots and dashes, up to 40")
    body = rest.lstrip() if declared else text.lstrip()
    line, _, after = body.partition("\n")
    title = _TITLE.fullmatch(line.strip())
    return (declared[1] if declared else "", title[1] if title else "", after.lstrip() if title else body)


def _wrong(why: str) -> Invalid:
    return Invalid("settings.wrong", field="LEGAL_FOLDER", name="LEGAL_FOLDER", why=why)
