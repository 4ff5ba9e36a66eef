"""Does every letter say the same as text and as HTML, in both languages, and nothing that its values smuggle in?"""

import re
from pathlib import Path
from string import Formatter

import pytest

import exibidos
from exibidos.platform.mail import Letter, Letters
from exibidos.platform.text import LOCALES, Catalogue

URL = "https://club.test"
HOSTILE = "<script>alert(1)</script>\r\nBcc: all@club.test {club} {{ 7 * 7 }}"
SENTENCES = {
    "mail.trial.subject": "{name} wrote",
    "mail.trial.lead": "Look, {name}",
    "mail.trial.body": "First\nline.\n\nSecond line.",
    "mail.trial.act": "Go on",
    "mail.trial.small": "Only once.",
}
WORDS = Catalogue.load()
LETTERS = Letters(WORDS, club="exibidos", url=URL)


def trial(**changes: str) -> Letters:
    """Return letters with one more, `trial`."""
    words = {locale: {**WORDS._sentences[locale], **SENTENCES, **changes} for locale in LOCALES}
    return Letters(Catalogue(words), club="exibidos", url=URL)


def names() -> list[str]:
    """Return every letter of the catalogue."""
    return sorted(key.split(".")[1] for key in WORDS.keys("en") if re.fullmatch(r"mail\.[a-z_]+\.subject", key))


def sample(name: str, locale: str) -> Letter:
    """Return a letter with a hostile word for each value that its sentences ask for."""
    sentences = [text for key, text in WORDS._sentences[locale].items() if key.startswith(f"mail.{name}.")]
    asked = {field for text in sentences for _, field, _, _ in Formatter().parse(text) if field} - {"club"}
    return LETTERS.write(name, locale, {**dict.fromkeys(asked, HOSTILE), "href": f"{URL}/go?a=1&b=2"})


@pytest.mark.parametrize("locale", LOCALES)
def test_every_letter_of_the_catalogue_is_whole_whatever_its_values_are(locale: str) -> None:
    for name in names():
        letter = sample(name, locale)
        assert letter.subject
        assert "\n" not in letter.subject
        assert "<script" not in letter.html
        assert "49" not in letter.html


def test_every_letter_that_is_sent_is_in_the_catalogue() -> None:
    source = Path(exibidos.__file__).parent
    sent = {
        name
        for path in source.rglob("*.py")
        for name in re.findall(r"mailer\.send\(\s*\"([a-z_]+)\"", path.read_text(encoding="utf-8"))
    }
    assert sent <= set(names())


def test_text_and_html_say_the_same() -> None:
    letter = trial().write("trial", "en", {"name": "Ana", "href": f"{URL}/go"}, facts=[("Device", "Firefox")])
    for part in ("Look, Ana", "Hello Ana,", "First line.", "Second line.", "Device", "Firefox", "Go on", "Only once."):
        assert part in letter.text
        assert part in letter.html
    assert f"{URL}/go" in letter.text
    assert f'href="{URL}/go"' in letter.html


def test_a_name_is_text_in_html_and_one_line_in_the_subject() -> None:
    letter = trial().write("trial", "en", {"name": "<b>Ana</b>\r\nBcc: x", "href": f"{URL}/go"})
    assert letter.subject == "<b>Ana</b> Bcc: x wrote"
    assert "<b>" not in letter.html
    assert "&lt;b&gt;Ana" in letter.html


@pytest.mark.parametrize("href", ["https://elsewhere.test/go", "https://club.test.evil.test/", "javascript:alert(1)"])
def test_a_button_leads_nowhere_but_into_the_club(href: str) -> None:
    with pytest.raises(ValueError, match="page of the club"):
        trial().write("trial", "en", {"name": "Ana", "href": href})


def test_a_letter_without_its_value_is_not_written() -> None:
    with pytest.raises(KeyError):
        trial().write("trial", "en", {"href": f"{URL}/go"})


def test_the_way_to_stop_letters_stands_in_both() -> None:
    way = f"{URL}/unsubscribe?token=a.b"
    letter = trial().write("trial", "en", {"name": "Ana", "href": f"{URL}/go"}, unsubscribe=way)
    assert way in letter.text
    assert way in letter.html


def test_html_loads_nothing_from_anywhere() -> None:
    letter = trial().write("trial", "en", {"name": "Ana", "href": f"{URL}/go"})
    assert re.findall(r"<(?:img|script|link|iframe)|url\(|@import", letter.html) == []
