"""How far has this member come, what is missing to the next step, and what changes with it? A room of their settings."""

import msgspec

from exibidos.features import standing
from exibidos.features.images import UPLOADS_A_DAY
from exibidos.features.standing import Condition
from exibidos.features.voting import VOTES_AN_HOUR
from exibidos.kernel.actor import Member, Standing
from exibidos.kernel.clock import now
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A standing, with what it lets somebody do."""

    name: str
    uploads: int
    votes: int
    now: bool


class StandingPage(msgspec.Struct, frozen=True, kw_only=True):
    """`goal` is what they work towards; `conditions` what it asks for, of which those of one way are one or the other."""

    frame: Frame
    standing: str
    goal: str
    steps: tuple[Step, ...]
    asked: tuple[Condition, ...]
    deeds: tuple[Condition, ...]
    done: bool


@get("/settings/standing")
async def standing_page(member: Given[Member], database: Given[Database], reader: Given[Reader]) -> Page:
    at = now()
    async with database.read() as tx:
        record = await standing.get_record(tx, member, at=at)
    goal = standing.next_standing(record.standing)
    conditions = standing.conditions(record, goal, at=at)
    page = StandingPage(
        frame=reader.frame,
        standing=record.standing,
        goal=goal,
        steps=tuple(
            Step(name=one, uploads=UPLOADS_A_DAY[one], votes=VOTES_AN_HOUR[one], now=one is record.standing)
            for one in Standing
        ),
        asked=tuple(condition for condition in conditions if not condition.way),
        deeds=tuple(condition for condition in conditions if condition.way),
        done=not standing.missing(record, goal, at=at),
    )
    return reader.page("standing.html", page)
