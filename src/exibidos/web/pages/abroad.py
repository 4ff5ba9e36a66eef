"""What may be taken abroad? A member's feed, the map for search engines, and a photo for embedding: what a stranger sees, and no more.

Nobody is asked who they are here, and every answer is the same for all, so it may be kept by whoever carries it.
"""

from datetime import date
from email.utils import format_datetime
from typing import Annotated, Any
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, tostring

from litestar import Response
from litestar.params import FromPath, QueryParameter

from exibidos.features import images, social
from exibidos.features.images import CARD_HEIGHT, CARD_WIDTH, MediaUrls
from exibidos.kernel.actor import GUEST
from exibidos.kernel.errors import Invalid, NotFound
from exibidos.platform.db import Database
from exibidos.platform.http import PUBLIC, Given, get
from exibidos.platform.settings import Settings
from exibidos.platform.text import Catalogue
from exibidos.web.components.preview import summary

# As long as a public picture (DESIGN §5): what its author takes back is gone from feeds within it.
_KEPT = {"Cache-Control": "public, max-age=300"}
_IN_A_FEED = 20
_IN_A_MAP = 50_000  # sitemaps.org's own limit for one file
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_ATOM, _MEDIA = "http://www.w3.org/2005/Atom", "http://search.yahoo.com/mrss/"
_SHUT = ("/api/", "/settings", "/notifications", "/upload", "/sign-in", "/join", "/prove", "/moderation", "/admin")


@get("/{handle:str}/feed.xml", opt=PUBLIC)
async def feed(
    handle: FromPath[str],
    database: Given[Database],
    media: Given[MediaUrls],
    settings: Given[Settings],
    catalogue: Given[Catalogue],
) -> Response[bytes]:
    """Answer with a member's newest photos as RSS 2.0."""
    if not handle.startswith("@"):
        raise NotFound("request.no_such_page")
    async with database.browse() as tx:
        found = await social.get_profile(tx, GUEST, handle.removeprefix("@"))
        photos = await images.list_by_author(tx, GUEST, found.id, limit=_IN_A_FEED)
        cards = await images.list_cards(tx, [photo.id for photo in photos])
    app = settings.app
    home = f"{app.url}/@{found.slug}"
    rss = Element("rss", {"version": "2.0", "xmlns:atom": _ATOM, "xmlns:media": _MEDIA})
    channel = SubElement(rss, "channel")
    _say(channel, title=f"{found.display_name} · {app.name}", link=home, description=found.bio or found.display_name)
    SubElement(channel, "atom:link", {"href": f"{home}/feed.xml", "rel": "self", "type": "application/rss+xml"})
    for photo in photos:
        card = cards.get(photo.id)
        # What needs a veil, or has no card yet, is not for readers that draw everything they are told of.
        if card is None or photo.published_at is None:
            continue
        url = f"{app.url}/p/{photo.id}"
        item = SubElement(channel, "item")
        title = photo.title or catalogue.text(app.locale, "photo.untitled")
        _say(item, title=title, link=url, guid=url, pubDate=format_datetime(photo.published_at))
        if photo.caption:
            _say(item, description=summary(photo.caption))
        content = {"url": media.card_url(card), "medium": "image", "type": "image/jpeg"}
        SubElement(item, "media:content", {**content, "width": str(CARD_WIDTH), "height": str(CARD_HEIGHT)})
    return _xml(rss, "application/rss+xml")


@get("/sitemap.xml", opt=PUBLIC)
async def sitemaps(database: Given[Database], settings: Given[Settings]) -> Response[bytes]:
    """Answer with the list of maps, one for each day on which something was published."""
    async with database.browse() as tx:
        days = await images.list_days(tx)
    index = Element("sitemapindex", {"xmlns": _SITEMAP})
    for day in days:
        _say(SubElement(index, "sitemap"), loc=f"{settings.app.url}/sitemap/{day.isoformat()}")
    return _xml(index, "application/xml")


@get("/sitemap/{day:date}", opt=PUBLIC)
async def sitemap(day: FromPath[date], database: Given[Database], settings: Given[Settings]) -> Response[bytes]:
    """Answer with the photos of a day and the pages of their authors."""
    async with database.browse() as tx:
        entries = await images.list_of_day(tx, day, limit=_IN_A_MAP // 2)
    urls = Element("urlset", {"xmlns": _SITEMAP})
    places = [f"/p/{entry.id}" for entry in entries] + [
        f"/@{slug}" for slug in sorted({e.author_slug for e in entries})
    ]
    for place in places:
        _say(SubElement(urls, "url"), loc=f"{settings.app.url}{place}")
    return _xml(urls, "application/xml")


@get("/robots.txt", opt=PUBLIC)
async def robots(settings: Given[Settings]) -> Response[str]:
    """Answer what is no use to engines, and where the map is; it is a request, no lock."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _SHUT), f"Sitemap: {settings.app.url}/sitemap.xml", ""]
    return Response("\n".join(lines), media_type="text/plain", headers=_KEPT)


@get("/oembed", opt=PUBLIC)
async def oembed(
    url: Annotated[str, QueryParameter(max_length=500)],
    database: Given[Database],
    media: Given[MediaUrls],
    settings: Given[Settings],
    maxwidth: Annotated[int, QueryParameter(ge=1)] = CARD_WIDTH,
    maxheight: Annotated[int, QueryParameter(ge=1)] = CARD_HEIGHT,
    form: Annotated[str, QueryParameter(name="format", max_length=10)] = "json",
) -> Response[dict[str, Any]]:
    """Answer as oEmbed 1.0 (oembed.com) describes a photo: its card, no larger than asked."""
    if form != "json":
        raise Invalid("abroad.json_only", field="format")
    prefix, _, name = url.partition("/p/")
    try:
        image_id = UUID(name) if prefix == settings.app.url else None
    except ValueError:
        image_id = None
    if image_id is None:
        raise NotFound("images.no_such_photo")
    async with database.browse() as tx:
        photo = await images.get_photo(tx, GUEST, image_id)
        card = await images.find_card(tx, image_id)
    if card is None:
        raise NotFound("images.no_such_photo")
    scale = min(1.0, maxwidth / CARD_WIDTH, maxheight / CARD_HEIGHT)
    told = {
        "version": "1.0",
        "type": "photo",
        "url": media.card_url(card),
        "width": max(1, int(CARD_WIDTH * scale)),
        "height": max(1, int(CARD_HEIGHT * scale)),
        "title": photo.title,
        "author_name": photo.author_name,
        "author_url": f"{settings.app.url}/@{photo.author_slug}",
        "provider_name": settings.app.name,
        "provider_url": settings.app.url,
        "cache_age": 300,
    }
    # Asked for by scripts of any site: there is nothing here that a stranger could not fetch.
    return Response(told, headers={**_KEPT, "Access-Control-Allow-Origin": "*"}, media_type="application/json")


def _say(parent: Element, **words: str) -> None:
    for name, text in words.items():
        SubElement(parent, name).text = "".join(letter for letter in text if letter >= " " or letter in "\t\n")


def _xml(root: Element, media_type: str) -> Response[bytes]:
    return Response(tostring(root, "utf-8", xml_declaration=True), media_type=media_type, headers=_KEPT)
