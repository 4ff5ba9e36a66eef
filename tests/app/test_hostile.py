"""Is what is not an honest picture refused at the door or in the sandbox, with a reason, while others go on?"""

import asyncio
import itertools
import zlib
from collections.abc import AsyncIterator, Callable

import pytest

from fixtures_club import Club
from media.by_hand import gif_image, gif_screen, heic
from media.pictures import (
    SECRETS,
    chunk,
    encoded,
    gradient,
    photo_with_everything,
    png,
    progressive_with_scans,
)

pytestmark = pytest.mark.anyio
PHOTO, PNG, HEIC = encoded(gradient()), encoded(gradient(), "png"), heic(gradient())
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
# Name of the file, what it says it is, its bytes, and the reason that its uploader reads.
SENT_AS_PICTURES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "svg": ("image/png", lambda: SVG, "media.format_not_allowed"),
    "pdf": ("image/jpeg", lambda: encoded(gradient(), "pdf"), "media.format_not_allowed"),
    "tiff": ("image/jpeg", lambda: encoded(gradient(), "tiff"), "media.format_not_allowed"),
    "html": ("image/jpeg", lambda: b"<html><body>photo</body></html>" * 9, "media.unknown_format"),
    "cut jpeg": ("image/jpeg", lambda: PHOTO[: len(PHOTO) // 2], "media.broken"),
    "cut png": ("image/png", lambda: PNG[: len(PNG) // 2], "media.broken"),
    "png bomb": (
        "image/png",
        lambda: png(65_535, 65_535, [chunk(b"IDAT", zlib.compress(bytes(20_000_000), 9))]),
        "media.too_many_pixels",
    ),
    "30,000 scans": ("image/jpeg", lambda: progressive_with_scans(30_000), "media.too_costly"),
    "a gif's screen bomb": (
        "image/gif",
        lambda: gif_screen(65_535, 65_535) + gif_image(0, 0, 1, 1, [0]),
        "media.too_many_pixels",
    ),
    "an avif that is none": ("image/avif", lambda: b"\0\0\0\x14ftypavif\0\0\0\0avif" * 9, "media.broken"),
    "a cut heic": ("image/heic", lambda: HEIC[: len(HEIC) // 2], "media.broken"),
    "an avif said to be a heic": ("image/heic", lambda: encoded(gradient(), "avif"), "media.type_mismatch"),
    "a png said to be a jpeg": ("image/jpeg", lambda: encoded(gradient(), "png"), "media.type_mismatch"),
}


async def test_a_type_that_is_no_picture_of_ours_is_refused_before_it_is_sent(club: Club) -> None:
    async with club.visit("ana") as ana:
        for content_type in ("image/svg+xml", "application/pdf", "image/tiff", "text/html"):
            promise = {"size": 100, "content_type": content_type, "sha256": "0" * 64}
            answer = await ana.browser.post("/api/v1/uploads", json=promise)
            assert (answer.status_code, answer.json()["code"]) == (422, "images.type_not_allowed"), content_type
            assert "JPEG" in answer.json()["detail"]


async def test_sixty_megabytes_are_refused_before_and_while_they_are_sent(club: Club) -> None:
    async with club.visit("ana") as ana:
        promise = {"size": 60_000_000, "content_type": "image/jpeg", "sha256": "0" * 64}
        answer = await ana.browser.post("/api/v1/uploads", json=promise)
        assert (answer.status_code, answer.json()["code"]) == (422, "images.too_large")
        assert (await ana.send(bytes(60_000_000))).status_code == 413


async def test_what_lies_about_itself_is_rejected_and_the_uploader_reads_why(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        # A new member may send ten a day.
        for visitor, (name, (content_type, make, reason)) in zip(itertools.cycle((ana, bia)), SENT_AS_PICTURES.items()):
            sent = await visitor.send(make(), content_type=content_type)
            image_id = sent.headers["location"].partition("?")[0].removeprefix("/p/")
            photo = await visitor.decided(image_id)
            assert (photo["state"], photo["reason"], photo["urls"]) == ("rejected", reason, {}), name
            page = (await visitor.browser.get(f"/p/{image_id}")).text
            assert club.resources.catalogue.text("en", f"error.{reason}") in page, name


async def test_a_costly_file_does_not_hold_up_the_next_picture(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit("bia") as bia:
        costly = await ana.upload(progressive_with_scans(30_000))
        plain = await bia.upload(PHOTO)
        decided = await asyncio.gather(ana.decided(costly), bia.decided(plain))
        assert [photo["state"] for photo in decided] == ["rejected", "published"]


@pytest.mark.parametrize(
    ("declared", "name"),
    [("image/heic", "IMG_1.HEIC"), ("image/heif", "IMG_1.HEIC"), ("application/octet-stream", "IMG_1.HEIC")],
)
async def test_a_phones_photo_is_published_whatever_its_browser_calls_it(club: Club, declared: str, name: str) -> None:
    async with club.visit("ana") as ana:
        sent = await ana.send(HEIC, content_type=declared, name=name)
        photo = await ana.decided(sent.headers["location"].partition("?")[0].removeprefix("/p/"))
        assert (photo["state"], photo["width"], photo["height"]) == ("published", 640, 480)


@pytest.mark.parametrize("kind", ["gif", "avif"])
async def test_the_other_formats_are_published(club: Club, kind: str) -> None:
    async with club.visit("ana") as ana:
        sent = await ana.send(encoded(gradient(), kind), content_type=f"image/{kind}")
        photo = await ana.decided(sent.headers["location"].partition("?")[0].removeprefix("/p/"))
        assert photo["state"] == "published"


async def test_nothing_that_a_camera_wrote_beside_the_pixels_is_delivered(club: Club) -> None:
    async with club.visit("ana") as ana:
        photo = await ana.decided(await ana.upload(photo_with_everything()))
        assert set(photo["urls"]) == {"thumb", "feed", "full", "blur"}
        for url in photo["urls"].values():
            delivered = (await club.fetch(url)).content
            assert not [secret for secret in SECRETS if secret in delivered]
            assert not [word for word in (b"EXIF", b"Exif", b"XMP ", b"ICCP") if word in delivered]


async def test_a_form_that_is_too_large_is_heard_out_and_answered(club: Club) -> None:
    """A browser that is cut off while it sends shows its own words for a lost connection, never ours."""
    boundary, heard = "x", 0
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'.encode()
    total = 60 * 1024 * 1024

    async def body() -> AsyncIterator[bytes]:
        nonlocal heard
        yield head
        while heard < total:
            heard += 1024 * 1024
            yield bytes(1024 * 1024)

    async with club.visit("ana") as ana:
        answer = await ana.browser.post(
            "/upload",
            content=body(),
            headers={
                "content-type": f"multipart/form-data; boundary={boundary}",
                "content-length": str(len(head) + total),
            },
        )
    assert answer.status_code == 413
    assert heard == total
    assert "The request is too large." in answer.text
