"""How does the parent hold a child? Start it, give it orders, and end it when it takes too long, says nonsense or has had enough."""

import asyncio
import math
import os
import resource
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

import msgspec

from exibidos.kernel.errors import Invalid
from exibidos.media.limits import BOOT_SECONDS, CPU_SECONDS, MAX_REPLY_BYTES, WALL_SECONDS
from exibidos.media.wire import LENGTH_BYTES, REPLIES, CardOrder, Order, Reply, pack, read_length

_FONTS = Path(__file__).with_name("fonts") / "fonts.conf"
_LAST_WORDS = 4096  # bytes of stderr that are kept: a decoder can warn without end
_LAST_BREATH_SECONDS = 1.0  # between a child's closed pipe and its end
# By its CPU limit, or by a machine short of memory; any other death is the decoder's.
_COSTLY_DEATHS: Mapping[int | None, str] = {-signal.SIGXCPU: "media.too_costly", -signal.SIGKILL: "media.too_costly"}


class ChildLost(Exception):
    """A child could not be started; the message has its last words."""


class Child:
    """One sandboxed interpreter. `pictures` counts the orders that it was given."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._heard = b""
        self._listening = asyncio.create_task(self._listen())
        self.pictures = 0

    @classmethod
    async def start(cls) -> Self:
        """Return a child that has proven its decoders from inside the sandbox. Raises ChildLost if it could not."""
        environment = {
            "FONTCONFIG_FILE": str(_FONTS),
            "LANG": "C.UTF-8",
            "MALLOC_ARENA_MAX": "2",  # each further arena would reserve 64 MB of the address space
            "OPENBLAS_NUM_THREADS": "1",
            "VIPS_BLOCK_UNTRUSTED": "1",
            "VIPS_CONCURRENCY": "1",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-I", "-m", "exibidos.media.child", str(os.getpid())),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environment,
            cwd="/",
            start_new_session=True,  # Ctrl-C is for the parent, which then ends its children in order
        )
        child = cls(process)
        try:
            async with asyncio.timeout(BOOT_SECONDS):
                await child._hear()
        except BaseException as error:
            await child.end()
            if isinstance(error, TimeoutError | asyncio.IncompleteReadError | msgspec.MsgspecError):
                raise ChildLost(f"a child of the darkroom did not start: {child._last_words()}") from error
            raise
        return child

    @property
    def alive(self) -> bool:
        """Whether it can be asked: a machine short of memory may have ended it while it waited."""
        return (
            self._process.returncode is None and self._process.stdout is not None and not self._process.stdout.at_eof()
        )

    async def ask(self, order: Order | CardOrder) -> Reply:
        """Return the reply. Raises Invalid (media.too_costly, media.broken) if the picture was the end of the child."""
        self.pictures += 1
        try:
            self._limit_cpu()
            async with asyncio.timeout(WALL_SECONDS):
                await self._tell(order)
                return await self._hear()
        except TimeoutError as error:
            await self.end()
            raise self._refusal("media.too_costly") from error
        except msgspec.MsgspecError as error:
            await self.end()
            raise self._refusal("media.broken") from error
        except (OSError, asyncio.IncompleteReadError) as error:  # it closed its pipes: it is dying, and how tells why
            # Not killed at once: Popen.kill would reap what is dead already, and asyncio report 255 as its status.
            with suppress(TimeoutError):
                await asyncio.wait_for(self._process.wait(), _LAST_BREATH_SECONDS)
            await self.end()
            raise self._refusal(_COSTLY_DEATHS.get(self._process.returncode, "media.broken")) from error
        except BaseException:
            await self.end()
            raise

    def _limit_cpu(self) -> None:
        """Count from what was used already. The soft limit kills (SIGXCPU); the hard one stays, since only root could lift it again."""
        pid = self._process.pid
        used = time.clock_gettime(~pid << 3 | 2)  # the clock of another process: clock_getcpuclockid(3)
        _, hard = resource.prlimit(pid, resource.RLIMIT_CPU)
        resource.prlimit(pid, resource.RLIMIT_CPU, (math.floor(used) + CPU_SECONDS, hard))

    async def _tell(self, order: Order | CardOrder) -> None:
        if self._process.stdin is None:
            raise AssertionError("the child was started with pipes")
        self._process.stdin.write(pack(order))
        await self._process.stdin.drain()

    async def _hear(self) -> Reply:
        if self._process.stdout is None:
            raise AssertionError("the child was started with pipes")
        length = read_length(await self._process.stdout.readexactly(LENGTH_BYTES))
        if length > MAX_REPLY_BYTES:
            raise msgspec.DecodeError("a reply of impossible length")
        return REPLIES.decode(await self._process.stdout.readexactly(length))

    def _refusal(self, code: str) -> Invalid:
        refusal = Invalid(code, why="child")
        refusal.add_note(f"the child ended with {self._process.returncode}: {self._last_words()}")
        return refusal

    async def _listen(self) -> None:
        if self._process.stderr is None:
            raise AssertionError("the child was started with pipes")
        while heard := await self._process.stderr.read(_LAST_WORDS):
            self._heard = (self._heard + heard)[-_LAST_WORDS:]

    def _last_words(self) -> str:
        return self._heard.decode(errors="replace").strip()

    async def end(self) -> None:
        """Kill the child, whatever it does, and wait until it is gone."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        await self._listening
