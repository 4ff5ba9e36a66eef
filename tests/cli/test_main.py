"""Does a host find each command, and learn what is wrong in one line?"""

import subprocess
import sys
from pathlib import Path

import pytest

from exibidos.cli.main import COMMANDS, _command, main


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(name in said for name in COMMANDS)


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["dance"])
    assert end.value.code == 2
    assert "dance" in capsys.readouterr().err


def test_a_missing_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with pytest.raises(SystemExit) as end:
        main(["migrate"])
    assert "settings.missing" in str(end.value.code)
    assert "DATABASE_URL" in str(end.value.code)


def test_the_list_of_commands_in_the_docs_is_the_one_of_the_house() -> None:
    page = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `exibidos ")]
    assert rows == [f"| `exibidos {name}` | {_command(name).HELP} |" for name in COMMANDS]


def test_a_reader_that_has_read_enough_is_no_crash() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "exibidos.cli.main", "openapi"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as command:
        assert command.stdout
        assert command.stderr
        command.stdout.read(1)
        command.stdout.close()
        assert command.stderr.read() == b""
    assert command.returncode == 141
