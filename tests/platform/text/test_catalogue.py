"""Do both languages say the same things, and does every sentence that is asked for exist?"""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Formatter
from zoneinfo import ZoneInfo

import pytest

import exibidos
from exibidos.kernel.errors import Conflict, Forbidden, Invalid, Limited, NotFound, Problem, Unavailable
from exibidos.platform.text import LOCALES, Catalogue, choose_locale

SOURCE = Path(exibidos.__file__).parent
WORDS = Catalogue.load()
ZONE = ZoneInfo("America/Sao_Paulo")
PORTUGUESE, ENGLISH = LOCALES


def placeholders(locale: str, key: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(WORDS._sentences[locale][key]) if name}


def test_both_languages_have_the_same_keys() -> None:
    assert WORDS.keys(PORTUGUESE) == WORDS.keys(ENGLISH)


def test_a_sentence_has_the_same_placeholders_in_both_languages() -> None:
    keys = sorted(WORDS.keys(PORTUGUESE))
    assert [key for key in keys if placeholders(PORTUGUESE, key) != placeholders(ENGLISH, key)] == []


def test_every_key_that_a_template_asks_for_exists() -> None:
    asked: set[str] = set()
    for template in (SOURCE / "web" / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        calls = re.findall(r"\bt\(\s*((?:\"[a-z0-9_.]+\"(?:\s+if\s+[^\"]+?\s+else\s+)?)+)", text)
        asked |= {key for call in calls for key in re.findall(r'"([a-z0-9_.]+)"', call) if not key.endswith(".")}
        asked |= {f"{key}.other" for key in re.findall(r'\btn\(\s*"([a-z0-9_.]+)"', text)}
    assert asked
    assert asked <= WORDS.keys(PORTUGUESE)


def test_every_word_that_the_tray_says_exists() -> None:
    said: set[str] = set()
    for script in (SOURCE / "web" / "assets" / "scripts").glob("*.ts"):
        calls = re.findall(r"(?:words\.say|this\.show)\(([^(){]*)", script.read_text(encoding="utf-8"))
        said |= {word for call in calls for word in re.findall(r'(?<![=!] )"([a-z_]+)"', call)}
    assert {"drop", "drop_more", "sent", "gone", "failed"} <= said
    assert said - {"refused"} <= set(WORDS.section(PORTUGUESE, "tray"))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "problem",
    [kind("some.unwritten_code") for kind in (NotFound, Forbidden, Conflict, Invalid, Unavailable, Problem)]
    + [Limited("some.unwritten_code", retry_after=7)],
    ids=lambda problem: type(problem).__name__,
)
def test_each_kind_of_problem_has_a_sentence_with_nothing_but_its_own_values(locale: str, problem: Problem) -> None:
    assert WORDS.problem(locale, problem)


def test_portuguese_counts_nothing_as_one_and_english_as_many() -> None:
    assert WORDS.plural(PORTUGUESE, "profile.photos", 0) == "0 foto"
    assert WORDS.plural(ENGLISH, "profile.photos", 0) == "0 photos"


def test_numbers_are_written_as_the_locale_does() -> None:
    assert WORDS.plural(PORTUGUESE, "profile.photos", 12_000) == "12.000 fotos"
    assert WORDS.plural(ENGLISH, "profile.photos", 12_000) == "12,000 photos"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", ["key", "locale", "self"])
def test_a_problem_may_call_its_values_what_it_likes(locale: str, name: str) -> None:
    problem = NotFound("storage.absent")
    problem.values = {name: "x"}
    assert WORDS.problem(locale, problem)


def test_a_known_problem_has_its_own_sentence() -> None:
    problem = Invalid("images.too_large", field="file", limit_mb=30)
    assert WORDS.problem(PORTUGUESE, problem) == "O arquivo passa de 30 MB."


@pytest.mark.parametrize("locale", LOCALES)
def test_an_unknown_problem_has_the_sentence_of_its_kind(locale: str) -> None:
    assert WORDS.problem(locale, NotFound("new.one")) == WORDS.text(locale, "error.kind.not_found")
    assert "30" in WORDS.problem(locale, Limited("new.two", retry_after=30))


def test_a_day_is_the_day_on_the_clubs_clock() -> None:
    late = datetime(2026, 3, 5, 1, 0, tzinfo=UTC)
    assert WORDS.date(PORTUGUESE, late, ZONE) == "4 de março de 2026"
    assert WORDS.date(ENGLISH, late, ZONE) == "March 4, 2026"


def test_what_is_recent_is_counted_back_and_what_is_old_is_dated() -> None:
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    assert WORDS.ago(PORTUGUESE, now - timedelta(hours=3), now, ZONE) == "há 3 horas"
    assert WORDS.ago(ENGLISH, now - timedelta(days=8), now, ZONE) == "March 2, 2026"


def test_a_clock_that_runs_ahead_does_not_date_a_photo_in_the_future() -> None:
    now = datetime(2026, 3, 10, 12, tzinfo=UTC)
    assert WORDS.ago(ENGLISH, now + timedelta(seconds=5), now, ZONE) == "1 second ago"


@pytest.mark.parametrize(
    ("chosen", "header", "locale"),
    [
        (None, None, "pt-BR"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "pt-PT,en;q=0.9", "pt-BR"),
        (None, "fr,de;q=0.9", "pt-BR"),
        (None, "en;q=0.3,pt;q=0.8", "pt-BR"),
        (None, "en;q=0,fr", "pt-BR"),
        (None, "en;q=nonsense", "pt-BR"),
        ("en", "pt-BR", "en"),
        ("xx", "en", "en"),
    ],
)
def test_the_language_is_the_chosen_one_else_the_browsers_best(
    chosen: str | None, header: str | None, locale: str
) -> None:
    assert choose_locale(chosen, header) == locale


def test_every_refusal_that_a_person_can_meet_has_its_own_sentence() -> None:
    raised: set[str] = set()
    for room in ("features", "media", "web", "app", "kernel"):
        for module in (SOURCE / room).rglob("*.py"):
            text = module.read_text(encoding="utf-8")
            raised |= set(re.findall(r"\b(?:Invalid|Conflict|Forbidden|Limited)\(\s*\"([a-z_.]+)\"", text))
    assert "images.too_large" in raised
    assert {f"error.{code}" for code in raised} <= WORDS.keys(PORTUGUESE)


def test_a_reason_without_its_values_has_the_sentence_of_its_kind() -> None:
    assert WORDS.problem(ENGLISH, Invalid("images.too_large")) == WORDS.text(ENGLISH, "error.kind.invalid")


def test_a_sentence_that_stands_in_two_files_is_refused(tmp_path: Path) -> None:
    for locale in LOCALES:
        (tmp_path / locale).mkdir()
        for room in ("hall", "yard"):
            (tmp_path / locale / f"{room}.toml").write_text('[door]\nopen = "Open"\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"yard\.toml repeats door\.open"):
        Catalogue.load(tmp_path)
