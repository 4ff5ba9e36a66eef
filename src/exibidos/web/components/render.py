"""How does a context become a page? One template per page, compiled once per language, escaped always, no value missing silently."""

from datetime import datetime
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket

from exibidos.kernel import clock
from exibidos.platform.text import LOCALES, Catalogue
from exibidos.web.components.grounds import DARKROOM, PAPER
from exibidos.web.components.manifest import Manifest
from exibidos.web.components.public import PublicSettings
from exibidos.web.components.rooms import WINGS

_TEMPLATES: Final = Path(__file__).parent.parent / "templates"
STATIC: Final = Path(__file__).parent.parent / "static"


class _Compiled(BytecodeCache):
    """Compiled templates by name and source: every language needs the same ones, and compiling is most of what making a renderer takes."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled from the same source."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._codes[bucket.key, bucket.checksum] = bucket.code


@cache
def _compiled() -> _Compiled:
    return _Compiled()


class Renderer:
    """Templates with the catalogue, the club and the bundled files at hand. Built once by `app`; safe to share."""

    def __init__(self, catalogue: Catalogue, public: PublicSettings, static: Path = STATIC) -> None:
        self.catalogue = catalogue
        self.public = public
        self.static = static
        self.bundle = Manifest.read(static)
        self._rooms = {locale: self._environment(locale) for locale in LOCALES}

    def render(self, template: str, locale: str, page: msgspec.Struct) -> bytes:
        """Return the whole page as UTF-8; in the template the context is `page`."""
        return self._rooms[locale].get_template(template).render(page=page).encode()

    def _environment(self, locale: str) -> Environment:
        room = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=_compiled(),
        )
        words, zone = self.catalogue, ZoneInfo(self.public.time_zone)

        def text(key: str, **values: object) -> str:
            return words.text(locale, key, **values)

        def plural(key: str, count: int, **values: object) -> str:
            return words.plural(locale, key, count, **values)

        def ago(at: datetime) -> str:
            return words.ago(locale, at, clock.now(), zone)

        names: dict[str, Any] = {
            "t": text,
            "tn": plural,
            "ago": ago,
            "date": lambda at: words.date(locale, at, zone),
            "moment": lambda at: words.moment(locale, at, zone),
            "number": lambda value: words.number(locale, value),
            "section": lambda prefix: words.section(locale, prefix),
            "asset": self.bundle.address,
            "club": self.public,
            "grounds": {"darkroom": DARKROOM, "paper": PAPER},
            "locale": locale,
            "wings": WINGS,
        }
        room.globals.update(names)
        return room
