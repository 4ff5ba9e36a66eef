"""Are the club's texts the host's where the host gives them, under one version in every language, and never half ours?"""

from pathlib import Path

import pytest

from exibidos.kernel.errors import Invalid
from exibidos.platform.text import AGREED, LOCALES, ClubTexts, TextName, read_texts, versions_of


def texts(folder: Path, **files: str) -> ClubTexts:
    """Read a folder with these files; `en_terms` is `en/terms.md`."""
    for name, words in files.items():
        locale, _, text = name.partition("_")
        path = folder / locale.replace("pt", "pt-BR") / f"{text}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(words)
    return read_texts(str(folder))


def test_ours_speak_every_language_with_a_title_and_one_version() -> None:
    ours = read_texts("")
    for name in TextName:
        told = [ours.get(name, locale) for locale in LOCALES]
        assert [text.locale for text in told] == list(LOCALES)
        assert {text.version for text in told} == {ours.version(name)}
        assert all(text.title != name and not text.title.startswith("#") for text in told)
    assert list(versions_of(ours.edition)) == [name.value for name in AGREED]


def test_a_host_replaces_one_text_and_none_of_ours_stands_beside_it_in_another_language(tmp_path: Path) -> None:
    found = texts(tmp_path, pt_terms="version: 7\n# Estatuto\n\nUm por todos.\n")
    assert found.get(TextName.TERMS, "en").title == "Estatuto"
    assert found.get(TextName.TERMS, "en").locale == "pt-BR"
    assert found.get(TextName.RULES, "en") == read_texts("").get(TextName.RULES, "en")
    assert versions_of(found.edition)["terms"] == "7"


def test_a_declared_version_stays_when_a_comma_moves(tmp_path: Path) -> None:
    before = texts(tmp_path, en_terms="version: 7\n# Terms\none").edition
    assert texts(tmp_path, en_terms="version: 7\n# Terms\none,").edition == before
    assert texts(tmp_path, en_terms="version: 8\n# Terms\none").edition != before


def test_without_a_declared_version_every_change_is_a_new_one_in_any_language(tmp_path: Path) -> None:
    before = texts(tmp_path, en_rules="# Rules\none", pt_rules="# Regras\num")
    after = texts(tmp_path, pt_rules="# Regras\ndois")
    assert before.version(TextName.RULES) != after.version(TextName.RULES)
    assert after.get(TextName.RULES, "en").version == after.get(TextName.RULES, "pt-BR").version


def test_who_the_club_is_may_change_without_asking_anybody(tmp_path: Path) -> None:
    assert texts(tmp_path, en_about="# We\nmoved").edition == read_texts("").edition


@pytest.mark.parametrize(
    "files",
    [
        {"en_terms": "version: 1\n# T", "pt_terms": "version: 2\n# T"},
        {"en_terms": "version: 1\n# T", "pt_terms": "# T"},
        {"en_terms": "  \n"},
        {"en_terms": "version: a b\n# T"},
        {"en_terms": "version: a=b\n# T"},
        {"en_terms": "x" * 200_001},
    ],
)
def test_texts_that_nobody_could_agree_to_are_refused_at_start(tmp_path: Path, files: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        texts(tmp_path, **files)
    assert refused.value.values["name"] == "LEGAL_FOLDER"


def test_bytes_that_are_no_text_and_folders_that_are_none_are_refused(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "terms.md").write_bytes(b"\xff\xfe\xff")
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(Invalid, match=r"settings\.wrong"):
            read_texts(str(folder))


def test_what_was_agreed_to_before_there_were_editions_names_no_text() -> None:
    assert versions_of("2026-11") == {}
    assert versions_of("") == {}
