"""Can a host see the flags and flip one, in one line?"""

import pytest

from exibidos.cli.main import main
from exibidos.platform.engines import Addresses
from killable_worker import worker_environment


@pytest.fixture(autouse=True)
def _environment(database_url: str, engines: Addresses, monkeypatch: pytest.MonkeyPatch) -> None:
    surroundings = worker_environment(database_url=database_url, redis_url=engines.redis_url)
    readable = {"MEDIA_SIGNING_KEYS": "k:" + "7" * 64, "S3_ENDPOINT": "http://unused.test"}
    for name, value in {**surroundings, **readable}.items():
        monkeypatch.setenv(name, value)


def test_a_flag_is_flipped_killed_and_comes_back_as_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    assert "on   (default)" in _said(capsys, "list")
    assert "on   (database, 25 % of members)" in _said(
        capsys, "set", "uploads_open", "on", "--percentage", "25", "--audience", "members"
    )
    assert "off  (database, 25 % of members)" in _said(capsys, "set", "uploads_open", "off")
    assert "on   (database, 25 % of members)" in _said(capsys, "set", "uploads_open", "on")
    assert "on   (default)" in _said(capsys, "set", "uploads_open", "default")


def test_a_host_is_told_that_the_environment_wins(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEATURE_UPLOADS_OPEN", "no")
    said = _said(capsys, "set", "uploads_open", "on")
    assert "FEATURE_UPLOADS_OPEN is set in this environment and wins" in said
    assert "off  (environment)" in said


def test_an_unknown_flag_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["flags", "set", "upload_open", "off"])
    assert end.value.code == 2
    assert "uploads_open" in capsys.readouterr().err


def _said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    with pytest.raises(SystemExit) as end:
        main(["flags", *words])
    assert end.value.code == 0
    return capsys.readouterr().out
