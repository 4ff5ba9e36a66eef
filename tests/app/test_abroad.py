"""What do other sites learn of a photo? What a stranger sees, as long as a stranger sees it, and nothing of anybody else's."""

import asyncio
import io
import json
from html import unescape
from uuid import UUID
from xml.etree.ElementTree import fromstring

import httpx
import pytest
from PIL import Image

from fixtures_club import Club, Visitor
from media.pictures import encoded, gradient

pytestmark = pytest.mark.anyio
PHOTO = encoded(gradient(1600, 1200))


async def card_of(club: Club, image_id: str, *, other_than: str = "") -> str:
    """Wait until a photo's page names a card of its own and return its address."""
    async with club.visit() as crawler:
        for _ in range(400):
            page = (await crawler.browser.get(f"/p/{image_id}")).text
            named = page.partition('property="og:image" content="')[2].partition('"')[0]
            if "/o/" in named and named != other_than:
                return unescape(named)
            await asyncio.sleep(0.05)
    raise AssertionError(f"{image_id} has no card after 20 s")


async def published(visitor: Visitor, **details: str) -> str:
    image_id = await visitor.upload(PHOTO, **details)
    assert (await visitor.decided(image_id))["state"] == "published"
    return image_id


async def test_a_public_photo_has_a_card_that_names_it_and_its_author(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as crawler:
        image_id = await published(ana, title="Mar & <b>luz</b>", caption="</script><b>x</b>")
        url = await card_of(club, image_id)
        card = await club.fetch(url)
        assert (card.status_code, card.headers["content-type"]) == (200, "image/jpeg")
        assert Image.open(io.BytesIO(card.content)).size == (1200, 630)
        assert "set-cookie" not in card.headers
        assert card.headers["cache-control"].startswith("public, max-age=300")
        again = await club.fetch(url, headers={"if-none-match": card.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")

        page = (await crawler.browser.get(f"/p/{image_id}")).text
        assert '<meta property="og:title" content="Mar &amp; &lt;b&gt;luz&lt;/b&gt;">' in page
        data = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
        assert json.loads(data)["caption"] == "</script><b>x</b>"
        assert json.loads(data)["creator"]["url"] == "http://club.test/@ana"


async def test_other_words_are_another_card_and_the_old_address_leads_to_it(club: Club) -> None:
    async with club.visit("ana") as ana:
        image_id = await published(ana, title="Antes")
        before = await card_of(club, image_id)
        changed = await ana.browser.put(f"/api/v1/images/{image_id}", json={"title": "Depois"})
        assert changed.status_code == 200, changed.text
        after = await card_of(club, image_id, other_than=before)
        led = await club.fetch(before)
        assert (led.status_code, led.headers["location"]) == (302, after)
        assert (await club.fetch(after.replace("/ana/", "/bia/"))).headers["location"] == after
        part = await club.fetch(after, headers={"range": "bytes=0-9"})
        assert (part.status_code, len(part.content)) == (206, 10)


async def test_a_photo_with_another_mark_has_another_card(club: Club) -> None:
    drawn_from = "SELECT c.picture_key FROM image_cards c WHERE c.image_id = $1"
    async with club.visit("ana") as ana:
        image_id = await published(ana, title="Mar")
        await card_of(club, image_id)
        async with club.resources.database.read() as tx:
            before = await tx.value(str, drawn_from, UUID(image_id))
        moved = await ana.browser.put(f"/api/v1/images/{image_id}", json={"title": "Mar", "watermark": "top_left"})
        assert moved.status_code == 200, moved.text
        for _ in range(400):
            async with club.resources.database.read() as tx:
                after = await tx.value(str, drawn_from, UUID(image_id))
                full = await tx.value(
                    str, "SELECT key FROM image_variants WHERE image_id = $1 AND name = 'full'", UUID(image_id)
                )
            if after not in {before, None}:
                break
            await asyncio.sleep(0.05)
        assert after == full != before


async def test_what_is_taken_back_is_gone_from_every_surface_at_once(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as crawler:
        image_id = await published(ana, title="Segredo")
        url = await card_of(club, image_id)
        day = (await ana.photo(image_id))["published_at"][:10]
        surfaces = (f"/sitemap/{day}", "/@ana/feed.xml", "/sitemap.xml", f"/oembed?url=http://club.test/p/{image_id}")
        for path in surfaces:
            answer = await crawler.browser.get(path)
            assert answer.status_code == 200, path
            assert answer.headers["cache-control"] == "public, max-age=300", path
            assert image_id in answer.text or path == "/sitemap.xml", path
        for change in ({"sensitive": True}, {"sensitive": False, "visibility": "followers"}, {"visibility": "only_me"}):
            changed = await ana.browser.put(f"/api/v1/images/{image_id}", json={"title": "Segredo", **change})
            assert changed.status_code == 200, changed.text
            assert (await club.fetch(url)).status_code == 404
            for path in surfaces:
                answer = await crawler.browser.get(path)
                assert image_id not in answer.text.replace("/oembed", ""), (path, change)
                assert "Segredo" not in answer.text, (path, change)
        # To its author the page stands as before, but tells engines nothing of the photo.
        page = (await ana.browser.get(f"/p/{image_id}")).text
        assert '<meta name="robots" content="noindex">' in page
        assert "/o/ana/" not in page
        assert "/static/card-1200" in page


async def test_the_feed_is_rss_that_readers_understand(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as reader:
        image_id = await published(ana, title="Mar\x0b & luz")
        url = await card_of(club, image_id)
        channel = fromstring((await reader.browser.get("/@ana/feed.xml")).content).find("channel")  # noqa: S314 - our own
        assert channel is not None
        assert channel.findtext("item/title") == "Mar & luz"
        assert channel.findtext("item/guid") == f"http://club.test/p/{image_id}"
        content = channel.find("item/{http://search.yahoo.com/mrss/}content")
        assert content is not None
        assert content.get("url") == url
        assert (await reader.browser.get("/@nobody/feed.xml")).status_code == 404


async def test_an_embedded_photo_is_no_larger_than_asked(club: Club) -> None:
    async with club.visit("ana") as ana, club.visit() as site:
        image_id = await published(ana)
        await card_of(club, image_id)

        async def ask(**asked: str) -> httpx.Response:
            return await site.browser.get("/oembed", params={"url": f"http://club.test/p/{image_id}", **asked})

        told = (await ask(maxwidth="600")).json()
        assert (told["type"], told["width"], told["height"]) == ("photo", 600, 315)
        assert (await ask(format="xml")).status_code == 422
        assert (await ask(maxwidth="0")).status_code == 422
        for url in ("http://elsewhere.test/p/" + image_id, "http://club.test/@ana", "http://club.test/p/x", "//"):
            assert (await ask(url=url)).status_code == 404


async def test_only_well_formed_names_of_cards_are_looked_for(club: Club) -> None:
    for name in ("x.jpg", "0" * 36 + "-" + "0" * 16 + ".jpg", "../../etc/passwd", "%00.jpg"):
        assert (await club.fetch(f"http://media.test/o/ana/{name}")).status_code in {400, 404}
