"""Is a club already running in this folder? Two locked files say it: one held by `up` itself, one until its last child is gone."""

import asyncio
import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path

_PATIENCE = 20.0  # a stopping club needs 5 s at worst; more means that something else holds the lock


class AlreadyRunning(Exception):
    """Another `up` holds the folder; `url` is where its club is, or empty while it is still starting."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class StillStopping(Exception):
    """The children of a former `up` do not end."""


class Lock:
    """The folder is ours until the process ends; locks go with their holders, so nothing stale can stay behind."""

    def __init__(self, home: Path) -> None:
        """Take the folder, or raise AlreadyRunning."""
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._ours = os.open(home / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
        self.children = os.open(home / "children.lock", os.O_RDWR | os.O_CREAT, 0o600)  # the guard holds it with us
        if not _take(self._ours):
            raise AlreadyRunning(os.pread(self._ours, 200, 0).decode())
        os.truncate(self._ours, 0)

    async def wait_for_the_former(self, say: Callable[[str], None]) -> None:
        """Return when nothing of a former `up` runs any more."""
        deadline = time.monotonic() + _PATIENCE
        if _take(self.children):
            return
        say("the club that ran here is still stopping; waiting for it")
        while not _take(self.children):
            if time.monotonic() > deadline:
                raise StillStopping(
                    "The processes of a former `exibidos up` in this folder do not end; please end them."
                )
            await asyncio.sleep(0.1)

    def tell(self, url: str) -> None:
        """Write down where the club is, for the next `up` to say."""
        os.truncate(self._ours, 0)
        os.pwrite(self._ours, url.encode(), 0)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
