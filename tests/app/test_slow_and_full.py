"""What do people get while something that the club stands on is slow, or full? Late answers; and nothing new, with all that is there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import httpx
import msgspec
import pytest
from redis.asyncio import Redis

from app.test_outages import browser_at
from exibidos.app.media import make_media
from exibidos.platform.settings import Settings
from fixtures_club import Club, joining, replaced, transport_to
from gate import Gate, gate_to
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio
PHOTO = encoded(gradient())
# A server on the other side of an ocean, each way.
_FAR = 0.1


@pytest.fixture
async def store(settings: Settings) -> AsyncIterator[Gate]:
    async with gate_to(settings.s3.endpoint) as gate:
        yield gate


async def test_a_slow_postgres_makes_pages_late_and_nothing_else(settings: Settings) -> None:
    async with gate_to(settings.database.url) as gate:
        gate.latency = _FAR
        far = replaced(settings, database=msgspec.structs.replace(settings.database, url=gate.url))
        async with browser_at(far) as browser:
            assert (await browser.post("/api/v1/members", json=joining("ana"))).status_code == 201
            assert (await browser.get("/")).status_code == 200


async def test_a_slow_valkey_makes_sign_in_late_and_nothing_else(settings: Settings) -> None:
    async with gate_to(settings.redis.url) as gate:
        gate.latency = _FAR
        far = replaced(settings, redis=msgspec.structs.replace(settings.redis, url=gate.url))
        async with browser_at(far) as browser:
            assert (await browser.post("/api/v1/members", json=joining("ana"))).status_code == 201
            assert (await browser.get("/api/v1/me")).status_code == 200


async def test_a_postgres_without_free_connections_asks_people_to_come_back(settings: Settings, owner_url: str) -> None:
    owner = await asyncpg.connect(owner_url)
    name = await owner.fetchval("SELECT current_database()")
    await owner.execute(f'ALTER DATABASE "{name}" CONNECTION LIMIT 0')
    async with browser_at(settings) as browser:
        answer = await browser.get("/")
        assert (answer.status_code, answer.headers.get("retry-after")) == (503, "5")
        await owner.execute(f'ALTER DATABASE "{name}" CONNECTION LIMIT -1')
        assert (await browser.get("/")).status_code == 200
    await owner.close()


async def test_a_postgres_with_a_full_disk_still_reads(club: Club, owner_url: str) -> None:
    """The very error of a full disk, raised by the server where it would raise it: while a row is written."""
    async with club.visit("ana") as ana:
        owner = await asyncpg.connect(owner_url)
        await owner.execute(_FULL_DISK)
        try:
            answer = await ana.browser.post("/api/v1/members", json=joining("bia"))
            assert (answer.status_code, answer.headers.get("retry-after")) == (503, "5")
            for path in ("/", "/@ana", "/api/v1/images", "/api/v1/me"):
                assert (await ana.browser.get(path)).status_code == 200, path
        finally:
            await owner.execute("DROP FUNCTION no_space CASCADE")
            await owner.close()
        assert (await ana.browser.post("/api/v1/members", json=joining("bia"))).status_code == 201


async def test_a_full_valkey_lets_nobody_new_in_but_keeps_who_is_there_and_loses_no_job(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as guest:
        async with _full(club.settings.redis.url):
            for path, said in (
                ("/api/v1/session", {"email": "ana@exibidos.test", "password": "uma senha bem longa"}),
                ("/api/v1/members", joining("bia")),
            ):
                answer = await guest.browser.post(path, json=said)
                assert (answer.status_code, answer.headers.get("retry-after")) == (503, "5"), path
                assert "set-cookie" not in answer.headers
            for path in ("/", "/@ana", "/upload"):
                assert (await ana.browser.get(path)).status_code == 200, path
            image_id = await ana.upload(PHOTO)  # accepted, though nobody can be told of the job
        assert (await ana.decided(image_id))["state"] == "published"


async def test_a_slow_store_makes_pictures_late_and_nothing_else(club: Club, settings: Settings, store: Gate) -> None:
    async with club.visit("ana") as ana:
        hung = await ana.decided(await ana.upload(PHOTO))
        store.latency = _FAR
        media = make_media(replaced(settings, s3=msgspec.structs.replace(settings.s3, endpoint=store.url)))
        async with media.lifespan(), httpx.AsyncClient(transport=transport_to(media)) as anyone:
            assert (await anyone.get(hung["urls"]["feed"])).content.startswith(b"RIFF")


async def test_a_full_store_takes_nothing_new_and_shows_what_it_has(
    club: Club, settings: Settings, store: Gate
) -> None:
    async with club.visit("ana") as ana:
        hung = await ana.decided(await ana.upload(PHOTO))
        far = replaced(settings, s3=msgspec.structs.replace(settings.s3, endpoint=store.url))
        async with browser_at(far, ana.browser.cookies) as browser:
            store.full = True
            refused = await browser.post(
                "/upload", data={"declared": "on"}, files={"file": ("a.jpg", PHOTO, "image/jpeg")}
            )
            assert (refused.status_code, refused.headers.get("retry-after")) == (503, "5")
            assert (await club.fetch(hung["urls"]["thumb"])).status_code == 200
            store.full = False
            taken = await browser.post(
                "/upload", data={"declared": "on"}, files={"file": ("a.jpg", PHOTO, "image/jpeg")}
            )
            assert taken.status_code == 303


@asynccontextmanager
async def _full(url: str) -> AsyncIterator[None]:
    """Fill a Valkey for as long as the block lasts: under `noeviction` it then refuses whatever needs room."""
    async with Redis.from_url(url) as valkey:
        await valkey.config_set("maxmemory", 1)
        try:
            yield
        finally:
            await valkey.config_set("maxmemory", "256mb")


_FULL_DISK = """
CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER no_space BEFORE INSERT ON members FOR EACH ROW EXECUTE FUNCTION no_space();
"""
