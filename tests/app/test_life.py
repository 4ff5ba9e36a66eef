"""Is an author's photo theirs to move, to take back, to erase and to fetch, and nobody else's?"""

import asyncio
import hashlib
import random
import re
from datetime import timedelta
from uuid import UUID

import httpx
import msgspec
import pytest

from exibidos.kernel.clock import now
from exibidos.kernel.ids import new_id
from exibidos.web.pages.original import Permission
from fixtures_club import Club, Visitor
from media.pictures import SECRETS, encoded, gradient, photo_with_everything, plain

pytestmark = pytest.mark.anyio
RED, GREEN, BLUE = (200, 20, 20), (20, 200, 20), (20, 20, 200)
SMALL = encoded(gradient(300, 200))
WHOLE = photo_with_everything()


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    """Hundreds of addresses are tried here."""
    return {**environ, "APP_LIMITS": "false"}


async def keys_of(club: Club, image_id: str) -> list[str]:
    """Return all that storage still holds of a photo, with all that waits in quarantine for whomever."""
    found = [one.key async for one in club.resources.storage.list_objects("")]
    return [key for key in found if image_id in key or "/quarantine/" in key]


async def until_gone(club: Club, image_id: str) -> None:
    for _ in range(200):
        if not await keys_of(club, image_id):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(await keys_of(club, image_id))


async def test_many_photos_move_at_once_and_what_is_erased_leaves_no_byte(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        # No two alike: the same picture again is the photo that it was, and one like another's waits for a moderator.
        ids = [await ana.upload(encoded(plain(color)), title=f"Serra {color}") for color in (RED, GREEN, BLUE)]
        theirs = await bia.upload(SMALL, title="De Bia")
        for image_id in ids:
            await ana.decided(image_id)
        await bia.decided(theirs)
        page = (await ana.browser.get("/settings/photos")).text
        assert all(f'value="{image_id}"' in page for image_id in ids)
        assert "MB of 1 GB used" in page
        assert "De Bia" not in page

        batch = "/api/v1/images/batch"
        mixed = await ana.browser.post(batch, json={"ids": [ids[0], theirs], "trash": True})
        assert (mixed.status_code, (await ana.photo(ids[0]))["visibility"]) == (404, "public")
        key = {"Idempotency-Key": "once"}
        for _ in range(2):
            moved = await ana.browser.post(batch, json={"ids": ids, "visibility": "only_me"}, headers=key)
            assert (moved.status_code, moved.json()) == (200, {"changed": 3})
        assert (await bia.browser.get(f"/api/v1/images/{ids[1]}")).status_code == 404
        many = {"ids": [str(new_id()) for _ in range(101)], "trash": True}
        assert (await ana.browser.post(batch, json=many)).status_code == 422

        assert (await ana.browser.post("/settings/photos", data={"act": "public"})).status_code == 422
        assert (await ana.browser.post("/settings/photos", data={"act": "fly", "chosen": ids})).status_code == 422
        assert (await ana.browser.post("/settings/photos", data={"act": "trash", "chosen": theirs})).status_code == 404
        gone = await ana.browser.post("/settings/photos", data={"act": "trash", "chosen": ids[:2]})
        assert gone.headers["location"] == "/settings/photos?notice=deleted"

        trash = (await ana.browser.get("/settings/trash")).text
        assert [image_id in trash for image_id in ids] == [True, True, False]
        assert [one["id"] for one in (await ana.browser.get("/api/v1/me/trash")).json()["items"]] == [ids[1], ids[0]]
        assert ids[0] not in (await bia.browser.get("/settings/trash")).text
        absent = (await bia.browser.post("/settings/trash", data={"act": "erase_now", "chosen": ids[0]})).content
        assert (
            absent
            == (await bia.browser.post("/settings/trash", data={"act": "restore", "chosen": str(new_id())})).content
        )
        again = await ana.browser.delete(f"/api/v1/images/{ids[0]}")
        never = await ana.browser.delete(f"/api/v1/images/{new_id()}")
        assert (again.status_code, again.content) == (never.status_code, never.content)

        back = await ana.browser.post("/settings/trash", data={"act": "restore", "chosen": ids[1]})
        assert back.headers["location"] == "/settings/trash?notice=restored"
        assert (await ana.photo(ids[1]))["title"] == f"Serra {GREEN}"
        asked = await ana.browser.post("/settings/trash", data={"act": "erase", "chosen": ids[0]})
        assert (asked.status_code, "for good?" in asked.text) == (200, True)
        assert len(await keys_of(club, ids[0])) >= 5, "asking erases nothing"
        # What a killed worker may have left, and what came late into quarantine.
        folder = next(key for key in await keys_of(club, ids[0]) if "original" in key).rpartition("/")[0]
        await club.resources.storage.put(
            f"{folder}/abc/feed.webp", b"x", content_type="image/webp", sha256=hashlib.sha256(b"x").digest()
        )
        done = await ana.browser.post("/settings/trash", data={"act": "erase_now", "chosen": ids[0]})
        assert done.headers["location"] == "/settings/trash?notice=erased"
        await until_gone(club, ids[0])
        assert len(await keys_of(club, ids[1])) >= 5


async def ticket_of(somebody: Visitor, image_id: str) -> str:
    page = await somebody.browser.get(f"/p/{image_id}/original")
    assert page.status_code == 200, page.text
    found = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert found
    return found[1]


async def fetch(somebody: Visitor, image_id: str, ticket: str) -> httpx.Response:
    return await somebody.browser.post(f"/p/{image_id}/original", data={"ticket": ticket})


async def test_the_original_is_its_authors_once_and_answered_for(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        image_id = await ana.upload(WHOLE, title='Serra "à noite"\r\nSet-Cookie: x=1; /../..\u202egnp.exe')
        other = await ana.upload(SMALL)
        await ana.decided(image_id)
        await ana.decided(other)
        ticket = await ticket_of(ana, image_id)
        answer = await fetch(ana, image_id, ticket)
        assert answer.content == WHOLE
        assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("image/jpeg", "no-store")
        assert answer.headers["x-content-type-options"] == "nosniff"
        name = answer.headers["content-disposition"]
        assert name.startswith('attachment; filename="Serra a noite')
        assert name.isascii()
        assert not any(sign in name for sign in ("/", "\\", "\r", "%2F", "%E2%80%AE", "x=1;"))
        assert "set-cookie" not in answer.headers

        spent = await fetch(ana, image_id, ticket)
        assert (spent.status_code, spent.headers["location"]) == (303, f"/p/{image_id}/original?notice=ticket_spent")
        assert (await fetch(ana, other, await ticket_of(ana, image_id))).status_code == 303, "a ticket is of one photo"
        both = await ticket_of(ana, image_id)
        raced = await asyncio.gather(*(fetch(ana, image_id, both) for _ in range(8)))
        assert sorted(one.status_code for one in raced) == [200] + [303] * 7
        old = Permission(
            member_id=_id(await ana.browser.get("/api/v1/me")),
            image_id=UUID(image_id),
            ends_at=now() - timedelta(seconds=1),
        )
        assert (await fetch(ana, image_id, await club.resources.challenges.put("original", old))).status_code == 303

        hers = await ticket_of(ana, image_id)
        absent = await bia.browser.get(f"/p/{new_id()}/original")
        for asked in (await bia.browser.get(f"/p/{image_id}/original"), await fetch(bia, image_id, hers)):
            assert (asked.status_code, asked.content) == (404, absent.content)
        assert (await guest.browser.get(f"/p/{image_id}/original")).headers["location"].startswith("/sign-in")
        assert (await fetch(guest, image_id, hers)).status_code == 401
        await ana.grow_stale()
        for asked in (await ana.browser.get(f"/p/{image_id}/original"), await fetch(ana, image_id, hers)):
            assert asked.headers["location"].startswith("/prove?next=")
    async with club.resources.database.read() as tx:
        count = "SELECT count(*) FROM logs.audit WHERE act = 'image.original_taken' AND object_id = $1"
        assert await tx.value(int, count, image_id) == 2


async def test_no_other_address_leads_to_an_original(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        image_id = await ana.upload(WHOLE)
        urls = list((await ana.decided(image_id))["urls"].values())
        async with club.resources.database.read() as tx:
            key = await tx.value(str, "SELECT original_key FROM images WHERE id = $1", UUID(image_id))
        assert key
        dice, tried = random.Random(11), 0
        names = [
            "original.jpg",
            "original",
            "original.jpeg",
            "full.jpg",
            "../original.jpg",
            "%2e%2e/original.jpg",
            "original.webp",
        ]
        names += [
            key,
            f"{key}?",
            key.rpartition("/")[0],
            key.replace("/", "%2F"),
            "full.webp/original.jpg",
            "full.webp%00.jpg",
        ]
        for url in urls:
            base, _, query = url.partition("?")
            stem = base.rpartition("/")[0]
            for name in names:
                for candidate in (
                    f"{stem}/{name}?{query}",
                    f"{stem}//{name}?{query}",
                    f"http://media.test/{name}?{query}",
                ):
                    tried += 1
                    _is_no_original(await club.fetch(candidate))
            for _ in range(90):
                letters = list(url)
                letters[dice.randrange(len("http://media.test/"), len(letters))] = dice.choice("aio0/.%-~")
                tried += 1
                _is_no_original(await club.fetch("".join(letters)))
        for visitor in (ana, bia, guest):
            for path in (
                f"/p/{image_id}",
                f"/p/{image_id}/original",
                f"/api/v1/images/{image_id}",
                f"/api/v1/images/{image_id}/original",
            ):
                for name in ("", ".jpg", "?download=1", "/full", "/../original.jpg"):
                    tried += 1
                    _is_no_original(await visitor.browser.get(path + name))
        async with httpx.AsyncClient() as stranger:
            s3 = club.settings.s3
            for path in (
                f"{s3.bucket}/{key}",
                f"{s3.bucket}",
                f"{s3.bucket}?list-type=2",
                key,
                f"{s3.bucket}/{key}?acl",
            ):
                answer = await stranger.get(f"{s3.endpoint}/{path}")
                tried += 1
                assert answer.status_code in {400, 403, 404}, path
        assert tried >= 500


def _is_no_original(answer: httpx.Response) -> None:
    assert not any(secret in answer.content for secret in SECRETS)
    assert WHOLE[:200] not in answer.content


def _id(answer: httpx.Response) -> UUID:
    return UUID(msgspec.json.decode(answer.content)["id"])
