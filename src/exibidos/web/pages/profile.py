"""Who is this, and what do they show? A member's page."""

from datetime import datetime
from typing import Annotated

import msgspec
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect

from exibidos.features import images, profiles, social
from exibidos.features.accounts import Profile
from exibidos.features.images import MediaUrls
from exibidos.kernel.actor import Viewer
from exibidos.kernel.clock import now
from exibidos.kernel.errors import NotFound
from exibidos.kernel.paging import Cursors
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.web.components.around import Around, around
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.cards import cards_of
from exibidos.web.components.faces import dressed
from exibidos.web.components.frame import Cover, Frame, Person
from exibidos.web.components.paging import WALL_PAGE, next_page
from exibidos.web.components.preview import Preview, structured, summary
from exibidos.web.components.reader import Page, Reader


class ProfilePage(msgspec.Struct, frozen=True, kw_only=True):
    """`count` is how many photos this viewer may see, `portfolio` whether theirs has any; `own` adds what only the owner may do."""

    frame: Frame
    person: Person
    around: Around
    joined_at: datetime
    count: int
    cards: tuple[PhotoCard, ...]
    bio: str = ""
    links: tuple[str, ...] = ()
    cover: Cover | None = None
    portfolio: bool = False
    next: str | None = None
    first: bool = True
    own: bool = False
    preview: Preview | None = None


@get("/{handle:str}")
async def profile(
    handle: FromPath[str],
    viewer: Given[Viewer],
    database: Given[Database],
    media: Given[MediaUrls],
    cursors: Given[Cursors],
    reader: Given[Reader],
    cursor: Annotated[str | None, QueryParameter(max_length=200)] = None,
) -> Page | Redirect:
    """Show `/@slug`, lead to it from a slug that they had before; every other single word is a page that does not exist."""
    if not handle.startswith("@"):
        raise NotFound("request.no_such_page")
    before = cursors.read(cursor)
    async with database.browse() as tx:
        found = await social.get_profile(tx, viewer, handle.removeprefix("@"))
        if found.slug != handle.removeprefix("@").casefold():
            return Redirect(f"/@{found.slug}", status_code=308)
        photos = await images.list_by_author(tx, viewer, found.id, before=before, limit=WALL_PAGE + 1)
        count = await images.count_listed_by_author(tx, viewer, found.id)
        between = await around(tx, viewer, found)
        portfolio = await profiles.has_portfolio(tx, viewer, found.id)
        person, cover = await dressed(tx, viewer, media, between.person, now())
    page = ProfilePage(
        frame=reader.frame,
        person=person,
        cover=cover,
        portfolio=portfolio,
        around=between,
        joined_at=found.created_at,
        count=count,
        cards=cards_of(photos[:WALL_PAGE], viewer, media, now()),
        bio=found.bio,
        links=found.links,
        next=next_page(photos, cursors, f"/@{found.slug}", by_birth=True),
        first=before is None,
        own=viewer.id == found.id,
        preview=_preview(found, reader),
    )
    return reader.page("profile.html", page)


def _preview(found: Profile, reader: Reader) -> Preview:
    url = f"{reader.club.url}/@{found.slug}"
    person = {"@type": "Person", "name": found.display_name, "alternateName": f"@{found.slug}", "url": url}
    return Preview(
        kind="profile",
        title=f"{found.display_name} (@{found.slug})",
        description=summary(found.bio),
        url=url,
        feed=f"{url}/feed.xml",
        data=structured({"@type": "ProfilePage", "url": url, "dateCreated": found.created_at, "mainEntity": person}),
    )
