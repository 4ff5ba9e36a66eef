"""Which URLs does voting answer? One's own vote on a photo: look, cast, withdraw."""

from datetime import timedelta
from uuid import UUID

from litestar import Router, delete, get, put
from litestar.params import FromPath, JSONBody

from exibidos.features.voting import service
from exibidos.features.voting.policy import VOTES_AN_HOUR
from exibidos.features.voting.schema import VoteAnswer, VoteRequest
from exibidos.kernel.actor import Member, Scope
from exibidos.platform.db import Database
from exibidos.platform.http import Given, needs
from exibidos.platform.limits import Limits
from exibidos.platform.settings import Settings


@get(
    "/images/{image_id:uuid}/vote",
    **needs(Scope.READ),
    summary="Your own vote on a photo; its author also reads the figures",
)
async def show(image_id: FromPath[UUID], member: Given[Member], database: Given[Database]) -> VoteAnswer:
    async with database.read() as tx:
        figures = await service.find_figures(tx, member, image_id)
        ballot = await service.find_ballot(tx, member, image_id)
    return VoteAnswer(
        choice=ballot.choice if ballot else None,
        votes_for=figures.votes_for if figures else None,
        votes_against=figures.votes_against if figures else None,
    )


@put("/images/{image_id:uuid}/vote", **needs(Scope.VOTES), summary="Vote for or against a photo, or change your vote")
async def cast(
    image_id: FromPath[UUID],
    data: JSONBody[VoteRequest],
    member: Given[Member],
    database: Given[Database],
    limits: Given[Limits],
    settings: Given[Settings],
) -> VoteAnswer:
    await limits.spend(
        "voting.votes", str(member.id), at_most=VOTES_AN_HOUR[member.standing], window=timedelta(hours=1)
    )
    async with database.write() as tx:
        await service.cast(tx, member, image_id, data.choice, require_verified=settings.accounts.require_verified)
    return VoteAnswer(choice=data.choice)


@delete("/images/{image_id:uuid}/vote", **needs(Scope.VOTES), status_code=204, summary="Withdraw your vote")
async def withdraw(image_id: FromPath[UUID], member: Given[Member], database: Given[Database]) -> None:
    async with database.write() as tx:
        await service.withdraw(tx, member, image_id)


ROUTER = Router("/", route_handlers=[show, cast, withdraw], tags=["voting"])
