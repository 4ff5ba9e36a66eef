"""Does a vote travel from the page and the API into the tally, and to nobody's eyes?"""

import pytest

from fixtures_club import Club
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio
PHOTO = encoded(gradient())


async def test_a_member_votes_changes_and_withdraws_by_the_api(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        image_id = await ana.upload(PHOTO)
        await ana.decided(image_id)
        path = f"/api/v1/images/{image_id}/vote"
        assert (await bia.browser.put(path, json={"choice": "for"})).json()["choice"] == "for"
        assert (await bia.browser.put(path, json={"choice": "against"})).json()["choice"] == "against"
        assert (await bia.browser.get(path)).json() == {"choice": "against", "votes_for": None, "votes_against": None}
        assert (await bia.browser.delete(path)).status_code == 204
        assert (await bia.browser.get(path)).json()["choice"] is None


async def test_the_page_votes_without_script_and_shows_the_vote_to_its_member_alone(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit("caio") as caio, club.visit() as guest:
        image_id = await ana.upload(PHOTO)
        await ana.decided(image_id)
        answer = await bia.browser.post(f"/p/{image_id}/vote", data={"choice": "for"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"/p/{image_id}")
        assert 'value="for" aria-pressed="true"' in (await bia.browser.get(f"/p/{image_id}")).text
        for other in (caio, ana, guest):
            assert 'aria-pressed="true"' not in (await other.browser.get(f"/p/{image_id}")).text
        await bia.browser.post(f"/p/{image_id}/vote", data={"choice": "withdraw"})
        assert 'aria-pressed="true"' not in (await bia.browser.get(f"/p/{image_id}")).text


async def test_a_choice_that_is_none_is_refused(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        image_id = await ana.upload(PHOTO)
        await ana.decided(image_id)
        for choice in ("", "maybe", "FOR", "for; drop"):
            said = {"choice": choice}
            assert (await bia.browser.post(f"/p/{image_id}/vote", data=said)).status_code == 422, choice
            assert (await bia.browser.put(f"/api/v1/images/{image_id}/vote", json=said)).status_code == 422, choice


async def test_ones_own_photo_and_hidden_photos_are_refused(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        image_id = await ana.upload(PHOTO)
        await ana.decided(image_id)
        path = f"/api/v1/images/{image_id}/vote"
        own = await ana.browser.put(path, json={"choice": "for"})
        assert (own.status_code, own.json()["code"]) == (403, "voting.own_photo")
        assert (await guest.browser.put(path, json={"choice": "for"})).status_code == 401
        await ana.browser.put(f"/api/v1/images/{image_id}", json={"visibility": "only_me"})
        assert (await bia.browser.put(path, json={"choice": "for"})).status_code == 404
        assert (await bia.browser.get(path)).status_code == 404
