"""Does a child live as its keeper promises: restarted, quoted when it fails, ended with all of its group?"""

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from exibidos.platform.engines import DidNotStart, Guard, Process
from exibidos.platform.engines.launch import NOBODY, Identity, launched
from processes import gone_within, living


class Notebook:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.notes: list[str] = []

    def line(self, name: str, text: str) -> None:
        self.lines.append(f"{name}: {text}")

    def note(self, name: str, text: str) -> None:
        self.notes.append(f"{name}: {text}")


@pytest.fixture
def book() -> Notebook:
    return Notebook()


@pytest.fixture
async def guard() -> AsyncIterator[Guard]:
    guard = Guard()
    yield guard
    guard.close()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 (what is waited for happens in another process)
            await asyncio.sleep(0.02)


@pytest.mark.anyio
async def test_a_child_is_started_again_when_it_is_killed(guard: Guard, book: Notebook) -> None:
    child = Process("clock", ["/bin/sleep", "60"], guard=guard, sink=book)
    await child.start()
    first = child.pid
    assert first
    os.kill(first, signal.SIGKILL)
    await until(lambda: child.pid not in (first, None))
    await child.stop()
    assert book.notes == ["clock: was ended by SIGKILL; starting it again"]


@pytest.mark.anyio
async def test_every_line_reaches_the_sink_even_one_without_an_end_or_longer_than_a_megabyte(
    guard: Guard, book: Notebook
) -> None:
    program = "print('a'); print('x' * (1 << 21)); print('é'); print('last', end='')"
    child = Process("writer", [sys.executable, "-c", program], guard=guard, sink=book)
    await child.start()
    await until(lambda: "writer: last" in book.lines)
    await child.stop()
    assert [line for line in book.lines if "xxx" not in line] == ["writer: a", "writer: é", "writer: last"]


@pytest.mark.anyio
async def test_a_child_that_ends_before_it_answers_is_quoted(guard: Guard, book: Notebook) -> None:
    async def never() -> bool:
        return False

    child = Process("shy", ["/bin/sh", "-c", "echo no disk; exit 4"], guard=guard, sink=book, ready=never)
    with pytest.raises(DidNotStart, match=r"(?s)shy ended with code 4 before it was ready.*no disk"):
        await child.start()


@pytest.mark.anyio
async def test_stopping_ends_the_whole_group_of_a_child_that_will_not_listen(
    guard: Guard, book: Notebook, tmp_path: Path
) -> None:
    deaf = "trap '' TERM; sleep 60 & sleep 60"
    child = Process("deaf", ["/bin/sh", "-c", deaf], guard=guard, sink=book, env={"MARK": str(tmp_path)}, grace=0.2)
    await child.start()
    await until(lambda: len(living(str(tmp_path))) == 3)
    await child.stop()
    assert gone_within(1, str(tmp_path))
    assert book.notes == ["deaf: did not stop within 0.2 s and was killed"]


def test_what_its_parent_forgot_the_guard_ends(tmp_path: Path) -> None:
    guard = Guard()
    with subprocess.Popen(["/bin/sleep", "60"], start_new_session=True, env={"MARK": str(tmp_path)}) as orphan:
        threading.Thread(target=orphan.wait).start()  # reaps it, as init would: a zombie looks alive to the guard
        guard.adopt(orphan.pid, signal.SIGTERM)
        guard.close()
        assert gone_within(1, str(tmp_path))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root needs another identity")
@pytest.mark.parametrize("identity", [Identity.NAMESPACE, Identity.NOBODY])
@pytest.mark.anyio
async def test_root_starts_a_child_that_is_nobody_and_still_opens_a_closed_folder(
    identity: Identity, tmp_path: Path
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "file").write_text("opened")
    command = launched(["/bin/sh", "-c", 'id -u; cat "$0"', closed / "file"], death_signal=9, identity=identity)
    child = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    said, _ = await child.communicate()
    assert said.decode().split() == [str(NOBODY), "opened"]
