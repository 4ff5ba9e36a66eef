"""Does each saved file ask for the right thing?"""

from pathlib import Path

import pytest

import exibidos
from exibidos.cli.up.reload import Change, kinds, watched

SOURCE = Path(exibidos.__file__).parent


@pytest.mark.parametrize(
    ("files", "asked"),
    [
        (["web/pages/home.py"], [Change.CODE]),
        (["web/templates/page.html"], [Change.CODE]),
        (["web/assets/main.css"], [Change.ASSETS]),
        (["migrations/versions/0005_more.py", "kernel/ids.py"], [Change.SCHEMA]),
        (["web/assets/main.ts", "kernel/ids.py"], [Change.ASSETS, Change.CODE]),
    ],
)
def test_a_saved_file_asks_for_its_own(files: list[str], asked: list[Change]) -> None:
    assert kinds({SOURCE / file for file in files}) == asked


def test_what_the_bundler_and_npm_write_is_not_watched() -> None:
    roots = watched()
    assert SOURCE / "web" / "templates" in roots
    assert SOURCE / "features" in roots
    for written in (
        SOURCE / "web" / "static" / "main.js",
        SOURCE / "web" / "assets" / "node_modules" / "vite" / "x.js",
    ):
        assert not any(written.is_relative_to(root) for root in roots)
