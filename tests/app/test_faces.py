"""Does a face travel the whole way: sent, cut in the sandbox, shown wherever its person is named, and gone when it is removed?"""

import hashlib
import re
from uuid import UUID

import httpx
import pytest

from exibidos.features.images import Outcome, ban_hash
from fixtures_club import Club, Visitor
from media.pictures import SECRETS, encoded, gradient, opened, photo_with_everything, rocks

pytestmark = pytest.mark.anyio
ME = "/api/v1/me/pictures"
_FACE = re.compile(r'http://media\.test/f/[^"&]+/(?:small|large)\.webp\?[^" ]+')


async def send(visitor: Visitor, kind: str, data: bytes, content_type: str = "image/jpeg") -> httpx.Response:
    file = {"file": ("eu.jpg", data, content_type)}
    return await visitor.browser.post(f"/settings/profile/{kind}", files=file)


async def shown(visitor: Visitor, slug: str) -> dict[str, dict[str, str]]:
    answer = await visitor.browser.get(f"/api/v1/members/{slug}/pictures")
    assert answer.status_code == 200, answer.text
    found: dict[str, dict[str, str]] = answer.json()
    return found


async def faces(visitor: Visitor, path: str) -> set[str]:
    answer = await visitor.browser.get(path)
    assert answer.status_code == 200, path
    return {address.partition("?")[0] for address in _FACE.findall(answer.text.replace("&amp;", "&"))}


async def _stored(club: Club) -> list[str]:
    return [found.key async for found in club.resources.storage.list_objects("")]


async def test_a_face_and_a_cover_stand_wherever_their_person_does_and_nothing_of_the_file_is_kept(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        photo_id = await ana.upload(encoded(gradient()))
        await bia.browser.put("/api/v1/members/ana/follow")
        await ana.browser.put("/api/v1/members/bia/follow")
        assert (await send(ana, "avatar", photo_with_everything())).headers["location"].endswith("picture_shown")
        assert (await send(ana, "cover", encoded(gradient(1800, 1200)))).headers["location"].endswith("picture_shown")
        found = await shown(guest, "ana")
        sizes = {}
        for kind, urls in found.items():
            for size, url in urls.items():
                answer = await club.fetch(url)
                assert answer.headers["content-type"] == "image/webp"
                assert answer.headers["cache-control"].startswith("public, max-age=")
                assert not any(secret in answer.content for secret in SECRETS)
                sizes[kind, size] = opened(answer.content).size
                again = await club.fetch(url, headers={"if-none-match": answer.headers["etag"]})
                assert (again.status_code, again.content) == (304, b"")
        assert sizes == {
            ("avatar", "small"): (96, 96),
            ("avatar", "large"): (320, 320),
            ("cover", "small"): (800, 250),
            ("cover", "large"): (1600, 500),
        }
        small = found["avatar"]["small"].partition("?")[0]
        await ana.decided(photo_id)
        for visitor, path in (
            (guest, f"/p/{photo_id}"),
            (guest, "/@bia/followers"),
            (bia, "/@bia/following"),
            (bia, "/notifications"),
            (ana, "/"),
        ):
            assert small in await faces(visitor, path), path
        assert {url.partition("?")[0] for url in (found["avatar"]["large"], found["cover"]["large"])} <= await faces(
            guest, "/@ana"
        )
        # Another address of the same picture, and a name that would be the original, are nobody's.
        for wrong in (small.replace("small", "original"), small.replace("/f/", "/i/"), small):
            assert (await club.fetch(wrong)).status_code in {403, 404}

        assert (await ana.browser.post("/settings/profile/avatar/remove")).status_code == 303
        assert (await shown(guest, "ana"))["avatar"] == {}
        assert (await club.fetch(found["avatar"]["small"])).status_code == 404
        assert (await club.fetch(found["cover"]["small"])).status_code == 200
        assert small not in await faces(ana, "/")
        async with club.resources.database.write() as tx:
            await tx.execute("UPDATE members SET suspended_at = now() WHERE slug = 'ana'")
        assert (await club.fetch(found["cover"]["small"])).status_code == 404
        assert (await guest.browser.get("/api/v1/members/ana/pictures")).status_code == 404
    keys = await _stored(club)
    assert not any("quarantine" in key for key in keys)
    assert sorted(key.rpartition("/")[2] for key in keys if "/faces/" in key) == ["large.webp", "small.webp"]


async def test_a_program_sends_a_face_straight_to_storage_and_reads_why_one_was_refused(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, httpx.AsyncClient() as storage:

        async def promised(data: bytes) -> str:
            said = {
                "size": len(data),
                "content_type": "image/jpeg",
                "sha256": hashlib.sha256(data).hexdigest(),
            }
            ticket = (await ana.browser.post("/api/v1/uploads", json=said)).json()
            put = await storage.put(ticket["url"], content=data, headers=ticket["headers"])
            assert put.status_code == 200, put.text
            return str(ticket["upload_id"])

        upload_id = await promised(encoded(gradient()))
        assert (await bia.browser.put(f"{ME}/avatar", json={"upload_id": upload_id})).status_code == 404
        assert (await ana.browser.put(f"{ME}/original", json={"upload_id": upload_id})).status_code == 404
        first = await ana.browser.put(f"{ME}/avatar", json={"upload_id": upload_id})
        again = await ana.browser.put(f"{ME}/avatar", json={"upload_id": upload_id})
        assert (first.status_code, again.status_code) == (202, 202)
        assert first.json()["id"] == again.json()["id"]
        late = await ana.browser.post("/api/v1/images", json={"upload_id": upload_id, "declared": True})
        assert late.status_code == 404, "an upload becomes one thing"

        small = await send(ana, "cover", encoded(gradient(300, 200)))
        assert small.status_code == 303
        assert "at least" in (await ana.browser.get("/settings/profile")).text
        for data, content_type in ((b"", "image/jpeg"), (b"%PDF-1.7", "application/pdf")):
            assert (await send(ana, "avatar", data, content_type)).status_code == 422
        nothing = await send(ana, "avatar", b"no picture at all, but it says so")
        assert nothing.status_code == 303
        pictures = (await ana.browser.get(ME)).json()["items"]
        assert {(each["kind"], each["state"], each["reason"]) for each in pictures} == {
            ("avatar", "shown", None),
            ("avatar", "rejected", "media.unknown_format"),
            ("cover", "rejected", "profiles.cover_too_small"),
        }
        assert (await ana.browser.delete(f"{ME}/avatar")).status_code == 204
        assert (await ana.browser.delete(f"{ME}/cover")).status_code == 204
        assert (await ana.browser.get(ME)).json()["items"] == []
        assert UUID(first.json()["id"]).hex not in "".join(await _stored(club))


async def test_a_banned_picture_is_no_face_either(club: Club) -> None:
    banned = rocks(3, 800)
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        photo_id = await ana.upload(encoded(banned))
        await ana.decided(photo_id)
        async with club.resources.database.write() as tx:
            await ban_hash(tx, UUID(photo_id), Outcome.REFUSE, source="test", by=None)
        for copy in (encoded(banned), encoded(banned.resize((600, 450)), quality=60)):
            await send(bia, "avatar", copy)
            assert (await shown(bia, "bia"))["avatar"] == {}
        pictures = (await bia.browser.get(ME)).json()["items"]
        assert {each["reason"] for each in pictures} == {"images.not_wanted"}
