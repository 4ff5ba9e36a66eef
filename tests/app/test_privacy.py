"""Is a photo that somebody may not see exactly like one that never was, on every surface?"""

import pytest

from exibidos.kernel.ids import new_id
from fixtures_club import Club
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio
PHOTO = encoded(gradient())


async def test_another_members_private_photo_is_a_photo_that_never_was(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        hidden = await ana.upload(PHOTO, visibility="only_me", title="Segredo")
        own = (await ana.decided(hidden))["urls"]["feed"]
        never = str(new_id())
        assert (await ana.browser.get(f"/p/{hidden}")).status_code == 200
        assert (await club.fetch(own)).status_code == 200
        for stranger in (bia, guest):
            for path in ("/p/{}", "/api/v1/images/{}"):
                seen = await stranger.browser.get(path.format(hidden))
                absent = await stranger.browser.get(path.format(never))
                assert seen.status_code == absent.status_code == 404
                assert seen.text.replace(hidden, never) == absent.text
                # `RateLimit` counts the askers' own calls, whatever they ask for.
                counted = [one.headers.pop("ratelimit", None) for one in (seen, absent)]
                assert all(counted) or not any(counted)
                assert dict(seen.headers) == dict(absent.headers)
            assert "Segredo" not in (await stranger.browser.get("/")).text
            assert "Segredo" not in (await stranger.browser.get("/@ana")).text
            assert (await stranger.browser.get("/api/v1/images")).json()["items"] == []
            assert (await stranger.browser.get("/api/v1/members/ana/images")).json()["items"] == []
        assert [mine["id"] for mine in (await ana.browser.get("/api/v1/members/ana/images")).json()["items"]] == [
            hidden
        ]
        unsigned = own.partition("?")[0]
        assert (await club.fetch(unsigned)).status_code == (
            await club.fetch(unsigned.replace(hidden, never))
        ).status_code


async def test_nobody_acts_on_another_members_photo(club: Club) -> None:
    acts: list[tuple[str, str, dict[str, str] | None]] = [
        ("PUT", "/api/v1/images/{}", {"title": "Meu agora"}),
        ("DELETE", "/api/v1/images/{}", None),
        ("GET", "/api/v1/images/{}/events", None),
        ("POST", "/p/{}/delete", None),
        ("POST", "/p/{}/edit", None),
    ]
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        image_id = await ana.upload(PHOTO, title="Da Ana")
        await ana.decided(image_id)
        for method, path, body in acts:
            theirs = await bia.browser.request(method, path.format(image_id), json=body)
            never = await bia.browser.request(method, path.format(new_id()), json=body)
            assert theirs.status_code == never.status_code == 404, (method, path)
            assert (await ana.photo(image_id))["title"] == "Da Ana"


async def test_a_member_cannot_finalize_anothers_upload(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        promise = await ana.browser.post(
            "/api/v1/uploads", json={"size": 10, "content_type": "image/jpeg", "sha256": "0" * 64}
        )
        stolen = await bia.browser.post(
            "/api/v1/images", json={"upload_id": promise.json()["upload_id"], "declared": True}
        )
        assert (stolen.status_code, stolen.json()["code"]) == (404, "images.no_such_upload")


async def test_no_client_sets_a_state_field(club: Club) -> None:
    async with club.visit("ana") as ana:
        image_id = await ana.upload(PHOTO)
        for field in ("state", "moderation", "published_at", "created_by_id", "width"):
            answer = await ana.browser.put(f"/api/v1/images/{image_id}", json={field: "published"})
            assert answer.status_code == 422, field


async def test_guests_are_led_to_the_door_and_programs_get_401(club: Club) -> None:
    async with club.visit() as guest:
        page = await guest.browser.get("/upload")
        assert page.status_code in {302, 303, 307}
        assert page.headers["location"] == "/sign-in?next=%2Fupload"
        answer = await guest.browser.get("/api/v1/me")
        assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
