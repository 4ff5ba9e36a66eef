"""Can everything between people be done on pages, with plain forms, and does each lead to where it shows?"""

from typing import Any

import httpx
import pytest

from fixtures_club import Club, Visitor
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio


async def _send(visitor: Visitor, path: str, leads_to: str | None = None, **said: str) -> httpx.Response:
    answer = await visitor.browser.post(path, data=said)
    if leads_to is not None:
        assert (answer.status_code, answer.headers.get("location")) == (303, leads_to), answer.text
    return answer


async def _page(visitor: Visitor, path: str, status: int = 200) -> str:
    answer = await visitor.browser.get(path)
    assert answer.status_code == status, answer.text
    return answer.text


async def _relation(visitor: Visitor, slug: str) -> dict[str, Any]:
    found: dict[str, Any] = (await visitor.browser.get(f"/api/v1/members/{slug}")).json()["relation"]
    return found


async def test_somebody_is_followed_and_no_longer_from_their_page(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        assert "/sign-in?next=/%40ana" in await _page(guest, "/@ana")
        assert 'action="/@ana/follow"' in await _page(bia, "/@ana")
        await _send(bia, "/@ana/follow", "/@ana")
        assert "Following" in await _page(bia, "/@ana")
        assert "Follows you" in await _page(ana, "/@bia")
        for visitor in (ana, guest):
            assert "@bia" in await _page(visitor, "/@ana/followers")
            assert "@ana" in await _page(visitor, "/@bia/following")
        await _send(bia, "/@ana/follow", "/@ana", act="end")
        assert (await _relation(bia, "ana"))["follow"] is None
        assert (await bia.browser.post("/ana/follow")).status_code == 404
        assert (await guest.browser.post("/@ana/follow")).status_code in {303, 401, 403}
        await _page(guest, "/ana/followers", 404)


async def test_following_from_a_list_leads_back_to_it_and_never_out_of_the_club(club: Club) -> None:
    async with club.visit("ana"), club.visit("bia") as bia:
        await _send(bia, "/@ana/follow", "/@bia/following", next="/@bia/following")
        await _send(bia, "/@ana/follow", "/", next="https://elsewhere.example/")


async def test_a_private_account_shows_a_locked_face_until_it_accepts(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        image_id = await ana.upload(encoded(gradient()))
        await ana.decided(image_id)
        await _send(ana, "/settings/people/private", "/settings/people?notice=saved", private="on")
        for stranger in (bia, guest):
            page = await _page(stranger, "/@ana")
            assert "This account is private" in page
            assert image_id not in page
            assert "/@ana/followers" not in page
            assert "That is for followers." in await _page(bia, "/@ana/followers", 403)
        await _send(bia, "/@ana/follow", "/@ana")
        assert "You have asked." in await _page(bia, "/@ana")
        assert "1 request" in await _page(ana, "/@ana")
        assert "@bia" in await _page(ana, "/requests")
        assert "asks to follow you" in await _page(ana, "/@bia")
        await _send(ana, "/requests/bia", "/requests?notice=request_accepted", act="accept")
        assert image_id in await _page(bia, "/@ana")
        assert "Nobody is waiting." in await _page(ana, "/requests")
        await _send(ana, "/settings/people/followers/bia/remove", "/@ana/followers?notice=follower_removed")
        assert image_id not in await _page(bia, "/@ana")
        await _send(bia, "/@ana/follow", "/@ana")
        assert (await _send(bia, "/requests/bia", act="accept")).status_code == 404
        await _send(ana, "/requests/bia", "/requests?notice=request_refused")
        await _send(ana, "/settings/people/private", "/settings/people?notice=saved")
        assert "This account is private" not in await _page(guest, "/@ana")


async def test_who_is_blocked_is_gone_until_let_back(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        assert 'action="/@bia/block"' in await _page(ana, "/@bia")
        await _send(ana, "/@bia/block", "/settings/people?notice=blocked")
        absent = await _page(ana, "/@bia", 404)
        assert absent == await _page(ana, "/@nobody-here", 404)
        assert await _page(bia, "/@ana", 404) == await _page(bia, "/@nobody-here", 404)
        # Even an act that needs nobody there answers both alike.
        for slug in ("ana", "nobody-here"):
            await _send(bia, f"/@{slug}/follow", f"/@{slug}", act="end")
            await _send(bia, f"/@{slug}/mute", f"/@{slug}?notice=unmuted", act="end")
            assert (await _send(bia, f"/@{slug}/mute", act="day")).status_code == 404
            assert (await _send(bia, f"/@{slug}/block")).status_code == 404
            await _send(bia, f"/settings/people/blocks/{slug}/remove", "/settings/people?notice=unblocked")
        assert "@bia" in await _page(ana, "/settings/people")
        await _send(ana, "/settings/people/blocks/bia/remove", "/settings/people?notice=unblocked")
        await _page(bia, "/@ana")


async def test_people_and_words_are_muted_and_let_back(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        image_id = await bia.upload(encoded(gradient()), title="Neblina")
        await bia.decided(image_id)
        await _send(ana, "/@bia/mute", "/@bia?notice=muted", act="week")
        assert image_id not in await _page(ana, "/")
        assert image_id in await _page(ana, "/@bia")
        assert "until" in await _page(ana, "/settings/people")
        await _send(ana, "/@bia/mute", "/@bia?notice=unmuted", act="end")
        assert image_id in await _page(ana, "/")
        await _send(ana, "/settings/people/words", "/settings/people?notice=muted", kind="word", said="neblina")
        assert image_id not in await _page(ana, "/")
        refused = await _send(ana, "/settings/people/words", kind="tag", said="duas palavras")
        assert refused.status_code == 422
        assert "A tag is one word" in refused.text
        assert 'value="duas palavras"' in refused.text
        assert (await _send(ana, "/settings/people/words", kind="person", said="bia")).status_code == 422
        assert (await _send(ana, "/settings/people/words", kind="?", said="bia")).status_code == 422
        (mute,) = (await ana.browser.get("/api/v1/me/mutes")).json()["items"]
        assert (await _send(bia, f"/settings/people/mutes/{mute['id']}/remove")).status_code == 404
        await _send(ana, f"/settings/people/mutes/{mute['id']}/remove", "/settings/people?notice=unmuted")
        assert image_id in await _page(ana, "/")
