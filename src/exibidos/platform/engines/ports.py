"""Which ports are ours today? The expected ones if they are free, else the next checkout's: ten further, and so on."""

import contextlib
import errno
import random
import socket
from collections.abc import Callable

_STEP = 10  # web 3000, 3010, 3020, … : people can guess the second club's address
_TRIES = 50
_BEYOND = 10_000  # SeaweedFS' habit: the gRPC port of a service is its HTTP port plus this


class PortsExhausted(Exception):
    """No port near the expected one is free."""


class Ports:
    """Hands out each port once, so that two children that start together do not meet."""

    def __init__(self, note: Callable[[str, str], None]) -> None:
        """`note` is told for whom a port had to be replaced, and by which."""
        self._taken: set[int] = set()
        self._note = note

    def near(self, name: str, expected: int, *, host: str = "127.0.0.1") -> int:
        return self._first(name, expected, lambda port: (port,), host)[0]

    def pair_near(self, name: str, expected: int) -> tuple[int, int]:
        """Return a port and the one 10,000 further, both free."""
        port, further = self._first(name, expected, lambda port: (port, port + _BEYOND), "127.0.0.1")
        return port, further

    def _first(self, name: str, expected: int, needs: Callable[[int], tuple[int, ...]], host: str) -> tuple[int, ...]:
        for port in range(expected, expected + _STEP * _TRIES, _STEP):
            wanted = needs(port)
            if not self._taken.intersection(wanted) and all(is_free(each, host) for each in wanted):
                self._taken.update(wanted)
                if port != expected:
                    self._note(name, f"port {expected} is taken, so {port} it is")
                return wanted
        raise PortsExhausted(f"No port from {expected} upwards is free on {host}.")

    def pair_anywhere(self, name: str) -> tuple[int, int]:
        """Return a pair from anywhere below the range that the system hands out to outgoing connections."""
        return self.pair_near(name, random.randrange(10_000, 22_000))  # noqa: S311 (not a secret)

    def any(self) -> int:
        """Return a port that the system picks: for tests, which run in many checkouts at once."""
        while True:
            with socket.create_server(("127.0.0.1", 0)) as server:
                port: int = server.getsockname()[1]
            if port not in self._taken:
                self._taken.add(port)
                return port


def is_free(port: int, host: str) -> bool:
    # Somebody on [::1] alone would answer the browser's `localhost` in our place.
    return _can_bind(socket.AF_INET, host, port) and _can_bind(socket.AF_INET6, "::1", port)


def _can_bind(family: socket.AddressFamily, host: str, port: int) -> bool:
    with contextlib.ExitStack() as stack:
        try:
            listener = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
        except OSError:
            return True  # no such family on this machine: nobody can be there
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as problem:
            return problem.errno != errno.EADDRINUSE
    return True
