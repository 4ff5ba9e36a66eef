"""Does a `.env` file complete the environment where a developer works, and nowhere else?"""

from pathlib import Path

import pytest

from exibidos.cli.dotenv import completed


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("NAME=value", "value"),
        ("export NAME = value  ", "value"),
        ("NAME=value # said beside it", "value"),
        ("NAME=with#inside", "with#inside"),
        ('NAME="two words # no comment"  # comment', "two words # no comment"),
        ("NAME='single'", "single"),
        ("NAME=", ""),
        ("NAME=            # nothing yet", ""),
        ("NAME=postgresql://a:b@h/c?sslmode=require", "postgresql://a:b@h/c?sslmode=require"),
    ],
)
def test_a_line_gives_its_name_a_value(tmp_path: Path, line: str, value: str) -> None:
    (tmp_path / ".env").write_text(f"# a comment\n\n{line}\nnot a line\n", encoding="utf-8")
    assert completed({}, tmp_path) == {"NAME": value}


def test_what_is_injected_wins_in_either_spelling(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("A=file\nB_FILE=file\nC=file\n", encoding="utf-8")
    assert completed({"A": "given", "B": "given"}, tmp_path) == {"A": "given", "B": "given", "C": "file"}


def test_production_reads_no_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SESSION_SECRET=left behind\n", encoding="utf-8")
    assert completed({"APP_ENV": "production"}, tmp_path) == {"APP_ENV": "production"}


def test_no_file_is_needed(tmp_path: Path) -> None:
    assert completed({"A": "given"}, tmp_path) == {"A": "given"}


def test_the_example_can_be_read(tmp_path: Path) -> None:
    example = Path(__file__).parents[2] / ".env.example"
    (tmp_path / ".env").write_text(example.read_text(encoding="utf-8"), encoding="utf-8")
    found = completed({}, tmp_path)
    assert found["APP_NAME"] == "exibidos"
    assert found["APP_CORS_ORIGINS"] == ""
