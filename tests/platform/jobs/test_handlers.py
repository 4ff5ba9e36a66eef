"""Does a process refuse to start unless every job has exactly one handler?"""

from typing import ClassVar

import pytest

from exibidos.kernel.events import Job
from exibidos.platform.jobs import Attempt, Handlers, PurgeJobs, declared_jobs
from ledger_rows import Greet


class Part(Job, frozen=True, kw_only=True):
    name: ClassVar[str] = "test:part"


class Impostor(Job, frozen=True, kw_only=True):
    name: ClassVar[str] = "test:part"


async def handle(_job: Job, _attempt: Attempt) -> None:
    """Do nothing; these tests only bind."""


def test_a_declared_job_without_a_handler_is_named() -> None:
    handlers = Handlers()
    handlers.bind(Greet, handle)
    with pytest.raises(RuntimeError, match=r"no handler for test:part \(Part\)"):
        handlers.prove([Greet, Part])


def test_handlers_for_all_declared_jobs_are_accepted() -> None:
    handlers = Handlers()
    handlers.bind(Greet, handle)
    handlers.bind(Part, handle)
    handlers.prove([Greet, Part])


def test_a_second_handler_for_a_job_is_refused() -> None:
    handlers = Handlers()
    handlers.bind(Part, handle)
    with pytest.raises(RuntimeError, match="test:part has two handlers"):
        handlers.bind(Part, handle)


def test_two_jobs_with_one_name_are_refused() -> None:
    handlers = Handlers()
    handlers.bind(Part, handle)
    with pytest.raises(RuntimeError, match="Part and Impostor share the name test:part"):
        handlers.prove([Part, Impostor])


def test_a_handler_of_a_namesake_does_not_count() -> None:
    handlers = Handlers()
    handlers.bind(Impostor, handle)
    with pytest.raises(RuntimeError, match=r"no handler for test:part \(Part\)"):
        handlers.prove([Part])


def test_the_jobs_of_our_own_modules_are_found_and_those_of_tests_are_not() -> None:
    found = declared_jobs()
    assert PurgeJobs in found
    assert Part not in found
