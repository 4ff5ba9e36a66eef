"""Does the house keep its own rules: a sentence per module, known file names, files that fit in a head, true paths in docs?"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "exibidos"
MODULES = sorted(SOURCE.rglob("*.py"))
# DESIGN §3: a feature uses these names and no others; a name may become a folder.
NAMES = {"__init__", "model", "policy", "store", "events", "service", "schema", "routes", "jobs"}
# DESIGN §8: files that fit in a head.
LONGEST_FILE = 300


def _name(path: Path) -> str:
    return str(path.relative_to(SOURCE))


@cache
def _trees() -> dict[Path, ast.Module]:
    assert len(MODULES) > 100, "these are not all modules"
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def test_every_module_opens_with_one_sentence_that_says_why_it_is_there() -> None:
    first = {path: (ast.get_docstring(tree) or "").partition("\n")[0] for path, tree in _trees().items()}
    wordless = [_name(path) for path, words in first.items() if len(words) <= 10 or not re.search(r"[.?]", words)]
    assert wordless == []


def test_every_file_fits_in_a_head() -> None:
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_imports_stand_at_the_top_and_are_never_for_checkers_only() -> None:
    inner = [
        f"{_name(path)}:{node.lineno}"
        for path, tree in _trees().items()
        for outer in ast.walk(tree)
        if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        for node in ast.walk(outer)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inner == []
    assert [_name(path) for path in MODULES if "TYPE_CHECKING" in path.read_text(encoding="utf-8")] == []


def test_features_use_the_nine_names_and_no_others() -> None:
    strangers = [
        _name(path)
        for feature in (SOURCE / "features").iterdir()
        if feature.is_dir() and feature.name != "__pycache__"
        for path in feature.iterdir()
        if path.name != "__pycache__" and path.stem not in NAMES
    ]
    assert strangers == []


def test_only_stores_and_the_platform_hold_sql() -> None:
    sql = re.compile(r'"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM)\s', re.IGNORECASE)
    elsewhere = [
        _name(path)
        for path in (SOURCE / "features").rglob("*.py")
        if not {"store", "store.py"} & set(path.parts) and sql.search(path.read_text(encoding="utf-8"))
    ]
    assert elsewhere == []


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        *(str(p.relative_to(ROOT)) for p in (ROOT / "docs").rglob("*.md")),
    ],
)
def test_paths_named_in_the_docs_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`((?:src|docs|tests|bench|infra|\.ci)/[\w./-]+)`", text)
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", [str(p.relative_to(ROOT)) for p in (ROOT / "docs").rglob("*.md")])
def test_tests_named_in_the_docs_exist(page: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / page).read_text(encoding="utf-8"))
    absent = [
        f"{path}::{test}"
        for path, test in named
        if not (ROOT / path).exists() or f"def {test}(" not in (ROOT / path).read_text(encoding="utf-8")
    ]
    assert absent == []


def test_every_line_of_the_degradation_table_names_the_test_that_shows_it() -> None:
    lines = (ROOT / "docs" / "degradation.md").read_text(encoding="utf-8").splitlines()
    rows = [line for line in lines if line.startswith("| ") and not line.startswith("| what happens")]
    assert len(rows) > 20
    assert [row for row in rows if "::test_" not in row] == []
