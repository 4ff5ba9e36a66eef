"""Who does which job? Each job type is bound to exactly one handler, and a process proves it before it starts."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

import msgspec

from exibidos.kernel.events import Job
from exibidos.platform.db import Tx
from exibidos.platform.jobs.attempt import Attempt

JobT = TypeVar("JobT", bound=Job)


class Hopeless(Exception):
    """No further attempt can succeed: the job dies at once, with this as its reason."""


class NotNow(Exception):
    """Whoever must do their part answers, and wants to be asked later: no attempt is used up, waits grow, and after a day the job dies."""


class Bound(msgspec.Struct, frozen=True):
    """A job type, how it is done, and what is recorded in the transaction that makes it dead."""

    job: type[Job]
    handle: Callable[[Any, Attempt], Awaitable[None]]
    give_up: Callable[[Tx, Any], Awaitable[None]] | None


class Handlers:
    """All handlers of a process, by wire name."""

    def __init__(self) -> None:
        self._bound: dict[str, Bound] = {}

    def bind(
        self,
        job: type[JobT],
        handle: Callable[[JobT, Attempt], Awaitable[None]],
        give_up: Callable[[Tx, JobT], Awaitable[None]] | None = None,
    ) -> None:
        """Let `handle` do this job; `give_up` records what its death means for others."""
        if job.name in self._bound:
            raise RuntimeError(f"job {job.name} has two handlers")
        self._bound[job.name] = Bound(job, handle, give_up)

    def prove(self, declared: Iterable[type[Job]]) -> None:
        """Raise RuntimeError naming every declared job that nobody does, and every wire name that two jobs share."""
        seen: dict[str, type[Job]] = {}
        for job in declared:
            if seen.setdefault(job.name, job) is not job:
                raise RuntimeError(
                    f"jobs {seen[job.name].__qualname__} and {job.__qualname__} share the name {job.name}"
                )
        lacking = [f"{name} ({job.__qualname__})" for name, job in seen.items() if not self._does(job)]
        if lacking:
            raise RuntimeError(f"no handler for {', '.join(sorted(lacking))}")

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._bound)

    def __getitem__(self, name: str) -> Bound:
        return self._bound[name]

    def _does(self, job: type[Job]) -> bool:
        return job.name in self._bound and self._bound[job.name].job is job


def declared_jobs(package: str = "exibidos") -> list[type[Job]]:
    """Return every job type that the imported modules of a package declare."""
    found: list[type[Job]] = []
    waiting = Job.__subclasses__()
    while waiting:
        job = waiting.pop()
        waiting += job.__subclasses__()
        if job.__module__.partition(".")[0] == package:
            found.append(job)
    return found
