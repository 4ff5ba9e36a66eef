"""Does the page of components show every macro and every token there is, in both themes, with ids of its own?"""

import re
from collections import Counter
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, nodes
from jinja2.runtime import Macro

from exibidos.platform.text import LOCALES
from exibidos.web.components.frame import Frame
from exibidos.web.components.render import Renderer
from exibidos.web.pages.components import made_up

WEB = Path(__file__).parents[3] / "src/exibidos/web"
TEMPLATES = sorted(path.name for path in (WEB / "templates").glob("*.html"))


@pytest.fixture
def page(renderer: Renderer) -> str:
    return renderer.render("components.html", "en", made_up(Frame())).decode()


def macros() -> list[tuple[str, str]]:
    """Return every macro of every template."""
    room = Environment(loader=FileSystemLoader(WEB / "templates"), autoescape=True)
    return [
        (template, macro.name)
        for template in TEMPLATES
        for macro in room.parse((WEB / "templates" / template).read_text(encoding="utf-8")).find_all(nodes.Macro)
    ]


def test_every_macro_is_shown(renderer: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: set[str] = set()
    draw = Macro._invoke

    def noted(self: Macro, arguments: list[object], autoescape: bool) -> str:
        shown.add(self.name)
        return draw(self, arguments, autoescape)

    monkeypatch.setattr(Macro, "_invoke", noted)
    renderer.render("components.html", "en", made_up(Frame()))
    missing = [f"{name} of {template}" for template, name in macros() if name not in shown]
    assert missing == [], "show them in web/templates/components.html"


def test_no_two_macros_have_one_name() -> None:
    names = Counter(name for _, name in macros())
    assert [name for name, times in names.items() if times > 1] == []


def test_every_token_is_shown(page: str) -> None:
    declared = set(re.findall(r"(--[\w-]+):", (WEB / "assets/styles/tokens.css").read_text(encoding="utf-8")))
    assert declared
    assert [token for token in declared if f"<code>{token}</code>" not in page] == []


def test_every_icon_is_shown_with_its_name(page: str) -> None:
    drawn = re.findall(r'^  "(\w+)": \'<', (WEB / "templates/_icons.html").read_text(encoding="utf-8"), re.MULTILINE)
    assert drawn
    assert [name for name in drawn if f"<code>{name}</code>" not in page] == []


def test_both_themes_show_the_same(page: str) -> None:
    halves = re.split(r'<div class="specimens" data-theme="(\w+)">', page)
    assert Counter(halves[1::2]) == {"darkroom": len(halves) // 4, "paper": len(halves) // 4}


def test_no_id_stands_twice(page: str) -> None:
    ids = Counter(re.findall(r'\sid="([^"]*)"', page))
    assert [name for name, times in ids.items() if times > 1] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_it_keeps_to_the_policy_of_pages(renderer: Renderer, locale: str) -> None:
    page = renderer.render("components.html", locale, made_up(Frame())).decode()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
