"""Does a creating request happen once, however often it is sent?"""

import asyncio
import hashlib
import os
import signal
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from exibidos.platform.http import ForgetAnswers
from fixtures_club import Club, Visitor, joining
from media.pictures import encoded, gradient
from served import served

pytestmark = pytest.mark.anyio
PROMISE = {"size": 1000, "content_type": "image/jpeg", "sha256": "ab" * 32}


WAITING = "SELECT true FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


async def eventually(true: Callable[[], Awaitable[object]]) -> None:
    for _ in range(500):
        if await true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("not within 10 s")


async def promise(someone: Visitor, key: str, **changes: object) -> httpx.Response:
    headers = {"idempotency-key": key}
    return await someone.browser.post("/api/v1/uploads", json={**PROMISE, **changes}, headers=headers)


async def count(club: Club, table: str) -> int:
    async with club.resources.database.read() as tx:
        return await tx.value(int, f"SELECT count(*) FROM {table}") or 0


async def test_the_same_request_gets_the_same_answer(club: Club) -> None:
    async with club.visit("ana") as ana:
        first, again = await promise(ana, "k"), await promise(ana, "k")
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.content == again.content
        assert await count(club, "uploads") == 1


async def test_fifty_at_once_have_one_effect(club: Club) -> None:
    async with club.visit("ana") as ana:
        answers = await asyncio.gather(*(promise(ana, "k") for _ in range(50)))
        assert {answer.status_code for answer in answers} <= {201, 409}
        assert {answer.json()["code"] for answer in answers if answer.status_code == 409} <= {"request.in_flight"}
        assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
        assert await count(club, "uploads") == 1


async def test_another_body_under_the_same_key_is_refused(club: Club) -> None:
    async with club.visit("ana") as ana:
        await promise(ana, "k")
        refused = await promise(ana, "k", size=1001)
        assert (refused.status_code, refused.json()["code"]) == (422, "request.key_reused")
        assert await count(club, "uploads") == 1


async def test_two_people_may_choose_the_same_key(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        hers, theirs = await promise(ana, "k"), await promise(bia, "k")
        assert (hers.status_code, theirs.status_code) == (201, 201)
        assert hers.json()["upload_id"] != theirs.json()["upload_id"]


async def test_what_was_refused_may_be_tried_again_under_its_key(club: Club) -> None:
    data = encoded(gradient())
    async with club.visit("ana") as ana, httpx.AsyncClient() as outside:
        digest = hashlib.sha256(data).hexdigest()
        ticket = (await promise(ana, "k", size=len(data), sha256=digest)).json()
        hand_over: dict[str, Any] = {
            "json": {"upload_id": ticket["upload_id"], "declared": True},
            "headers": {"idempotency-key": "k"},
        }
        early = await ana.browser.post("/api/v1/images", **hand_over)
        assert (early.status_code, early.json()["code"]) == (409, "images.not_arrived")
        await outside.put(ticket["url"], content=data, headers=ticket["headers"])
        answers = [await ana.browser.post("/api/v1/images", **hand_over) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [202, 202]
        assert answers[0].content == answers[1].content


async def test_a_key_that_is_none_is_refused(club: Club) -> None:
    async with club.visit("ana") as ana:
        for key in ("", "á", "k" * 201, "a\tb"):
            headers = {"idempotency-key": key.encode()}
            answer = await ana.browser.post("/api/v1/uploads", json=PROMISE, headers=headers)  # type: ignore[arg-type]
            assert answer.status_code == 422, (key, answer.text)


async def test_a_photo_is_made_once_of_an_upload_that_is_handed_over_twice_at_once(club: Club) -> None:
    photo = encoded(gradient())
    async with club.visit("ana") as ana:
        image_id = await ana.upload(photo)
        await ana.decided(image_id)
        async with club.resources.database.read() as tx:
            upload_id = await tx.value(str, "SELECT id::text FROM uploads")
        body = {"upload_id": upload_id, "declared": True}
        headers = {"idempotency-key": "k"}
        answers = await asyncio.gather(
            *(ana.browser.post("/api/v1/images", json=body, headers=headers) for _ in range(10))
        )
        assert {answer.json()["id"] for answer in answers if answer.status_code == 202} == {image_id}
        assert await count(club, "images") == 1


async def test_joining_again_under_the_same_key_tells_who_joined_and_opens_no_session(club: Club) -> None:
    async with club.visit() as guest:
        headers = {"idempotency-key": "k"}
        first = await guest.browser.post("/api/v1/members", json=joining("ana"), headers=headers)
        guest.browser.cookies.clear()
        again = await guest.browser.post("/api/v1/members", json=joining("ana"), headers=headers)
        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json() == again.json()
        assert "set-cookie" not in again.headers


async def test_joining_twice_at_once_under_the_same_key_is_joining_once(club: Club) -> None:
    async with club.visit() as here, club.visit() as there:
        headers = {"idempotency-key": "k"}
        answers = await asyncio.gather(
            *(each.browser.post("/api/v1/members", json=joining("ana"), headers=headers) for each in (here, there))
        )
        assert [answer.status_code for answer in answers] == [201, 201], "nobody's address is taken by themselves"
        assert answers[0].json() == answers[1].json()
        assert sum("set-cookie" in answer.headers for answer in answers) == 1


async def test_a_conflict_with_ones_own_answered_request_is_its_answer(club: Club) -> None:
    async with club.visit("ana") as ana:
        headers, wish = {"idempotency-key": "k"}, {"name": "backup", "scopes": ["read"]}
        answers = await asyncio.gather(
            *(ana.browser.post("/api/v1/tokens", json=wish, headers=headers) for _ in range(20))
        )
        assert {answer.json().get("code") for answer in answers} <= {None, "request.in_flight"}
        assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
        other = await ana.browser.post("/api/v1/tokens", json=wish, headers={"idempotency-key": "other"})
        assert (other.status_code, other.json()["code"]) == (409, "accounts.token_name_taken")


async def test_a_guess_at_a_password_is_no_easier_with_the_rows_of_the_house(club: Club) -> None:
    async with club.visit() as guest:
        await guest.browser.post("/api/v1/members", json=joining("ana"), headers={"idempotency-key": "k"})
    async with club.resources.database.read() as tx:
        rows = await tx.values(str, "SELECT proof || encode(answer, 'escape') FROM kept_answers")
    assert len(rows) == 1
    assert not any(word in rows[0] for word in ("uma senha", "exibidos.test"))


async def test_a_server_killed_in_between_leaves_one_effect(
    club: Club, environ: dict[str, str], owner_url: str
) -> None:
    async with club.visit("ana") as ana:
        cookies = dict(ana.browser.cookies)
        member_id = (await ana.browser.get("/api/v1/me")).json()["id"]
    blocker = await asyncpg.connect(owner_url)
    await blocker.execute("SELECT pg_advisory_lock(hashtextextended($1, 0))", f"uploads:{member_id}")
    ask: dict[str, Any] = {"json": PROMISE, "headers": {"idempotency-key": "k"}}
    async with served("api", environ) as server, httpx.AsyncClient(base_url=server.url, cookies=cookies) as program:
        asking = asyncio.create_task(program.post("/api/v1/uploads", **ask))
        await eventually(lambda: blocker.fetchval(WAITING))
        os.killpg(server.process.pid, signal.SIGKILL)
        with pytest.raises(httpx.TransportError):
            await asking
    await blocker.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    await blocker.close()
    async with served("api", environ) as server, httpx.AsyncClient(base_url=server.url, cookies=cookies) as program:
        answers = [await program.post("/api/v1/uploads", **ask) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201], answers[0].text
    assert answers[0].content == answers[1].content
    assert await count(club, "uploads") == 1


async def test_answers_are_forgotten_after_a_day(club: Club) -> None:
    async with club.visit("ana") as ana:
        await promise(ana, "old")
        await promise(ana, "new")
        async with club.resources.database.write() as tx:
            await tx.execute(
                "UPDATE kept_answers SET created_at = now() - $1::interval WHERE id ="
                " (SELECT id FROM kept_answers ORDER BY created_at LIMIT 1)",
                timedelta(hours=25),
            )
            tx.enqueue(ForgetAnswers())
        await eventually(lambda: _only_one_is_left(club))


async def _only_one_is_left(club: Club) -> bool:
    return await count(club, "kept_answers") == 1
