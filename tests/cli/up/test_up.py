"""Does one command hold a whole club, and leave nothing behind however it ends?"""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from processes import gone_within, living

_UP = [sys.executable, "-m", "exibidos.cli.main", "up", "--no-seed"]


class RunningUp:
    """`exibidos up` in a folder of its own, as a host would type it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        settings = {name for name in os.environ if name.startswith(("DATABASE_", "REDIS_", "S3_", "APP_", "MEDIA_"))}
        kept = {name: value for name, value in os.environ.items() if name not in settings}
        self.environ = {**kept, "EXIBIDOS_HOME": str(home)}
        self.process: subprocess.Popen[str] | None = None

    def open(self) -> str:
        """Return the club's URL when it answers, starting it if it does not run."""
        if self.process is None:
            with (self.home / "said").open("a") as said:
                self.process = subprocess.Popen(  # noqa: S603 (our own words)
                    _UP, env=self.environ, stdout=said, stderr=subprocess.STDOUT, start_new_session=True, text=True
                )
        until(lambda: status(self._url()) == 200, 60, (self.home / "said").read_text)
        return self._url()

    def end(self, number: signal.Signals) -> int:
        assert self.process
        self.process.send_signal(number)
        code = self.process.wait(30)
        self.process = None
        return code

    def server(self, name: str) -> int:
        """Return the id of one of its servers."""
        for process in living(str(self.home)):
            words = Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
            if words[1:3] == [b"-m", b"exibidos.cli.main"] and name.encode() in words:
                return process
        raise AssertionError(f"no server {name}")

    def _url(self) -> str:
        with contextlib.suppress(FileNotFoundError):
            return (self.home / "up.lock").read_text()
        return ""


def until(true: Callable[[], bool], seconds: float, why: Callable[[], str] = str) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, why()
        time.sleep(0.05)


def status(url: str) -> int | None:
    with contextlib.suppress(httpx.TransportError, httpx.UnsupportedProtocol):  # no server, or no URL yet
        return httpx.get(url).status_code
    return None


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningUp]:
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(OSError):  # somebody has it already: as good for what we want to see
            stack.enter_context(socket.create_server(("127.0.0.1", 3000)))
        up = RunningUp(tmp_path_factory.mktemp("club"))
        yield up
        if up.process:
            up.end(signal.SIGINT)


def test_the_club_answers_on_a_port_that_replaces_the_taken_one(up: RunningUp) -> None:
    url = up.open()
    assert status(url) == 200
    port = urlsplit(url).port
    assert port != 3000
    said = (up.home / "said").read_text()
    assert f"port 3000 is taken, so {port} it is" in said
    assert f"is open:  {url}" in said


def test_a_second_up_in_the_folder_says_where_the_club_is(up: RunningUp) -> None:
    url = up.open()
    second = subprocess.run(  # noqa: S603 (our own words)
        _UP, env=up.environ, capture_output=True, text=True, timeout=20, check=False
    )
    assert second.returncode == 0
    assert f"already running, at {url}" in second.stdout
    assert status(url) == 200


def test_a_server_that_dies_comes_back(up: RunningUp) -> None:
    url = up.open()
    os.kill(up.server("web"), signal.SIGKILL)
    until(lambda: status(url) is None, 5)
    until(lambda: status(url) == 200, 30)


def test_what_was_kept_survives_a_kill_that_leaves_no_process(up: RunningUp) -> None:
    up.open()
    secrets = (up.home / "secrets.json").read_text()
    up.end(signal.SIGKILL)
    assert gone_within(5, str(up.home))
    assert status(up.open()) == 200
    assert (up.home / "secrets.json").read_text() == secrets


def test_ctrl_c_stops_everything_and_leaves_nothing(up: RunningUp) -> None:
    up.open()
    assert up.end(signal.SIGINT) == 0
    assert not living(str(up.home))
