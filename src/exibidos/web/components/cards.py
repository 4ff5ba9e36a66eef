"""How does a photo become a card? With the addresses that this viewer may fetch, and no others."""

from collections.abc import Sequence
from datetime import datetime

from exibidos.features.images import MediaUrls, Photo, Sight, VariantName
from exibidos.kernel.actor import Viewer
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.faces import Faces
from exibidos.web.components.frame import Person

# Longest sides of the variants, in pixels (PRODUCT §2).
_SIDES = {VariantName.THUMB: 320, VariantName.FEED: 1080, VariantName.FULL: 2048}
# Before a photo is developed nobody knows its shape; a card waits in the commonest one.
_UNKNOWN_SHAPE = (3, 2)


def card_of(
    photo: Photo,
    viewer: Viewer,
    media: MediaUrls,
    now: datetime,
    *,
    largest: VariantName = VariantName.FEED,
    worn: Faces | None = None,
) -> PhotoCard:
    """Return the card of a photo; `largest` is the variant it shows at most: feed on a wall, full on its own page.

    `worn` has the author's face where a page shows it; walls do not.
    """
    clear = photo.sight is Sight.CLEAR
    shown = largest if clear else VariantName.BLUR
    developed = photo.width is not None and photo.height is not None
    width, height = _within(photo, _SIDES[largest]) if developed else _UNKNOWN_SHAPE
    return PhotoCard(
        id=photo.id,
        author=Person(name=photo.author_name, slug=photo.author_slug, face=(worn or {}).get(photo.author_slug)),
        width=width,
        height=height,
        src=media.url(photo, viewer, shown, now=now),
        srcset=_srcset(photo, viewer, media, now, largest) if clear else "",
        title=photo.title,
        alt=photo.alt,
        sight=photo.sight,
        thumbhash=photo.thumbhash,
        state=photo.state,
        visibility=photo.visibility,
    )


def cards_of(photos: Sequence[Photo], viewer: Viewer, media: MediaUrls, now: datetime) -> tuple[PhotoCard, ...]:
    """Return the cards of a wall."""
    return tuple(card_of(photo, viewer, media, now) for photo in photos)


def _within(photo: Photo, side: int) -> tuple[int, int]:
    """Return the pixels of the variant with this longest side: variants are never larger than the photo."""
    width, height = photo.width or 1, photo.height or 1
    share = min(1.0, side / max(width, height))
    return max(1, round(width * share)), max(1, round(height * share))


def _srcset(photo: Photo, viewer: Viewer, media: MediaUrls, now: datetime, largest: VariantName) -> str:
    widths: dict[int, str] = {}
    for name, side in _SIDES.items():
        url = media.url(photo, viewer, name, now=now)
        if url is not None and side <= _SIDES[largest]:
            widths.setdefault(_within(photo, side)[0], url)
    return ", ".join(f"{url} {width}w" for width, url in widths.items())
