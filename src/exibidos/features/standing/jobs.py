"""How are standings reviewed? Each night, a thousand members at a time: each such step commits by itself and asks for the next."""

from exibidos.features.standing.events import ReviewStandings
from exibidos.features.standing.service import review
from exibidos.kernel.clock import now
from exibidos.platform.jobs import Attempt


async def review_standings(job: ReviewStandings, attempt: Attempt) -> None:
    """Review the next members and ask for those after them."""
    async with attempt.write() as tx:
        last = await review(tx, after=job.after, at=now())
        if last is not None:
            tx.enqueue(ReviewStandings(after=last))
