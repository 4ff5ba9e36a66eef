"""Does a member see their standing and what is missing, and does the night change it, in the log and in open sessions?"""

import asyncio
from uuid import UUID

import pytest

from exibidos.features.standing import ReviewStandings
from exibidos.kernel.clock import now
from fixtures_club import Club
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio


async def test_the_night_makes_a_member_and_everybody_who_should_hears_of_it(club: Club) -> None:
    database = club.resources.database
    async with club.visit("ana") as ana:
        page = (await ana.browser.get("/settings/standing")).text
        assert "To become a member" in page
        assert "so far" not in page.partition("E-mail confirmed")[0]
        await ana.decided(await ana.upload(encoded(gradient())))
        async with database.write() as tx:
            await tx.execute("UPDATE members SET verified_at = now(), created_at = now() - interval '4 days'")
        assert "The step comes tonight" in (await ana.browser.get("/settings/standing")).text
        async with database.write() as tx:
            tx.enqueue(ReviewStandings())
        for _ in range(400):
            # Not by asking the page: who asks it twenty times a second is told to slow down.
            async with database.read() as tx:
                if await tx.value(str, "SELECT standing FROM members") == "member":
                    break
            await asyncio.sleep(0.05)
        assert "To become trusted" in (await ana.browser.get("/settings/standing")).text
        me = UUID((await ana.browser.get("/api/v1/me")).json()["id"])
        for _ in range(400):
            # Settled right after the commit, which is not the same instant.
            (open_one,) = await club.resources.sessions.list_open(me, now=now())
            if open_one.session.account.standing == "member":
                break
            await asyncio.sleep(0.05)
        assert open_one.session.account.standing == "member"
        async with database.read() as tx:
            acts = await tx.values(str, "SELECT details->>'after' FROM logs.audit WHERE act = 'member.standing'")
        assert acts == ["member"]
