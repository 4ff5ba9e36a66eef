"""How long does the club remember that it wrote? Thirty days, long enough to look into "I never got it"; then a job forgets."""

from datetime import timedelta
from typing import ClassVar

from exibidos.kernel.events import Job
from exibidos.platform.jobs import Attempt, Schedule

_KEPT_FOR = timedelta(days=30)
_AT_ONCE = 50_000


class ForgetLetters(Job, frozen=True, kw_only=True):
    """Forget letters of long ago."""

    name: ClassVar[str] = "mail:forget"


async def forget_letters(_job: ForgetLetters, attempt: Attempt) -> None:
    """Delete the oldest rows, at most 50,000 a run."""
    async with attempt.write() as tx:
        await tx.execute(_FORGET, _KEPT_FOR, _AT_ONCE)


FORGET_DAILY = Schedule(name="mail:forget", every=timedelta(days=1), job=ForgetLetters())

_FORGET = """
DELETE FROM letters WHERE id IN (
    SELECT id FROM letters WHERE created_at < now() - $1::interval ORDER BY created_at LIMIT $2
)
"""
