"""Is Markdown of the host text and nothing else, and do its links lead only to the web or within the club?"""

import pytest

from exibidos.platform.text import LOCALES, TextName, read_texts
from exibidos.web.components.prose import prose


def test_html_in_it_is_text() -> None:
    drawn = prose("<script>alert(1)</script>\n\n<img src=x onerror=y>", {}).body
    assert "<script" not in drawn
    assert "<img" not in drawn


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "mailto:a@b.test",
        "//evil.test/x",
        "file:///etc/passwd",
        "ftp://a.test",
        "other",
    ],
)
def test_a_link_that_leads_elsewhere_stays_words(address: str) -> None:
    assert "href" not in prose(f"[a]({address}) <{address}>\n\n[b]\n\n[b]: {address}", {}).body


@pytest.mark.parametrize(
    "address", ["https://a.test/b?c=d#e", "http://a.test", "/terms", "#part-1", "/settings/privacy"]
)
def test_a_link_to_the_web_or_within_the_club_is_one(address: str) -> None:
    assert f'href="{address}"' in prose(f"[a]({address})", {}).body


def test_a_value_is_never_markdown_or_html() -> None:
    drawn = prose("## Of {club}\n\n{club} `{club}` {nobody}", {"club": "*<b>x</b>* [a](https://b.test)"})
    assert "<em>" not in drawn.body
    assert "<b>" not in drawn.body
    assert "<a" not in drawn.body
    assert "{nobody}" in drawn.body
    assert drawn.chapters == (("part-1", "Of *<b>x</b>* [a](https://b.test)"),)


def test_pictures_load_nothing_from_anywhere() -> None:
    assert "<img" not in prose("![a](https://b.test/c.png)", {}).body


def test_our_own_texts_leave_no_name_unfilled_and_no_link_dead() -> None:
    known = dict.fromkeys(("club", "url", "operator", "contact", "age"), "x")
    for locale in LOCALES:
        for name in TextName:
            drawn = prose(read_texts("").get(name, locale).body, known).body
            assert "{" not in drawn
            assert "](" not in drawn
