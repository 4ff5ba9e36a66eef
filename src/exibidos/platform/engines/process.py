"""How does one child live? Spawned, probed until it answers, restarted when it dies, its lines told to one sink, stopped with a grace.

Children get a session of their own, so Ctrl-C reaches only us and we stop them in order. Spawn from the main thread alone: the
parent-death signal fires when the thread that spawned ends, not when the process does.
"""

import asyncio
import contextlib
import os
import signal
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from exibidos.platform.engines.guard import Guard
from exibidos.platform.engines.launch import Identity, launched


class Sink(Protocol):
    """Where words about children go; `name` is the child's, a line comes without its end."""

    def line(self, name: str, text: str) -> None:
        """Take a line that the child wrote."""

    def note(self, name: str, text: str) -> None:
        """Take what its keeper says about it."""


_FIRST_DELAY, _LONGEST_DELAY = 0.5, 15.0  # seconds between restarts; doubled each time
_STEADY = 30.0  # a child that lived this long starts again without the wait it once earned
_PROBE_EVERY = 0.03
_PATIENCE = 60.0  # redo of a large write-ahead log is the slowest honest start we know
_LONGEST_LINE = 1 << 20


class DidNotStart(Exception):
    """A child ended, or stayed silent, before it answered; the message holds its last lines."""


async def always() -> bool:
    """Return True: the probe of a child that is ready when it runs."""
    return True


class Process:
    """A child that is kept alive until `stop()`."""

    def __init__(
        self,
        name: str,
        argv: Sequence[str | Path],
        *,
        guard: Guard,
        sink: Sink,
        ready: Callable[[], Awaitable[bool]] = always,
        prepare: Callable[[], Awaitable[None]] | None = None,
        tidy: Callable[[], None] | None = None,
        env: Mapping[str, str] | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        grace: float = 10.0,
        identity: Identity = Identity.SAME,
    ) -> None:
        """`prepare` clears the way before each start, `tidy` picks up after each end."""
        self.name = name
        self.ready = asyncio.Event()
        self._argv = argv
        self._guard = guard
        self._sink = sink
        self._answers = ready
        self._prepare = prepare
        self._tidy = tidy
        self._env = env
        self._stop_signal = stop_signal
        self._grace = grace
        self._identity = identity
        self._child: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._last_lines: deque[str] = deque(maxlen=20)

    @property
    def pid(self) -> int | None:
        return self._child.pid if self._child else None

    async def start(self) -> None:
        """Return once it answers and keep it alive from then on; raise DidNotStart if it does not come up the first time."""
        await self._spawn()
        await self._until_ready()
        self.keep()

    def keep(self) -> None:
        """Keep it alive, the first start included, without waiting for it."""
        self._keeper = asyncio.create_task(self._keep_alive(), name=f"keep {self.name}")

    async def run(self) -> int:
        """Let it run to its own end, once, and return its code."""
        await self._spawn()
        return await self._wait()

    async def restart(self) -> None:
        """Stop it and start it afresh at once, whatever delay it had earned."""
        await self.stop()
        self.keep()

    async def stop(self) -> None:
        """Ask it to end, kill its group after the grace, and leave nothing of it."""
        if self._keeper:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
            self._keeper = None
        child = self._child
        if child is None:
            return
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.send_signal(self._stop_signal)
            try:
                await asyncio.wait_for(child.wait(), self._grace)
            except TimeoutError:
                self._sink.note(self.name, f"did not stop within {self._grace:g} s and was killed")
        await self._bury(child)

    async def _keep_alive(self) -> None:
        delay = _FIRST_DELAY
        while True:
            began = time.monotonic()
            try:
                if self._child is None:
                    await self._spawn()
                    await self._until_ready()
                code = await self._wait()
                self._sink.note(self.name, f"{_how(code)}; starting it again")
            except (DidNotStart, OSError) as problem:
                self._sink.note(self.name, f"{problem}; trying again in {delay:.1f} s")
            if time.monotonic() - began > _STEADY:
                delay = _FIRST_DELAY
            await asyncio.sleep(delay)
            delay = min(delay * 2, _LONGEST_DELAY)

    async def _spawn(self) -> None:
        if self._prepare:
            await self._prepare()
        self._last_lines.clear()
        # A pipe of our own: asyncio's would make wait() last until the last grandchild has closed it.
        ours, theirs = os.pipe()
        try:
            self._child = child = await asyncio.create_subprocess_exec(
                *launched(self._argv, death_signal=self._stop_signal, identity=self._identity),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=theirs,
                stderr=asyncio.subprocess.STDOUT,
                env=self._env,
                start_new_session=True,
            )
        finally:
            os.close(theirs)
            self._reader = asyncio.create_task(self._tell(ours), name=f"read {self.name}")
        self._guard.adopt(child.pid, self._stop_signal)

    async def _until_ready(self) -> None:
        child = self._running()
        deadline = time.monotonic() + _PATIENCE
        while True:
            answers = await self._answers()
            if child.returncode is not None:
                await self._bury(child)
                raise DidNotStart(f"{self.name} {_how(child.returncode)} before it was ready{self._quoted()}")
            if answers:
                self.ready.set()
                return
            if time.monotonic() > deadline:
                await self._bury(child)
                raise DidNotStart(f"{self.name} was not ready after {_PATIENCE:.0f} s{self._quoted()}")
            await asyncio.sleep(_PROBE_EVERY)

    async def _wait(self) -> int:
        child = self._running()
        code = await child.wait()
        await self._bury(child)
        return code

    def _running(self) -> asyncio.subprocess.Process:
        if self._child is None:
            raise DidNotStart(f"{self.name} is not running")
        return self._child

    async def _bury(self, child: asyncio.subprocess.Process) -> None:
        """Kill what is left of its group, so that no orphan holds its port, and read its last lines."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        await child.wait()
        self._guard.release(child.pid)
        if self._reader:
            # A grandchild that left the group may hold the pipe open for ever; its lines are not worth the wait.
            await asyncio.wait([self._reader], timeout=1)
            self._reader.cancel()
        if self._tidy:
            self._tidy()
        self._child = None
        self.ready.clear()

    async def _tell(self, pipe: int) -> None:
        lines = asyncio.StreamReader(limit=_LONGEST_LINE)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(lines), os.fdopen(pipe, "rb", buffering=0)
        )
        try:
            while True:
                try:
                    line = await lines.readline()
                except ValueError:  # longer than the limit: the stream has dropped it
                    continue
                if not line:
                    return
                text = line.decode(errors="replace").rstrip()
                self._last_lines.append(text)
                self._sink.line(self.name, text)
        finally:
            transport.close()

    def _quoted(self) -> str:
        return "".join(f"\n  {line}" for line in self._last_lines)


def _how(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"
