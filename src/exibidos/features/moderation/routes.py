"""Which URLs does moderation answer? Reporting; what moderators do they do on pages, with the picture before them."""

from datetime import timedelta
from uuid import UUID

from litestar import Router, post
from litestar.params import FromPath, JSONBody

from exibidos.features.moderation import service
from exibidos.features.moderation.model import Reporter
from exibidos.features.moderation.policy import REPORTS_A_DAY
from exibidos.features.moderation.schema import ReportAnswer, ReportRequest
from exibidos.kernel.actor import Member
from exibidos.kernel.clock import now
from exibidos.platform.db import Tx
from exibidos.platform.http import Given, Once
from exibidos.platform.limits import Limits


@post("/images/{image_id:uuid}/reports", status_code=202, summary="Say that something is wrong with a photo")
async def report(
    image_id: FromPath[UUID],
    data: JSONBody[ReportRequest],
    member: Given[Member],
    limits: Given[Limits],
    locale: Given[str],
    once: Given[Once],
) -> ReportAnswer:
    await limits.spend("moderation.reports", str(member.id), at_most=REPORTS_A_DAY, window=timedelta(days=1))

    async def taken(tx: Tx) -> ReportAnswer:
        who = Reporter(member_id=member.id, locale=locale)
        await service.report(tx, who, image_id, data.kind, data.words, at=now())
        return ReportAnswer()

    return await once.do(ReportAnswer, taken)


ROUTER = Router("/", route_handlers=[report], tags=["moderation"])
