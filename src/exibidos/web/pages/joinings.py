"""Who wants to join, and what do moderators say? The queue of a club that approves."""

from uuid import UUID

import msgspec
from litestar import post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from exibidos.features import accounts
from exibidos.features.accounts import ANSWER_LONGEST, Candidate, Verdict
from exibidos.kernel.actor import Moderator
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Invalid, Problem
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader, go

_HERE = "/moderation/joinings"
_NOTICES = {Verdict.APPROVE: "joining_approved", Verdict.ASK: "joining_asked", Verdict.REFUSE: "joining_refused"}


class JoiningsPage(msgspec.Struct, frozen=True, kw_only=True):
    """`form` is what was refused, about the candidate `at`."""

    frame: Frame
    waiting: tuple[Candidate, ...] = ()
    form: Form = Form()
    at: UUID | None = None
    longest: int = ANSWER_LONGEST


class VerdictForm(msgspec.Struct, frozen=True, kw_only=True):
    verdict: str = ""
    said: str = ""

    def judged(self) -> Verdict:
        """Return the verdict; what no button says is refused."""
        try:
            return Verdict(self.verdict)
        except ValueError:
            raise Invalid("accounts.no_such_verdict") from None


@get(_HERE)
async def joinings_page(moderator: Given[Moderator], database: Given[Database], reader: Given[Reader]) -> Page:  # noqa: ARG001 - the type is the permission
    return await _page(database, reader)


@post("/moderation/joinings/{joining_id:uuid}")
async def decide(
    joining_id: FromPath[UUID],
    data: URLEncodedBody[VerdictForm],
    moderator: Given[Moderator],
    database: Given[Database],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        verdict = data.judged()
        async with database.write() as tx:
            await accounts.decide_joining(tx, moderator, joining_id, verdict, said=data.said, at=now())
    except Problem as problem:
        return await _page(database, reader, at=joining_id, problem=problem, typed=data)
    return go(_HERE, _NOTICES[verdict])


async def _page(
    database: Database,
    reader: Reader,
    *,
    at: UUID | None = None,
    problem: Problem | None = None,
    typed: VerdictForm | None = None,
) -> Page:
    async with database.read() as tx:
        waiting = tuple(await accounts.list_waiting(tx))
    form = Form() if problem is None else reader.refused(problem, msgspec.structs.asdict(typed or VerdictForm()))
    page = JoiningsPage(frame=reader.frame, waiting=waiting, form=form, at=at)
    return reader.page("joinings.html", page, problem=problem)
