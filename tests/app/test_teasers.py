"""Do strangers meet of a followers' photo what its author lets them, and of an unlisted one nothing but by its link?"""

from typing import Any

import pytest

from fixtures_club import Club, Visitor
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio
PHOTO = encoded(gradient())


async def _hang(ana: Visitor, **details: Any) -> str:
    image_id = await ana.upload(PHOTO, title="Serra ao longe", caption="Cedo", alt="Uma serra", **details)
    await ana.decided(image_id)
    return image_id


async def test_a_teaser_is_the_blur_and_the_reason_on_every_surface_and_nothing_else(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        image_id = await _hang(ana, visibility="followers", teaser="on")
        for stranger in (bia, guest):
            photo = await stranger.photo(image_id)
            assert (photo["sight"], list(photo["urls"])) == ("teaser", ["blur"])
            assert (photo["title"], photo["caption"], photo["alt"], photo["visibility"]) == ("", "", "", "followers")
            blur = await club.fetch(photo["urls"]["blur"])
            assert blur.status_code == 200
            assert blur.headers["cache-control"].startswith("private, max-age=")
            assert (await club.fetch(photo["urls"]["blur"].replace("blur.webp", "thumb.webp"))).status_code == 403
            for path in (f"/p/{image_id}", "/@ana"):
                page = (await stranger.browser.get(path)).text
                assert "For followers" in page
                assert f"{image_id}/blur.webp" in page
                for finer in ("Serra ao longe", "Cedo", "Uma serra", *(f"{image_id}/{name}." for name in FINER)):
                    assert finer not in page, (path, finer)
            listed = (await stranger.browser.get("/api/v1/members/ana/images")).json()["items"]
            assert [(each["id"], each["sight"]) for each in listed] == [(image_id, "teaser")]
            for wall in ("/", "/api/v1/images"):
                assert image_id not in (await stranger.browser.get(wall)).text
            lifted = (await stranger.browser.get(f"/api/v1/images/{image_id}?lift=true")).json()
            assert list(lifted["urls"]) == ["blur"]
        assert (await bia.browser.put(f"/api/v1/images/{image_id}/vote", json={"choice": "for"})).status_code == 409

        page = (await bia.browser.get(f"/p/{image_id}")).text
        assert 'action="/@ana/follow"' in page
        followed = await bia.browser.post("/@ana/follow", data={"next": f"/p/{image_id}"})
        assert followed.headers["location"].startswith(f"/p/{image_id}")
        assert "full" in (await bia.photo(image_id))["urls"]


FINER = ("thumb", "feed", "full")


async def test_a_teaser_ends_at_once_with_its_author_s_word_a_block_a_closed_account(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        image_id = await _hang(ana, visibility="followers", teaser="on")
        blurs = [(await stranger.photo(image_id))["urls"]["blur"] for stranger in (bia, guest)]
        photo = f"/api/v1/images/{image_id}"

        async def seen() -> list[int]:
            pages = [(await stranger.browser.get(photo)).status_code for stranger in (bia, guest)]
            return [*pages, *[(await club.fetch(url)).status_code for url in blurs]]

        assert await seen() == [200] * 4
        assert (await ana.browser.put("/api/v1/me/private", json={"private": True})).is_success
        assert await seen() == [404] * 4
        assert (await ana.browser.put("/api/v1/me/private", json={"private": False})).is_success
        assert (await ana.browser.put("/api/v1/me/blocks/bia")).is_success
        assert await seen() == [404, 200, 404, 200]
        assert (await ana.browser.delete("/api/v1/me/blocks/bia")).is_success
        assert (await ana.browser.put(photo, json={"visibility": "followers"})).json()["teaser"] is False
        assert await seen() == [404] * 4


@pytest.mark.parametrize("visibility", ["public", "unlisted", "only_me"])
async def test_only_a_followers_photo_keeps_the_wish_to_tease(club: Club, visibility: str) -> None:
    async with club.visit("ana") as ana:
        image_id = await _hang(ana, visibility=visibility, teaser="on")
        assert (await ana.photo(image_id))["teaser"] is False


async def test_an_unlisted_photo_opens_by_its_link_and_hangs_nowhere(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        image_id = await _hang(ana, visibility="unlisted")
        for reader in (bia, guest):
            assert "Serra ao longe" in (await reader.browser.get(f"/p/{image_id}")).text
            urls = (await reader.photo(image_id))["urls"]
            assert set(urls) == {"blur", *FINER}
            answers = [await club.fetch(url) for url in urls.values()]
            assert {answer.status_code for answer in answers} == {200}
            assert all(answer.headers["cache-control"].startswith("private,") for answer in answers)
            for path in ("/", "/@ana", "/api/v1/images", "/api/v1/members/ana/images"):
                assert image_id not in (await reader.browser.get(path)).text, path
        urls = (await guest.photo(image_id))["urls"]
        assert (await ana.browser.put(f"/api/v1/images/{image_id}", json={"visibility": "only_me"})).is_success
        assert {(await club.fetch(url)).status_code for url in urls.values()} == {404}
        assert (await guest.browser.get(f"/p/{image_id}")).status_code == 404
