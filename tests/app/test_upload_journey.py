"""Does a photo travel from one member's hands to another member's eyes?"""

import base64
import hashlib

import httpx
import pytest

from fixtures_club import Club
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio
PHOTO = encoded(gradient())


async def test_a_photo_sent_by_the_plain_form_hangs_on_another_members_wall(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        image_id = await ana.upload(PHOTO, title="Serra ao amanhecer")
        photo = await ana.decided(image_id)
        assert photo["state"] == "published"
        wall = (await bia.browser.get("/api/v1/images")).json()
        assert [item["title"] for item in wall["items"]] == ["Serra ao amanhecer"]
        assert "Serra ao amanhecer" in (await bia.browser.get("/")).text
        picture = await club.fetch(wall["items"][0]["urls"]["feed"])
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/webp")
        assert picture.content.startswith(b"RIFF")


async def test_a_photo_sent_straight_to_storage_is_published(club: Club) -> None:
    data = PHOTO
    digest = hashlib.sha256(data).hexdigest()
    async with club.visit("ana") as ana:
        promise = await ana.browser.post(
            "/api/v1/uploads", json={"size": len(data), "content_type": "image/jpeg", "sha256": digest}
        )
        assert promise.status_code == 201, promise.text
        ticket = promise.json()
        async with httpx.AsyncClient() as outside:
            sent = await outside.put(ticket["url"], content=data, headers=ticket["headers"])
        assert sent.status_code == 200, sent.text
        made = await ana.browser.post(
            "/api/v1/images", json={"upload_id": ticket["upload_id"], "declared": True, "title": "Direta"}
        )
        assert made.status_code == 202, made.text
        assert (await ana.decided(made.json()["id"]))["state"] == "published"
        again = await ana.browser.post("/api/v1/images", json={"upload_id": ticket["upload_id"], "declared": True})
        assert (again.status_code, again.json()["id"]) == (202, made.json()["id"])
        async with club.resources.database.read() as tx:
            waiting = await tx.values(
                str, "SELECT payload->'keys'->>0 FROM jobs WHERE name = 'image:drop' AND run_at > now()"
            )
        assert waiting == [f"development/quarantine/{ticket['upload_id']}"], "the permission to PUT is still alive"


async def test_the_uploader_watches_it_being_made_ready(club: Club) -> None:
    async with club.visit("ana") as ana:
        image_id = await ana.upload(PHOTO)
        events = (await ana.browser.get(f"/api/v1/images/{image_id}/events")).text
        assert '"state":"published"' in events
        assert f'"href":"/p/{image_id}"' in events


async def test_another_member_cannot_watch_it(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        image_id = await ana.upload(PHOTO)
        answer = await bia.browser.get(f"/api/v1/images/{image_id}/events")
        assert answer.status_code == 404


async def test_what_is_not_a_picture_is_refused_with_its_reason(club: Club) -> None:
    async with club.visit("ana") as ana:
        image_id = await ana.upload(b"<html>not a picture</html>" * 20)
        photo = await ana.decided(image_id)
        assert (photo["state"], photo["urls"]) == ("rejected", {})
        assert photo["reason"] in {"media.unknown_format", "media.format_not_allowed", "media.type_mismatch"}


async def test_bytes_other_than_promised_never_become_a_photo(club: Club) -> None:
    data = PHOTO
    async with club.visit("ana") as ana:
        promise = await ana.browser.post(
            "/api/v1/uploads",
            json={"size": len(data), "content_type": "image/jpeg", "sha256": hashlib.sha256(b"other").hexdigest()},
        )
        ticket = promise.json()
        async with httpx.AsyncClient() as outside:
            lied = await outside.put(ticket["url"], content=data, headers=ticket["headers"])
            swapped = {
                **ticket["headers"],
                "x-amz-checksum-sha256": base64.b64encode(hashlib.sha256(data).digest()).decode(),
            }
            changed = await outside.put(ticket["url"], content=data, headers=swapped)
        assert lied.status_code >= 400
        assert changed.status_code >= 400
        made = await ana.browser.post("/api/v1/images", json={"upload_id": ticket["upload_id"], "declared": True})
        assert (made.status_code, made.json()["code"]) == (409, "images.not_arrived")


async def test_a_form_that_is_refused_keeps_what_was_typed(club: Club) -> None:
    async with club.visit("ana") as ana:
        answer = await ana.send(PHOTO, title="Meu título", declared="")
        assert answer.status_code == 422
        assert "Meu título" in answer.text
        assert "data-form-error" in answer.text
