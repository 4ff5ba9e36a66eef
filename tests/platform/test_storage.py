"""Does a real store hold what the port promises: exact uploads, privacy, ranges, and our own words for its failures?"""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import msgspec
import pytest

from exibidos.kernel.errors import Invalid, NotFound, Unavailable
from exibidos.kernel.ids import new_id
from exibidos.platform.engines import Addresses
from exibidos.platform.settings import S3
from exibidos.platform.storage import PresignedPut, Storage, open_storage

pytestmark = pytest.mark.anyio

CLUB = "http://localhost:3000"
JPEG = b"\xff\xd8\xff\xe0 a photo"


@pytest.fixture(scope="module")
def settings(engines: Addresses) -> S3:
    return S3(
        endpoint=engines.s3_endpoint,
        access_key=engines.s3_access_key,
        secret_key=engines.s3_secret_key,
        bucket=f"test-{new_id()}",
    )


@pytest.fixture
async def storage(settings: S3) -> AsyncIterator[Storage]:
    async with open_storage(settings) as storage:
        await storage.ensure_bucket([CLUB])
        yield storage


@pytest.fixture
def here() -> str:
    """Return a prefix for the keys of one test, in the bucket that all of them share."""
    return f"{new_id()}/"


@pytest.fixture
async def browser() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as client:
        yield client


async def permit(storage: Storage, key: str) -> PresignedPut:
    return await storage.presign_put(
        key, size=len(JPEG), content_type="image/jpeg", sha256=digest(JPEG), expires=timedelta(minutes=5)
    )


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


async def test_the_permitted_bytes_are_accepted_and_their_digest_is_remembered(
    here: str, storage: Storage, browser: httpx.AsyncClient
) -> None:
    put = await permit(storage, here + "é 1")
    assert (await browser.put(put.url, content=JPEG, headers=put.headers)).status_code == 200
    info = await storage.head(here + "é 1")
    assert info
    assert (info.size, info.content_type, info.sha256) == (len(JPEG), "image/jpeg", digest(JPEG))


async def test_a_second_put_is_refused_and_changes_nothing(
    here: str, storage: Storage, browser: httpx.AsyncClient
) -> None:
    put = await permit(storage, here + "é 1")
    await browser.put(put.url, content=JPEG, headers=put.headers)
    assert (await browser.put(put.url, content=JPEG, headers=put.headers)).status_code == 412


@pytest.mark.parametrize(
    ("content", "headers"),
    [
        pytest.param(JPEG + b"!", {}, id="one byte more"),
        pytest.param(JPEG[:-1], {}, id="one byte less"),
        pytest.param(JPEG[:-1] + b"!", {}, id="other bytes"),
        pytest.param(JPEG, {"Content-Type": "text/html"}, id="another type"),
        pytest.param(JPEG, {"If-None-Match": ""}, id="without create-only"),
        pytest.param(
            JPEG[:-1] + b"!",
            {"x-amz-checksum-sha256": base64.b64encode(digest(JPEG[:-1] + b"!")).decode()},
            id="another digest",
        ),
    ],
)
async def test_anything_else_than_what_was_signed_is_refused(
    here: str, storage: Storage, browser: httpx.AsyncClient, content: bytes, headers: dict[str, str]
) -> None:
    put = await permit(storage, here + "é 1")
    answer = await browser.put(put.url, content=content, headers={**put.headers, **headers})
    assert answer.status_code in (400, 403)
    assert await storage.head(here + "é 1") is None


async def test_a_put_of_unsaid_length_is_refused(here: str, storage: Storage, browser: httpx.AsyncClient) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield JPEG

    put = await permit(storage, here + "é 1")
    assert (await browser.put(put.url, content=pieces(), headers=put.headers)).status_code in (400, 403, 411)
    assert await storage.head(here + "é 1") is None


async def test_an_expired_permission_is_refused(here: str, storage: Storage, browser: httpx.AsyncClient) -> None:
    put = await storage.presign_put(
        here + "late", size=len(JPEG), content_type="image/jpeg", sha256=digest(JPEG), expires=timedelta(seconds=1)
    )
    await asyncio.sleep(2.1)
    assert (await browser.put(put.url, content=JPEG, headers=put.headers)).status_code == 403


async def test_uploads_are_signed_for_the_name_that_browsers_know(here: str, settings: S3) -> None:
    async with open_storage(msgspec.structs.replace(settings, public_endpoint="http://192.168.1.7:18333")) as storage:
        assert (await permit(storage, here + "é 1")).url.startswith(
            f"http://192.168.1.7:18333/{settings.bucket}/{here}"
        )


async def test_strangers_read_and_list_nothing(
    here: str, storage: Storage, settings: S3, browser: httpx.AsyncClient
) -> None:
    await storage.put(here + "a/full.webp", b"x", content_type="image/webp", sha256=digest(b"x"))
    for path in ("", "/", "/{here}a/full.webp", "?list-type=2"):
        assert (await browser.get(f"{settings.endpoint}/{settings.bucket}{path}")).status_code == 403


async def test_only_our_origin_may_put_from_a_browser(here: str, storage: Storage, browser: httpx.AsyncClient) -> None:
    put = await permit(storage, here + "é 1")

    async def preflight(origin: str, method: str) -> httpx.Response:
        asked = {
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": ",".join(put.headers).lower(),
        }
        return await browser.options(put.url, headers={"Origin": origin, **asked})

    ours = await preflight(CLUB, "PUT")
    assert ours.status_code == 200
    assert ours.headers["Access-Control-Allow-Origin"] == CLUB
    assert ours.headers["Access-Control-Allow-Methods"] == "PUT"
    assert "Access-Control-Allow-Origin" not in (await preflight("http://evil.example", "PUT")).headers
    assert "Access-Control-Allow-Methods" not in (await preflight(CLUB, "GET")).headers


async def test_a_bucket_that_is_there_is_left_as_it_is(here: str, storage: Storage) -> None:
    await storage.put(here + "kept", b"x", content_type="image/webp", sha256=digest(b"x"))
    await storage.ensure_bucket([CLUB])
    assert await storage.get(here + "kept", max_size=1) == b"x"


async def test_what_was_put_is_got_streamed_and_cut(here: str, storage: Storage) -> None:
    data = bytes(range(256)) * 1024
    await storage.put(here + "a/full.webp", data, content_type="image/webp", sha256=digest(data))
    assert await storage.get(here + "a/full.webp", max_size=len(data)) == data
    part = await storage.stream(here + "a/full.webp", 255, 257)
    assert [chunk async for chunk in part] == [b"\xff\x00\x01"]
    assert (part.length, part.content_range, part.info.size) == (3, f"bytes 255-257/{len(data)}", len(data))
    tail = await storage.stream(here + "a/full.webp", len(data) - 2)
    assert b"".join([chunk async for chunk in tail]) == b"\xfe\xff"


async def test_an_object_larger_than_asked_for_is_not_read(here: str, storage: Storage) -> None:
    await storage.put(here + "big", b"123", content_type="image/webp", sha256=digest(b"123"))
    with pytest.raises(Invalid, match=r"storage\.too_large"):
        await storage.get(here + "big", max_size=2)


async def test_a_range_beyond_the_end_is_invalid(here: str, storage: Storage) -> None:
    await storage.put(here + "small", b"123", content_type="image/webp", sha256=digest(b"123"))
    with pytest.raises(Invalid, match=r"storage\.range"):
        await storage.stream(here + "small", 3)


async def test_what_is_absent_is_not_found(here: str, storage: Storage) -> None:
    assert await storage.head(here + "absent") is None
    with pytest.raises(NotFound, match=r"storage\.absent"):
        await storage.get(here + "absent", max_size=1)


async def test_deleting_takes_any_number_of_keys_present_or_not(here: str, storage: Storage) -> None:
    for name in (here + "a/1", here + "a/2", here + "b/1"):
        await storage.put(name, b"x", content_type="image/webp", sha256=digest(b"x"))
    await storage.delete([here + "a/1", here + "a/2", *(f"{here}absent/{number}" for number in range(1000))])
    await storage.delete([])
    assert [found.key async for found in storage.list_objects(here)] == [here + "b/1"]


async def test_listing_yields_the_objects_of_a_prefix(here: str, storage: Storage) -> None:
    for name in (here + "a/1", here + "a/2", here + "b/1"):
        await storage.put(name, b"xy", content_type="image/webp", sha256=digest(b"xy"))
    assert [(found.key, found.size) async for found in storage.list_objects(here + "a/")] == [
        (here + "a/1", 2),
        (here + "a/2", 2),
    ]


async def test_a_variant_may_have_a_bucket_of_its_own(here: str, settings: S3) -> None:
    split = msgspec.structs.replace(settings, bucket_thumbs=f"{settings.bucket}-t")
    async with open_storage(split) as storage, open_storage(settings) as main:
        await storage.ensure_bucket([CLUB])
        for name in (here + "i/thumb.webp", here + "i/full.webp"):
            await storage.put(name, b"x", content_type="image/webp", sha256=digest(b"x"))
        assert await main.head(here + "i/thumb.webp") is None
        assert await storage.get(here + "i/thumb.webp", max_size=1) == b"x"
        assert {found.key async for found in storage.list_objects(here + "i/")} == {
            here + "i/thumb.webp",
            here + "i/full.webp",
        }
        await storage.delete([here + "i/thumb.webp", here + "i/full.webp"])
        assert [found async for found in storage.list_objects(here + "i/")] == []


async def test_a_store_that_is_down_is_unavailable(settings: S3) -> None:
    async with open_storage(msgspec.structs.replace(settings, endpoint="http://127.0.0.1:9")) as storage:
        for attempt in (
            storage.head("k"),
            storage.get("k", max_size=1),
            storage.delete(["k"]),
            storage.ensure_bucket([]),
        ):
            with pytest.raises(Unavailable, match=r"storage\.unreachable"):
                await attempt


async def test_wrong_keys_of_ours_are_unavailable_not_forbidden_to_people(settings: S3) -> None:
    async with open_storage(msgspec.structs.replace(settings, secret_key="wrong")) as storage:
        with pytest.raises(Unavailable, match=r"storage\.refused"):
            await storage.get("k", max_size=1)


async def test_a_body_that_breaks_off_is_unavailable(settings: S3) -> None:
    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nETag: x\r\n")
        writer.write(b"Last-Modified: Sun, 22 Nov 2026 11:00:00 GMT\r\n\r\nhalf")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(half, "127.0.0.1", 0) as server:
        endpoint = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with open_storage(msgspec.structs.replace(settings, endpoint=endpoint)) as storage:
            with pytest.raises(Unavailable, match=r"storage\.unreachable"):
                await storage.get("k", max_size=10)
