"""Who ends the children's children when their parent is killed without a chance to stop them?

A parent-death signal reaches only the direct child. The guard is a small process of its own that knows every group we started and
holds a pipe to us: at its end it asks each group to stop, and after a grace kills what is left. It also holds the lock files given to
it, so whoever comes next can wait until everything is gone. Like launch.py, this file is both the parent's side and the program.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time

_GRACE = 3.0  # `kill -9` of the parent must leave nothing after 5 s; SeaweedFS needs 1-2 s to stop by itself


class Guard:
    """The parent's side: tell it which groups live."""

    def __init__(self, *, holds: tuple[int, ...] = ()) -> None:
        """Start the guard; `holds` are descriptors of locked files that it keeps open until the last child is gone."""
        self._program = subprocess.Popen(  # noqa: S603 (our own file, no input from outside)
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=holds,
        )

    def adopt(self, group: int, stop_signal: int) -> None:
        self._tell(f"+ {group} {stop_signal}\n")

    def release(self, group: int) -> None:
        self._tell(f"- {group} 0\n")

    def close(self) -> None:
        """Let the guard go; it ends whatever was not released."""
        if self._program.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._program.stdin.close()
        self._program.wait()

    def _tell(self, line: str) -> None:
        # A guard that someone killed must not take us along: the parent-death signal still covers the direct children.
        with contextlib.suppress(BrokenPipeError):
            if self._program.stdin:
                self._program.stdin.write(line.encode())
                self._program.stdin.flush()


def _alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def _end(groups: dict[int, int]) -> None:
    for group, stop_signal in groups.items():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, stop_signal)
    deadline = time.monotonic() + _GRACE
    while time.monotonic() < deadline and any(map(_alive, groups)):
        time.sleep(0.05)
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


def _main() -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    groups: dict[int, int] = {}
    for line in sys.stdin:
        sign, group, stop_signal = line.split()
        if sign == "+":
            groups[int(group)] = int(stop_signal)
        else:
            groups.pop(int(group), None)
    _end(groups)


if __name__ == "__main__":
    _main()
