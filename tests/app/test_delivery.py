"""Do pictures leave only as signed variants, to whom they were signed for, while they may be seen?"""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pytest

from exibidos.features.images import MediaUrls
from exibidos.kernel.errors import Forbidden
from exibidos.kernel.signing import Signer
from fixtures_club import Club
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio
PHOTO = encoded(gradient())


async def test_etag_gives_304_and_head_gives_no_body(club: Club) -> None:
    async with club.visit("ana") as ana:
        url = (await ana.decided(await ana.upload(PHOTO)))["urls"]["thumb"]
    first = await club.fetch(url)
    again = await club.fetch(url, headers={"if-none-match": first.headers["etag"]})
    head = await club.fetch(url, method="HEAD")
    assert (again.status_code, again.content) == (304, b"")
    assert (head.status_code, head.content) == (200, b"")
    assert int(head.headers["content-length"]) == len(first.content)


async def test_ranges_are_answered_as_http_says(club: Club) -> None:
    async with club.visit("ana") as ana:
        url = (await ana.decided(await ana.upload(PHOTO)))["urls"]["thumb"]
    whole = (await club.fetch(url)).content
    for asked, status, span in (
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=5-", 206, slice(5, None)),
        ("bytes=-4", 206, slice(-4, None)),
        ("bytes=0-999999", 200, slice(None)),
        ("bytes=999999-", 416, slice(0, 0)),
        ("bytes=-0", 416, slice(0, 0)),
        ("bytes=9-2", 200, slice(None)),
        ("bytes=0-1,3-4", 200, slice(None)),
        ("lines=0-1", 200, slice(None)),
    ):
        part = await club.fetch(url, headers={"range": asked})
        assert part.status_code == status, asked
        assert part.content == whole[span], asked


async def test_every_changed_byte_of_a_signed_url_is_refused(club: Club) -> None:
    async with club.visit("ana") as ana:
        url = (await ana.decided(await ana.upload(PHOTO)))["urls"]["feed"]
    path_and_query = url.removeprefix(club.settings.media.url)
    for place in range(len("/i/"), len(path_and_query)):
        changed = "0" if path_and_query[place] != "0" else "1"
        tampered = path_and_query[:place] + changed + path_and_query[place + 1 :]
        answer = await club.fetch(club.settings.media.url + tampered)
        assert answer.status_code in {403, 404, 422}, tampered
        assert not answer.content.startswith(b"RIFF")


async def test_a_url_for_everyone_names_no_audience(club: Club) -> None:
    async with club.visit("ana") as ana:
        url = (await ana.decided(await ana.upload(PHOTO)))["urls"]["feed"]
    for audience in ("*", "", "nobody", "0" * 32, "\n"):
        answer = await club.fetch(f"{url}&{urlencode({'a': audience})}")
        assert (answer.status_code, answer.json()["code"]) == (403, "images.bad_signature"), audience


async def test_a_picture_has_one_spelling(club: Club) -> None:
    async with club.visit("ana") as ana:
        url = (await ana.decided(await ana.upload(PHOTO)))["urls"]["feed"]
    assert (await club.fetch(url)).status_code == 200
    for written, otherwise in (
        ("feed.webp", "f%65ed.webp"),
        ("feed.webp", "feed.webp/"),
        ("/i/", "//i/"),
        ("-", "%2d"),
    ):
        assert (await club.fetch(url.replace(written, otherwise))).status_code in {403, 404}, otherwise


async def test_a_wrong_signature_is_403(club: Club) -> None:
    async with club.visit("ana") as ana:
        url = (await ana.decided(await ana.upload(PHOTO)))["urls"]["feed"]
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    query["s"] = ("A" if query["s"][0] != "A" else "B") + query["s"][1:]
    answer = await club.fetch(urlunsplit(parts._replace(query=urlencode(query))))
    assert (answer.status_code, answer.json()["code"]) == (403, "images.bad_signature")


async def test_no_name_of_a_variant_yields_the_original(club: Club) -> None:
    async with club.visit("ana") as ana:
        url = (await ana.decided(await ana.upload(PHOTO)))["urls"]["feed"]
    for name in (
        "original.jpg",
        "original.webp",
        "originals.webp",
        "../original.jpg",
        "feed.jpg",
        "feed",
        "%6friginal.jpg",
    ):
        answer = await club.fetch(url.replace("feed.webp", name))
        assert answer.status_code in {403, 404}, name
        assert PHOTO[:100] not in answer.content


async def test_the_media_origin_runs_nothing_and_sets_no_cookie(club: Club) -> None:
    async with club.visit("ana") as ana:
        picture = await club.fetch((await ana.decided(await ana.upload(PHOTO)))["urls"]["feed"])
    assert picture.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert picture.headers["x-content-type-options"] == "nosniff"
    assert picture.headers["cross-origin-resource-policy"] == "cross-origin"
    assert picture.headers["cache-control"].startswith("public, max-age=")
    assert "set-cookie" not in picture.headers


async def test_public_urls_die_at_once_when_a_photo_becomes_private(club: Club) -> None:
    async with club.visit("ana") as ana:
        image_id = await ana.upload(PHOTO)
        urls = (await ana.decided(image_id))["urls"]
        flipped = await ana.browser.put(f"/api/v1/images/{image_id}", json={"visibility": "only_me"})
        own = flipped.json()["urls"]["feed"]
        assert [(await club.fetch(url)).status_code for url in urls.values()] == [404] * len(urls)
        mine = await club.fetch(own)
        assert mine.status_code == 200
        assert mine.headers["cache-control"].startswith("private, max-age=")
        assert int(mine.headers["cache-control"].rpartition("=")[2]) <= 300
        await ana.browser.delete(f"/api/v1/images/{image_id}")
        assert (await club.fetch(own)).status_code == 404


async def test_a_veiled_photo_gives_strangers_its_blur_and_nothing_finer(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        image_id = await ana.upload(PHOTO, sensitive="on", title="Delicada")
        await ana.decided(image_id)
        for stranger in (bia, guest):
            photo = await stranger.photo(image_id)
            assert (photo["sight"], list(photo["urls"]), photo["title"]) == ("veiled", ["blur"], "")
            assert (await club.fetch(photo["urls"]["blur"])).status_code == 200
            finer = photo["urls"]["blur"].replace("blur.webp", "feed.webp")
            assert (await club.fetch(finer)).status_code == 403
        page = (await guest.browser.get(f"/p/{image_id}")).text
        assert "feed.webp" not in page
        assert "full.webp" not in page


async def test_only_members_of_age_lift_a_veil(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia, club.visit() as guest:
        image_id = await ana.upload(PHOTO, sensitive="on")
        await ana.decided(image_id)
        lifted = f"/api/v1/images/{image_id}?lift=true"
        assert "full" in (await bia.browser.get(lifted)).json()["urls"]
        assert list((await guest.browser.get(lifted)).json()["urls"]) == ["blur"]
        assert "full.webp" in (await bia.browser.post(f"/p/{image_id}/reveal")).text
        assert "full.webp" not in (await guest.browser.post(f"/p/{image_id}/reveal")).text


def test_a_url_is_dead_after_its_last_second() -> None:
    media = MediaUrls(Signer(("k1:secret",)), "http://media.test")
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    key_id, tag = Signer(("k1:secret",)).sign("GET", "/i/x/feed.webp", "*", str(int(noon.timestamp())))

    def check(at: datetime) -> None:
        expires = str(int(noon.timestamp()))
        media.check("/i/x/feed.webp", audience=None, expires=expires, key_id=key_id, tag=tag, now=at)

    check(noon - timedelta(seconds=1))
    with pytest.raises(Forbidden):
        check(noon + timedelta(seconds=1))
