"""How much may one caller ask, and are they told?"""

import asyncio
from uuid import UUID

import httpx
import msgspec
import pytest

from exibidos.app.web import make_web
from exibidos.features.accounts import set_standing
from exibidos.kernel.actor import Standing
from fixtures_club import PASSWORD, Club, Visitor, joining, replaced, transport_to

pytestmark = pytest.mark.anyio
SHARE = '"api.calls";q={quota};w=60'


async def stand(club: Club, someone: Visitor, standing: Standing) -> None:
    """Let a member stand so, and sign them in anew: the facts of a session are those of its beginning."""
    async with club.resources.database.write() as tx:
        member_id = await tx.value(UUID, "SELECT id FROM members WHERE slug = $1", someone.slug)
        assert member_id
        await set_standing(tx, member_id, standing)
    said = {"email": joining(someone.slug)["email"], "password": PASSWORD}
    assert (await someone.browser.post("/api/v1/session", json=said)).status_code == 200


async def test_an_answer_says_how_much_is_left(club: Club) -> None:
    async with club.visit() as guest:
        first = await guest.browser.get("/api/v1/images")
        second = await guest.browser.get("/api/v1/images")
        assert first.headers["ratelimit-policy"] == SHARE.format(quota=60)
        assert first.headers["ratelimit"] == '"api.calls";r=59;t=60'
        assert second.headers["ratelimit"].startswith('"api.calls";r=58;t=')


async def test_who_calls_too_often_is_told_when_to_come_back(club: Club) -> None:
    async with club.visit() as guest, club.visit("ana") as ana:
        answers = await asyncio.gather(*(guest.browser.get("/api/v1/images") for _ in range(70)))
        statuses = sorted(answer.status_code for answer in answers)
        # Joining was a guest's call as well.
        assert statuses == [200] * 59 + [429] * 11
        refused = next(answer for answer in answers if answer.status_code == 429)
        assert refused.json()["code"] == "api.calls_limited"
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert '"api.calls";r=0;t=' in refused.headers["ratelimit"]
        assert (await ana.browser.get("/api/v1/images")).status_code == 200, "a member counts for themselves"
        assert (await guest.browser.get("/")).status_code == 200, "pages are for people"


@pytest.mark.parametrize(("standing", "quota"), [("new", 60), ("member", 300), ("trusted", 600)])
async def test_members_may_ask_as_much_as_they_have_earned(club: Club, standing: str, quota: int) -> None:
    async with club.visit("ana") as ana:
        await stand(club, ana, Standing(standing))
        answer = await ana.browser.get("/api/v1/me")
        assert answer.headers["ratelimit-policy"] == SHARE.format(quota=quota)


async def test_an_act_with_a_limit_of_its_own_tells_both(club: Club) -> None:
    async with club.visit("ana") as ana:
        path = "/api/v1/images/01890a5d-ac96-774b-bcce-b302099a8057/vote"
        answer = await ana.browser.put(path, json={"choice": "for"})
        assert answer.headers["ratelimit-policy"] == '"api.calls";q=60;w=60, "voting.votes";q=120;w=3600'


@pytest.mark.parametrize(
    "said",
    [
        ("10.9.9.{n}", "203.0.113.9"),  # a proxy that adds a header of its own, as HAProxy does
        ("10.9.9.{n}, 203.0.113.9",),
        ("", "10.9.9.{n}", "203.0.113.9"),
    ],
)
async def test_nobody_counts_as_another_by_what_they_write_before_the_proxys_word(
    club: Club, said: tuple[str, ...]
) -> None:
    behind = msgspec.structs.replace(club.settings.app, trusted_proxies=("127.0.0.1",))
    web = make_web(replaced(club.settings, app=behind))
    left = []
    async with (
        web.lifespan(),
        httpx.AsyncClient(transport=transport_to(web), base_url=club.settings.app.url) as guest,
    ):
        for n in range(3):
            headers = [("x-forwarded-for", line.format(n=n)) for line in said]
            answer = await guest.get("/api/v1/images", headers=headers)
            left.append(answer.headers["ratelimit"].partition(";t=")[0])
    assert left == ['"api.calls";r=59', '"api.calls";r=58', '"api.calls";r=57']


async def test_a_body_that_does_not_say_it_is_json_is_not_read(club: Club) -> None:
    async with club.visit() as guest:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
            answer = await guest.browser.post("/api/v1/session", content=b"{}", headers={"content-type": kind})
            assert (answer.status_code, answer.json()["code"]) == (415, "request.not_json"), kind
