"""Is every picture that leaves remembered, nothing else, and nobody's name; and told to its author only?"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from exibidos.kernel.ids import new_id
from exibidos.platform.engines import Guard, Ports, Process
from exibidos.platform.engines.probe import http_status
from fixtures_club import Club, Visitor
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio
PHOTO = encoded(gradient())
Told = dict[tuple[str, str, str], int]


async def told(visitor: Visitor, image_id: str) -> Told:
    answer = await visitor.browser.get(f"/api/v1/images/{image_id}/deliveries")
    assert answer.status_code == 200, answer.text
    return {(each["viewer"], each["reason"], each["variant"]): each["count"] for each in answer.json()["items"]}


async def until_told(visitor: Visitor, image_id: str, expected: Told) -> None:
    """Wait until all of this is told, which may have been written in two goes, and nothing beyond it is."""
    for _ in range(200):
        found = await told(visitor, image_id)
        if all(found.get(each, 0) >= count for each, count in expected.items()):
            break
        await asyncio.sleep(0.05)
    assert found == expected


async def test_a_public_picture_was_sent_to_anyone(club: Club) -> None:
    async with club.visit("ana") as ana:
        image_id = await ana.upload(PHOTO)
        urls = (await ana.decided(image_id))["urls"]
        for name in ("thumb", "thumb", "feed"):
            assert (await club.fetch(urls[name])).status_code == 200
        await until_told(ana, image_id, {("anyone", "public", "thumb"): 2, ("anyone", "public", "feed"): 1})


async def test_a_private_picture_was_sent_to_its_author(club: Club) -> None:
    async with club.visit("ana") as ana:
        image_id = await ana.upload(PHOTO, visibility="only_me")
        assert (await club.fetch((await ana.decided(image_id))["urls"]["full"])).status_code == 200
        await until_told(ana, image_id, {("author", "own", "full"): 1})


async def test_a_veil_and_who_lifted_it_are_told_apart(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        image_id = await ana.upload(PHOTO, sensitive="on")
        await ana.decided(image_id)
        await club.fetch((await guest.photo(image_id))["urls"]["blur"])
        lifted = (await bia.browser.get(f"/api/v1/images/{image_id}?lift=true")).json()["urls"]["feed"]
        assert (await club.fetch(lifted)).status_code == 200
        expected = {("anyone", "sensitive", "blur"): 1, ("member", "chosen", "feed"): 1}
        await until_told(ana, image_id, expected)
        answer = await ana.browser.get(f"/api/v1/images/{image_id}/deliveries")
        assert "bia" not in answer.text
        assert str((await bia.browser.get("/api/v1/me")).json()["id"]) not in answer.text


async def test_parts_count_and_what_has_no_body_does_not(club: Club) -> None:
    async with club.visit("ana") as ana:
        image_id = await ana.upload(PHOTO)
        urls = (await ana.decided(image_id))["urls"]
        first = await club.fetch(urls["feed"])
        asked: list[tuple[int, dict[str, Any]]] = [
            (206, {"headers": {"range": "bytes=5-9"}}),
            (200, {"method": "HEAD"}),
            (304, {"headers": {"if-none-match": first.headers["etag"]}}),
            (416, {"headers": {"range": "bytes=999999-"}}),
        ]
        for status, how in asked:
            assert (await club.fetch(urls["feed"], **how)).status_code == status
        await club.fetch(urls["thumb"])
        await until_told(ana, image_id, {("anyone", "public", "feed"): 2, ("anyone", "public", "thumb"): 1})


async def test_what_was_refused_was_not_sent(club: Club) -> None:
    async with club.visit("ana") as ana:
        image_id = await ana.upload(PHOTO)
        urls = (await ana.decided(image_id))["urls"]
        assert (await club.fetch(urls["feed"][:-1])).status_code == 403
        assert (await club.fetch(urls["feed"].replace(image_id, str(new_id())))).status_code == 403
        await ana.browser.put(f"/api/v1/images/{image_id}", json={"visibility": "only_me"})
        assert (await club.fetch(urls["feed"])).status_code == 404
        assert (await club.fetch((await ana.photo(image_id))["urls"]["thumb"])).status_code == 200
        await until_told(ana, image_id, {("author", "own", "thumb"): 1})


async def test_an_object_that_storage_has_lost_was_not_sent(club: Club) -> None:
    async with club.visit("ana") as ana:
        image_id = await ana.upload(PHOTO)
        urls = (await ana.decided(image_id))["urls"]
        keys = [each.key async for each in club.resources.storage.list_objects("") if each.key.endswith("/feed.webp")]
        await club.resources.storage.delete(keys)
        assert (await club.fetch(urls["feed"])).status_code == 404
        assert (await club.fetch(urls["thumb"])).status_code == 200
        await until_told(ana, image_id, {("anyone", "public", "thumb"): 1})


async def test_another_members_log_is_a_log_that_never_was(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        for visibility in ("public", "only_me"):
            image_id = await ana.upload(
                encoded(gradient(320 if visibility == "public" else 330)), visibility=visibility
            )
            await ana.decided(image_id)
            theirs = await bia.browser.get(f"/api/v1/images/{image_id}/deliveries")
            never = await bia.browser.get(f"/api/v1/images/{new_id()}/deliveries")
            assert (theirs.status_code, theirs.json()["code"]) == (404, "images.no_such_photo")
            assert theirs.json() | {"instance": ""} == never.json() | {"instance": ""}
            assert (await guest.browser.get(f"/api/v1/images/{image_id}/deliveries")).status_code == 401


async def test_the_page_tells_its_author_and_nobody_else(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        image_id = await ana.upload(PHOTO)
        urls = (await ana.decided(image_id))["urls"]
        assert "Nobody has looked yet." in (await ana.browser.get(f"/p/{image_id}")).text
        for name in ("thumb", "feed", "feed"):
            await club.fetch(urls[name])
        await until_told(ana, image_id, {("anyone", "public", "thumb"): 1, ("anyone", "public", "feed"): 2})
        page = (await ana.browser.get(f"/p/{image_id}")).text
        assert "Shown 3 times since" in page
        assert "1 small · 2 medium" in page
        for other in (bia, guest):
            assert "Who saw this" not in (await other.browser.get(f"/p/{image_id}")).text


async def test_a_killed_process_loses_two_seconds_at_most(club: Club) -> None:
    async with club.visit("ana") as ana:
        url = (await ana.decided(await ana.upload(PHOTO)))["urls"]["thumb"]
        async with media_process(club) as (process, origin):
            sent: list[float] = []
            async with asyncio.TaskGroup() as group:
                crowd = [group.create_task(_look(club, origin, url, sent)) for _ in range(2)]
                async with asyncio.timeout(30):
                    while not sent or sent[-1] - sent[0] < 3:  # noqa: ASYNC110 - a crowd has no event to wait for
                        await asyncio.sleep(0.05)
                assert process.pid
                os.killpg(process.pid, signal.SIGKILL)
                killed = time.monotonic()
                for one in crowd:
                    one.cancel()
            await process.stop()  # or it would be started again
            kept = await _written(club)
        long_ago = sum(at < killed - 2 for at in sent)
        assert long_ago > 0
        assert long_ago <= kept <= len(sent) + len(crowd)
        assert len(sent) - kept <= 500


async def test_a_process_that_is_asked_to_stop_loses_nothing(club: Club) -> None:
    async with club.visit("ana") as ana:
        url = (await ana.decided(await ana.upload(PHOTO)))["urls"]["thumb"]
        async with media_process(club) as (process, origin):
            async with httpx.AsyncClient() as anyone:
                for _ in range(20):
                    assert (await anyone.get(url.replace(club.settings.media.url, origin))).status_code == 200
            await process.stop()
            assert await _written(club) == 20


class _Words:
    def line(self, name: str, text: str) -> None:
        sys.stderr.write(f"{name}: {text}\n")

    note = line


@asynccontextmanager
async def media_process(club: Club) -> AsyncIterator[tuple[Process, str]]:
    """Run the club's media app as a host does, in a process of its own."""
    settings, guard, sink = club.settings, Guard(), _Words()
    port = Ports(sink.note).any()
    environ = {
        **os.environ,
        "DATABASE_URL": settings.database.url,
        "REDIS_URL": settings.redis.url,
        "S3_ENDPOINT": settings.s3.endpoint,
        "S3_ACCESS_KEY": settings.s3.access_key,
        "S3_SECRET_KEY": settings.s3.secret_key,
        "S3_BUCKET": settings.s3.bucket,
        "SESSION_SECRET": "5" * 64,
        "MEDIA_SIGNING_KEYS": ",".join(settings.media.signing_keys),
    }

    async def healthy() -> bool:
        return await http_status("GET", port, "/healthz") is not None

    words = [sys.executable, "-m", "exibidos.cli.main", "serve", "media", "--port", str(port)]
    process = Process("media", words, guard=guard, sink=sink, env=environ, ready=healthy)
    try:
        await process.start()
        yield process, f"http://127.0.0.1:{port}"
    finally:
        await process.stop()
        guard.close()


async def _look(club: Club, origin: str, url: str, sent: list[float]) -> None:
    """Fetch a picture again and again, noting when each has come."""
    async with httpx.AsyncClient() as anyone:
        while True:
            try:
                answer = await anyone.get(url.replace(club.settings.media.url, origin))
            except httpx.TransportError:  # killed in the middle of it
                return
            assert answer.status_code == 200
            sent.append(time.monotonic())


async def _written(club: Club) -> int:
    async with club.resources.database.read() as tx:
        return await tx.value(int, "SELECT coalesce(sum(count), 0)::bigint FROM deliveries") or 0
