"""What may a browser keep of the club? Its name and icons, the bundled files, a page for no line, and the worker that serves them.

All of it is the same for everybody who reads a language, so it is made once, and no session is ever asked for.
"""

import hashlib
from collections.abc import Iterator
from typing import Any, Final

import msgspec

from exibidos.platform.text import LOCALES, choose_locale
from exibidos.web.components.frame import Frame
from exibidos.web.components.grounds import DARKROOM
from exibidos.web.components.render import Renderer

OFFLINE: Final = "/offline"
_WORKER: Final = "worker/sw.ts"
_NOT_KEPT: Final = ("icons/", "scripts/components", "styles/components")
# Longer names are cut by first screens at a place that nobody chose (W3C: short_name; Android and iOS show about so many letters).
_SHORT: Final = 12


class OfflinePage(msgspec.Struct, frozen=True, kw_only=True):
    """`frame` holds nobody: the page is kept where whoever comes next may find it."""

    frame: Frame = Frame(path=OFFLINE)


class Shell:
    """The bytes of each, by language. Built once by `app`."""

    def __init__(self, renderer: Renderer) -> None:
        self.manifest = msgspec.json.encode(_manifest(renderer))
        self._default = renderer.public.locale
        self._pages = {locale: renderer.render("offline.html", locale, OfflinePage()) for locale in LOCALES}
        source = (renderer.static / renderer.bundle.address(_WORKER).removeprefix("/static/")).read_bytes()
        files = list(_kept(renderer))
        self._workers = {locale: _worker(source, locale, page, files) for locale, page in self._pages.items()}

    def page(self, language: str | None) -> bytes:
        """Return the page for no line in a language of ours, else in the club's."""
        return self._pages[self._known(language)]

    def worker(self, language: str | None) -> bytes:
        """Return the worker that keeps the page of this language."""
        return self._workers[self._known(language)]

    def _known(self, language: str | None) -> str:
        return choose_locale(language, None, default=self._default)


def _worker(source: bytes, locale: str, page: bytes, files: list[str]) -> bytes:
    """Return the worker with what it keeps written above it; other files or words make other bytes, so browsers see a new version."""
    version = hashlib.sha256(b"\0".join((source, page, *map(str.encode, files)))).hexdigest()[:12]
    kept = {"version": version, "page": f"{OFFLINE}?lang={locale}", "files": files}
    return b"const SHELL=" + msgspec.json.encode(kept) + b";\n" + source


def _kept(renderer: Renderer) -> Iterator[str]:
    """Yield the addresses of styles, scripts, fonts and the favicon.

    Icons are for the system, which fetches them itself; what only the page of components needs, production has no page for.
    """
    for name in renderer.bundle:
        if name != _WORKER and not name.startswith(_NOT_KEPT):
            yield renderer.bundle.address(name)


def _manifest(renderer: Renderer) -> dict[str, Any]:
    """Return the club as an application (W3C Web Application Manifest), in the club's own language: it is one file for all."""
    club, words, asset = renderer.public, renderer.catalogue, renderer.bundle.address

    def text(key: str, **values: object) -> str:
        return words.text(club.locale, key, **values)

    def icon(name: str, side: int, purpose: str = "any") -> dict[str, str]:
        source = asset(f"icons/{name}-{side}.png")
        return {"src": source, "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}

    return {
        "id": "/",
        "name": club.name,
        "short_name": short_name(club.name),
        "description": text("club.description", club=club.name),
        "lang": club.locale,
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        # A manifest has one colour for both schemes: the darkroom's, as the icons. Open pages say both (base.html).
        "background_color": DARKROOM,
        "theme_color": DARKROOM,
        "categories": ["photo", "social"],
        "icons": [icon(name, side, purpose) for name, purpose in _ICONS for side in (192, 512)],
        "shortcuts": [
            {
                "name": text("upload.title"),
                "short_name": text("nav.upload"),
                "url": "/upload",
                "icons": [icon("upload", 96)],
            }
        ],
    }


_ICONS: Final = (("icon", "any"), ("maskable", "maskable"))


def short_name(name: str) -> str:
    """Return as many whole words as a first screen shows; of a first word that is longer, its beginning."""
    shown = ""
    for word in name.split():
        longer = f"{shown} {word}".strip()
        if len(longer) > _SHORT:
            break
        shown = longer
    return shown or name.strip()[:_SHORT]
