"""Which face stands for whom on a page? Addresses of faces by slug, asked once for all people of the page."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from exibidos.features import profiles
from exibidos.features.images import MediaUrls
from exibidos.features.profiles import Kind, Shown, Size
from exibidos.kernel.actor import Viewer
from exibidos.platform.db import ReadTx
from exibidos.web.components.frame import Cover, Face, Person

Faces = Mapping[str, Face]


async def faces_of(tx: ReadTx, viewer: Viewer, media: MediaUrls, slugs: Iterable[str], now: datetime) -> Faces:
    """Return the faces that some people show to this viewer, by slug; whoever is not in it stands there by their initials."""
    found = await profiles.list_faces(tx, viewer, list(dict.fromkeys(slugs)))
    return {shown.slug: face_of(shown, media, now) for shown in found}


def face_of(shown: Shown, media: MediaUrls, now: datetime) -> Face:
    return Face(
        small=profiles.url(media, shown, Size.SMALL, now=now), large=profiles.url(media, shown, Size.LARGE, now=now)
    )


def cover_of(shown: Shown, media: MediaUrls, now: datetime) -> Cover:
    """Return a cover with its own pixels: one that was sent small is not made larger."""
    small = min(profiles.CROPS[Kind.COVER][0].width, shown.width)
    return Cover(
        src=profiles.url(media, shown, Size.LARGE, now=now),
        srcset=f"{profiles.url(media, shown, Size.SMALL, now=now)} {small}w, "
        f"{profiles.url(media, shown, Size.LARGE, now=now)} {shown.width}w",
        width=shown.width,
        height=shown.height,
    )


async def dressed(
    tx: ReadTx, viewer: Viewer, media: MediaUrls, person: Person, now: datetime
) -> tuple[Person, Cover | None]:
    """Return a person with their face, and the cover that hangs over their page, if they have any."""
    shown = {each.kind: each for each in await profiles.list_shown(tx, viewer, person.slug)}
    avatar, cover = shown.get(Kind.AVATAR), shown.get(Kind.COVER)
    return (
        Person(name=person.name, slug=person.slug, face=None if avatar is None else face_of(avatar, media, now)),
        None if cover is None else cover_of(cover, media, now),
    )
