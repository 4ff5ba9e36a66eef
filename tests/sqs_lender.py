"""What is SQS in tests? moto's server on loopback, in a process of its own that forgets everything when it is restarted.

Run as a program it is the servers' parent: imports take seconds, so it imports once and forks a server for each line of its input, after
killing the one before, and says on which port it listens. When its input ends, or it dies, nothing is left.
"""

import asyncio
import os
import signal
import socket
import sys
import threading
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import moto.sqs.urls  # noqa: F401 - what a server would otherwise import when it is first asked
from moto.server import ThreadedMotoServer

ACCOUNT = "123456789012"
_LIST_QUEUES = {
    "X-Amz-Target": "AmazonSQS.ListQueues",
    "Content-Type": "application/x-amz-json-1.0",
    "Authorization": "AWS4-HMAC-SHA256 Credential=unchecked/20260101/sa-east-1/sqs/aws4_request",
}


class LentSqs:
    """A running SQS; `url` is what QUEUE_URL says."""

    def __init__(self, parent: asyncio.subprocess.Process) -> None:
        self._parent = parent
        self.url = ""

    async def restart(self) -> None:
        """Kill it, if it runs, and start one that knows nothing, at the same address."""
        assert self._parent.stdin
        assert self._parent.stdout
        self._parent.stdin.write(b"one more\n")
        port = int(await self._parent.stdout.readline())
        self.url = f"http://127.0.0.1:{port}/{ACCOUNT}/club"

    def environment(self) -> dict[str, str]:
        """Return the variables of a process that uses it."""
        words = {"QUEUE_REGION": "sa-east-1", "QUEUE_ACCESS_KEY": "unchecked", "QUEUE_SECRET_KEY": "unchecked"}
        return {"QUEUE_URL": self.url, **words}


@asynccontextmanager
async def lent_sqs() -> AsyncIterator[LentSqs]:
    """Lend an empty SQS until the block ends."""
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sqs_lender"),
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent), "PYTHONUNBUFFERED": "1"},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        sqs = LentSqs(parent)
        await sqs.restart()
        yield sqs
    finally:
        assert parent.stdin
        parent.stdin.close()
        await parent.wait()


def _serve(port: int, parent: int, ready: int) -> None:
    server = ThreadedMotoServer("127.0.0.1", port, verbose=False)
    server.start()
    # The first question makes the server's routes, which takes a busy machine seconds.
    with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}/", b"{}", _LIST_QUEUES)):
        pass
    os.write(ready, b"1")
    os.read(parent, 1)  # until the parent is gone
    os._exit(0)


def _fork_servers() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    alive, keep_alive = os.pipe()
    server = 0
    for _ in sys.stdin:
        if server:
            os.kill(server, signal.SIGKILL)
            os.waitpid(server, 0)
        listening, ready = os.pipe()
        server = os.fork()
        if server == 0:
            os.close(keep_alive)
            with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123 - its log of every request
                os.dup2(nowhere.fileno(), sys.stdout.fileno())
                os.dup2(nowhere.fileno(), sys.stderr.fileno())
            _serve(port, alive, ready)
        os.read(listening, 1)
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
    if server:
        os.kill(server, signal.SIGKILL)
        os.waitpid(server, 0)


if __name__ == "__main__":
    assert threading.active_count() == 1, "a fork copies one thread only"
    _fork_servers()
