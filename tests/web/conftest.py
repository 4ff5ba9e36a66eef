"""What do tests of pages need? A renderer whose bundled files are named but not built."""

import json
from pathlib import Path

import pytest

from exibidos.platform.text import Catalogue
from exibidos.web.components.public import PublicSettings
from exibidos.web.components.render import Renderer

SOURCES = (
    "favicon.svg",
    "styles/main.css",
    "styles/components.css",
    "styles/developers.css",
    "scripts/main.ts",
    "scripts/upload.ts",
    "scripts/passkeys.ts",
    "scripts/offline.ts",
    "scripts/components.ts",
    "scripts/developers.ts",
    "worker/sw.ts",
    "node_modules/@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2",
    "node_modules/@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2",
    *(
        f"icons/{name}.png"
        for name in (
            "icon-32",
            "icon-192",
            "icon-512",
            "maskable-192",
            "maskable-512",
            "apple-180",
            "upload-96",
            "card-1200",
        )
    ),
)


@pytest.fixture(scope="session")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Renderer:
    static: Path = tmp_path_factory.mktemp("static")
    (static / "manifest.json").write_text(json.dumps({name: {"file": _bundled(name)} for name in SOURCES}))
    (static / _bundled("worker/sw.ts")).write_text("self.addEventListener('install', SHELL);")
    return Renderer(Catalogue.load(), PublicSettings(), static)


def _bundled(name: str) -> str:
    return f"{Path(name).stem}-1.x"
