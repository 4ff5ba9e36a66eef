"""What stands in the manifest, and when is a worker another one?"""

import re
import shutil
from pathlib import Path

import msgspec
import pytest

from exibidos.platform.text import Catalogue
from exibidos.web.components.grounds import DARKROOM, PAPER
from exibidos.web.components.public import PublicSettings
from exibidos.web.components.render import Renderer
from exibidos.web.components.shell import Shell, short_name

TOKENS = Path(__file__).parents[3] / "src/exibidos/web/assets/styles/tokens.css"


def kept(shell: Shell, language: str) -> dict[str, object]:
    """Return what the worker of a language is told to keep."""
    first = shell.worker(language).partition(b";\n")[0]
    found: dict[str, object] = msgspec.json.decode(first.removeprefix(b"const SHELL="))
    return found


def test_the_manifest_speaks_the_clubs_language_and_says_its_name(renderer: Renderer) -> None:
    public = PublicSettings(name="Clube da Luz Vermelha", locale="en")
    manifest = msgspec.json.decode(Shell(Renderer(renderer.catalogue, public, renderer.static)).manifest)
    assert (manifest["name"], manifest["short_name"], manifest["lang"]) == (public.name, "Clube da Luz", "en")
    assert manifest["description"].startswith("Clube da Luz Vermelha is a photo club")


@pytest.mark.parametrize(
    ("name", "short"),
    [("exibidos", "exibidos"), ("Foto Clube Vitória", "Foto Clube"), ("Fotografissimamente", "Fotografissi")],
)
def test_a_first_screen_shows_whole_words_where_there_are_some(name: str, short: str) -> None:
    assert short_name(name) == short


def test_a_worker_keeps_the_page_of_its_language_and_what_pages_need(
    renderer: Renderer,
) -> None:
    told = kept(Shell(renderer), "en")
    assert told["page"] == "/offline?lang=en"
    assert isinstance(told["files"], list)
    assert "/static/main-1.x" in told["files"]
    assert not {"/static/sw-1.x", "/static/icon-192-1.x", "/static/components-1.x"} & set(told["files"])


def test_other_words_or_files_make_another_worker_and_the_same_make_the_same(
    renderer: Renderer, tmp_path: Path
) -> None:
    first, again = Shell(renderer), Shell(renderer)
    assert first.worker("en") == again.worker("en")
    renamed = Shell(Renderer(renderer.catalogue, PublicSettings(name="Outro"), renderer.static))
    shutil.copytree(renderer.static, tmp_path, dirs_exist_ok=True)
    manifest = tmp_path / "manifest.json"
    manifest.write_text(manifest.read_text().replace("main-1.x", "main-2.x"))
    rebuilt = Shell(Renderer(Catalogue.load(), PublicSettings(), tmp_path))
    versions = {str(kept(shell, "en")["version"]) for shell in (first, renamed, rebuilt)}
    assert len(versions | {str(kept(first, "pt-BR")["version"])}) == 4


def test_a_language_that_is_not_ours_is_the_clubs(renderer: Renderer) -> None:
    shell = Shell(renderer)
    assert shell.page("xx") == shell.page(None) == shell.page("pt-BR") != shell.page("en")


def test_the_page_for_no_line_leads_nowhere_but_to_itself_and_home(renderer: Renderer) -> None:
    assert set(re.findall(rb'<a [^>]*href="([^"]*)"', Shell(renderer).page("en"))) == {b"#main", b"/", b""}


def test_the_grounds_are_those_of_the_tokens() -> None:
    assert f"--ground: light-dark({PAPER}, {DARKROOM});" in TOKENS.read_text(encoding="utf-8")
