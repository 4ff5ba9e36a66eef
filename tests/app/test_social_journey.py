"""Does what is between two people hold over HTTP: following, asking, blocking, and the pictures that depend on it?"""

from typing import Any

import asyncpg
import pytest

from fixtures_club import Club, Visitor
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio
PHOTO = encoded(gradient())
API = "/api/v1"


async def _hang(author: Visitor, **details: Any) -> str:
    image_id = await author.upload(PHOTO, **details)
    await author.decided(image_id)
    return image_id


async def _follow(one: Visitor, other: Visitor) -> str:
    answer = await one.browser.put(f"{API}/members/{other.slug}/follow")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["follow"])


async def _does(visitor: Visitor, method: str, path: str, expected: int = 204, **more: Any) -> Any:
    answer = await visitor.browser.request(method, f"{API}{path}", **more)
    assert answer.status_code == expected, answer.text
    return answer.json() if answer.content else None


async def test_followers_photos_are_seen_by_followers_and_their_addresses_die_with_following(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        image_id = await _hang(ana, visibility="followers")
        for stranger in (bia, guest):
            assert (await stranger.browser.get(f"{API}/images/{image_id}")).status_code == 404
        assert await _follow(bia, ana) == "following"
        urls = (await bia.photo(image_id))["urls"]
        assert f"a={(await bia.browser.get(f'{API}/me')).json()['id'].replace('-', '')}" in urls["feed"]
        seen = await club.fetch(urls["feed"])
        assert (seen.status_code, seen.headers["cache-control"].partition(",")[0]) == (200, "private")
        assert [item["id"] for item in (await _does(bia, "GET", "/members/ana/images", 200))["items"]] == [image_id]
        await _does(bia, "DELETE", "/members/ana/follow")
        assert [(await club.fetch(url)).status_code for url in urls.values()] == [404] * len(urls)


async def test_a_block_kills_addresses_that_were_signed_before_it(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        image_id = await _hang(ana, visibility="followers")
        await _follow(bia, ana)
        urls = (await bia.photo(image_id))["urls"]
        assert (await club.fetch(urls["full"])).status_code == 200
        await _does(ana, "PUT", "/me/blocks/bia")
        assert [(await club.fetch(url)).status_code for url in urls.values()] == [404] * len(urls)


async def test_a_private_account_is_asked_lets_in_and_shows_its_public_photos_to_followers_alone(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        image_id = await _hang(ana)
        everyones = (await guest.photo(image_id))["urls"]["feed"]
        assert await _does(ana, "PUT", "/me/private", 200, json={"private": True}) == {"private": True}
        assert await _does(ana, "GET", "/me/private", 200) == {"private": True}
        for stranger in (bia, guest):
            assert (await stranger.browser.get(f"{API}/images/{image_id}")).status_code == 404
            assert (await _does(stranger, "GET", "/images", 200))["items"] == []
            assert (await _does(stranger, "GET", "/members/ana/images", 200))["items"] == []
            assert (await _does(stranger, "GET", "/members/ana", 200))["private"] is True
        assert (await club.fetch(everyones)).status_code == 404
        own = (await ana.photo(image_id))["urls"]["feed"]
        assert "a=" in own
        assert (await club.fetch(own)).status_code == 200

        assert await _follow(bia, ana) == "asked"
        assert (await bia.browser.get(f"{API}/images/{image_id}")).status_code == 404
        (asking,) = (await _does(ana, "GET", "/me/requests", 200))["items"]
        assert (asking["slug"], asking["follow"]) == ("bia", None)
        await _does(bia, "PUT", "/me/requests/bia", 404)
        await _does(ana, "PUT", "/me/requests/bia")
        await _does(ana, "PUT", "/me/requests/bia", 404)
        urls = (await bia.photo(image_id))["urls"]
        assert (await club.fetch(urls["feed"])).status_code == 200
        assert [item["id"] for item in (await _does(bia, "GET", "/images", 200))["items"]] == [image_id]
        profile = await _does(bia, "GET", "/members/ana", 200)
        assert (profile["followers"], profile["relation"]["follow"]) == (1, "following")

        await _does(ana, "DELETE", "/me/followers/bia")
        assert (await club.fetch(urls["feed"])).status_code == 404


async def test_a_request_is_taken_back_refused_and_never_anothers_to_accept(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit("eva") as eva:
        await _does(ana, "PUT", "/me/private", 200, json={"private": True})
        await _follow(bia, ana)
        await _does(eva, "PUT", "/me/requests/bia", 404)
        await _does(eva, "DELETE", "/me/requests/bia", 404)
        await _does(bia, "DELETE", "/members/ana/follow")
        await _does(ana, "PUT", "/me/requests/bia", 404)
        await _follow(bia, ana)
        await _does(ana, "DELETE", "/me/requests/bia")
        assert (await _does(ana, "GET", "/me/requests", 200))["items"] == []
        await _does(ana, "PUT", "/me/blocks/bia")
        assert (await bia.browser.put(f"{API}/members/ana/follow")).status_code == 404


async def test_who_is_blocked_and_who_never_was_answer_alike(club: Club) -> None:
    """Every act on somebody who has blocked one says byte for byte what it says about nobody."""
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        await _does(ana, "PUT", "/me/blocks/bia")
        for method, path in (
            ("GET", "/members/{}"),
            ("GET", "/members/{}/images"),
            ("GET", "/members/{}/followers"),
            ("GET", "/members/{}/following"),
            ("PUT", "/members/{}/follow"),
            ("DELETE", "/members/{}/follow"),
            ("PUT", "/members/{}/mute"),
            ("DELETE", "/members/{}/mute"),
            ("PUT", "/me/requests/{}"),
            ("DELETE", "/me/requests/{}"),
            ("DELETE", "/me/followers/{}"),
            ("PUT", "/me/blocks/{}"),
            ("DELETE", "/me/blocks/{}"),
        ):
            said: dict[str, Any] = {"json": {}} if path.endswith("mute") and method == "PUT" else {}
            answers = [
                await bia.browser.request(method, API + path.format(slug), **said) for slug in ("ana", "nobody-here")
            ]
            assert len({(answer.status_code, answer.content) for answer in answers}) == 1, (method, path)
        assert [face["slug"] for face in (await _does(ana, "GET", "/me/blocks", 200))["items"]] == ["bia"]
        await _does(ana, "DELETE", "/me/blocks/bia")
        assert (await bia.browser.get(f"{API}/members/ana")).status_code == 200


async def test_blocks_and_the_private_account_are_answered_for_without_names(club: Club, database_url: str) -> None:
    async with club.visit("ana") as ana, club.visit("bia"):
        await _does(ana, "PUT", "/me/blocks/bia")
        await _does(ana, "PUT", "/me/blocks/bia")
        await _does(ana, "DELETE", "/me/blocks/bia")
        await _does(ana, "PUT", "/me/private", 200, json={"private": True})
    connection = await asyncpg.connect(database_url)
    rows = await connection.fetch("SELECT act, actor, object_id, details FROM logs.audit ORDER BY seq")
    await connection.close()
    joined, other, *acts = rows
    assert [row["act"] for row in acts] == ["member.blocked", "member.unblocked", "member.private"]
    assert {row["actor"] for row in acts} == {joined["actor"]}
    assert [row["object_id"] for row in acts] == [str(other["actor"]), str(other["actor"]), str(joined["actor"])]
    assert "bia" not in str([tuple(row.values()) for row in rows])


async def test_words_are_muted_once_under_a_key_and_listed_to_oneself(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        image_id = await _hang(bia, title="Neblina")
        key = {"Idempotency-Key": "neblina"}
        said = {"kind": "word", "said": "NEBLINA"}
        first = await _does(ana, "POST", "/me/mutes", 201, json=said, headers=key)
        assert await _does(ana, "POST", "/me/mutes", 201, json=said, headers=key) == first
        assert (await _does(ana, "GET", "/images", 200))["items"] == []
        assert (await ana.photo(image_id))["id"] == image_id
        await _does(ana, "PUT", "/members/bia/mute", json={"ends_at": "2020-01-01T00:00:00Z"}, expected=422)
        await _does(ana, "PUT", "/members/bia/mute", json={})
        kinds = {line["kind"]: line for line in (await _does(ana, "GET", "/me/mutes", 200))["items"]}
        assert (kinds["word"]["said"], kinds["person"]["slug"]) == ("NEBLINA", "bia")
        await _does(bia, "DELETE", f"/me/mutes/{first['id']}", 404)
        await _does(ana, "DELETE", f"/me/mutes/{first['id']}")
        await _does(ana, "DELETE", "/members/bia/mute")
        assert [item["id"] for item in (await _does(ana, "GET", "/images", 200))["items"]] == [image_id]


async def test_who_is_new_follows_a_few_people_an_hour(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia"):
        for _ in range(20):
            assert (await ana.browser.put(f"{API}/members/bia/follow")).status_code == 200
        answer = await ana.browser.put(f"{API}/members/bia/follow")
        assert (answer.status_code, answer.json()["code"]) == (429, "social.follows_limited")
        assert int(answer.headers["retry-after"]) > 0


async def test_lists_are_cut_into_pages_that_a_cursor_joins(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit("eva") as eva:
        await _follow(bia, ana)
        await _follow(eva, ana)
        first = await _does(eva, "GET", "/members/ana/followers?limit=1", 200)
        second = await _does(eva, "GET", f"/members/ana/followers?limit=1&cursor={first['next']}", 200)
        assert [first["items"][0]["slug"], second["items"][0]["slug"], second["next"]] == ["eva", "bia", None]
        assert [face["slug"] for face in (await _does(eva, "GET", "/members/bia/following", 200))["items"]] == ["ana"]
