"""What do other sites and search engines show of a page? Only what a stranger sees of it, in the words that they understand.

Open Graph for previews, oEmbed for embedding, schema.org for engines, a feed for readers. A page without all this shows the club's card.
"""

from typing import Any

import msgspec
from markupsafe import Markup

from exibidos.features.images import CARD_HEIGHT, CARD_WIDTH, Card, MediaUrls, Photo
from exibidos.web.components.public import PublicSettings

_SUMMARY = 200
"""Letters: longer descriptions are cut by everybody who shows them, in places that nobody chose."""


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """`image` is absolute, of 1200 by 630 pixels; `data` is schema.org's, ready to stand in a script element that nobody runs."""

    kind: str
    title: str
    description: str
    url: str
    image: str | None = None
    alt: str = ""
    embed: str | None = None
    feed: str | None = None
    data: Markup = Markup()


def preview_of(photo: Photo, card: Card | None, media: MediaUrls, club: PublicSettings) -> Preview | None:
    """Return the preview of a photo; None without a card, which only photos have that everybody may see."""
    if card is None:
        return None
    url, image = f"{club.url}/p/{photo.id}", media.card_url(card)
    author = f"{club.url}/@{photo.author_slug}"
    facts = {
        "@type": "ImageObject",
        "@id": url,
        "url": url,
        "contentUrl": image,
        "width": CARD_WIDTH,
        "height": CARD_HEIGHT,
        "encodingFormat": "image/jpeg",
        "name": photo.title or None,
        "caption": summary(photo.caption) or None,
        "creditText": f"{photo.author_name} · {club.name}",
        "creator": {"@type": "Person", "name": photo.author_name, "url": author},
        "copyrightNotice": photo.author_name,
        "datePublished": photo.published_at,
    }
    return Preview(
        kind="article",
        title=photo.title or photo.author_name,
        description=summary(photo.caption),
        url=url,
        image=image,
        alt=photo.alt,
        embed=f"{club.url}/oembed?url={url}",
        feed=f"{author}/feed.xml",
        data=structured(facts),
    )


def summary(text: str) -> str:
    """Return the beginning of a text in one line, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= _SUMMARY else (line[:_SUMMARY].rpartition(" ")[0] or line[:_SUMMARY]) + "…"


def structured(facts: dict[str, Any]) -> Markup:
    """Return JSON-LD that may stand in HTML: no word of a member's can end the element that it stands in."""
    told = {"@context": "https://schema.org", **{name: value for name, value in facts.items() if value is not None}}
    text = msgspec.json.encode(told).decode()
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704 - escaped here
