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
    "scripts/main.ts",
    "scripts/upload.ts",
    "node_modules/@fontsource-variable/instrument-sans/files/instrument-sans-latin-wght-normal.woff2",
    "node_modules/@fontsource-variable/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2",
)


@pytest.fixture(scope="session")
def renderer(tmp_path_factory: pytest.TempPathFactory) -> Renderer:
    static: Path = tmp_path_factory.mktemp("static")
    (static / "manifest.json").write_text(json.dumps({name: {"file": f"{Path(name).stem}-1.x"} for name in SOURCES}))
    return Renderer(Catalogue.load(), PublicSettings(), static)
