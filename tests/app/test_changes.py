"""Can a program keep a copy of the wall by asking only for what changed?"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from exibidos.features.images import Visibility
from fixtures_club import Club, Visitor
from fixtures_make import Make

pytestmark = pytest.mark.anyio


Hang = Callable[..., Awaitable[None]]


@pytest.fixture
def hang(club: Club, owner_url: str) -> Hang:
    """Return a way to hang photos that changed a minute after one another, the first an hour ago."""

    async def hang(*titles: str) -> None:
        async with club.resources.database.write() as tx:
            make = Make(tx)
            owner = await make.member("ana")
            for title in titles:
                visibility = Visibility.ONLY_ME if title == "hidden" else Visibility.PUBLIC
                await make.image(owner, title=title, visibility=visibility)
        connection = await asyncpg.connect(owner_url)
        await connection.execute("""
            ALTER TABLE images DISABLE TRIGGER images_touch;
            UPDATE images SET updated_at = now() - interval '1 hour' + interval '1 minute' * n
            FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM images) one WHERE one.id = images.id;
            ALTER TABLE images ENABLE TRIGGER images_touch;
        """)
        await connection.close()

    return hang


async def titles(someone: Visitor, path: str, **query: Any) -> list[str]:
    answer = await someone.browser.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return [item["title"] for item in answer.json()["items"]]


async def test_only_what_changed_since_then_is_told_oldest_change_first(club: Club, hang: Hang) -> None:
    await hang("one", "two", "hidden", "three")
    since = (datetime.now(UTC) - timedelta(minutes=58, seconds=30)).isoformat()
    async with club.visit() as guest:
        assert await titles(guest, "/api/v1/images", updated_since=since) == ["two", "three"]
        assert await titles(guest, "/api/v1/members/ana/images", updated_since=since) == ["two", "three"]
        assert await titles(guest, "/api/v1/images", updated_since=datetime.now(UTC).isoformat()) == []


async def test_changes_come_in_pages_that_leave_nothing_out(club: Club, hang: Hang) -> None:
    await hang(*"0123456")
    async with club.visit() as guest:
        seen, query = [], {"updated_since": "2020-01-01T00:00:00Z", "limit": "3"}
        for _ in range(3):
            page = (await guest.browser.get("/api/v1/images", params=query)).json()
            seen += [item["title"] for item in page["items"]]
            query["cursor"] = page["next"]
        assert seen == list("0123456")
        assert page["next"] is None


async def test_a_time_that_no_calendar_holds_is_refused(club: Club) -> None:
    async with club.visit() as guest:
        for said in ("yesterday", "2026-02-30T00:00:00Z", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+14:00"):
            answer = await guest.browser.get("/api/v1/images", params={"updated_since": said})
            assert answer.status_code == 422, (said, answer.text)


async def test_a_time_without_a_zone_is_meant_in_utc(club: Club, hang: Hang) -> None:
    await hang("one", "two")
    said = (datetime.now(UTC) - timedelta(minutes=58, seconds=30)).replace(tzinfo=None).isoformat()
    async with club.visit() as guest:
        assert await titles(guest, "/api/v1/images", updated_since=said) == ["two"]
