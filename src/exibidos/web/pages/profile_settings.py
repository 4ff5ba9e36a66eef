"""What does a member say of themselves, under which address? The first room of their settings."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from litestar import post
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from exibidos.features import accounts, profiles
from exibidos.features.accounts import (
    BIO_LONGEST,
    MOST_LINKS,
    NAME_LONGEST,
    SLUG_HELD,
    SLUG_LONGEST,
    SLUG_RESTS,
    SLUG_SHORTEST,
    Portrayal,
)
from exibidos.features.images import MediaUrls
from exibidos.features.profiles import Kind, Picture, PictureState
from exibidos.kernel.actor import Member
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Invalid, Problem
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.platform.limits import Limits
from exibidos.platform.settings import Settings
from exibidos.platform.text import LOCALES
from exibidos.web.components.faces import dressed
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Cover, Frame, Person
from exibidos.web.components.reader import Page, Reader, go

_HERE = "/settings/profile"
# Going back to a former slug needs no wait, and each change makes watermarks anew: enough to change one's mind and back.
_RENAMES_A_DAY = 6


class PictureBox(msgspec.Struct, frozen=True, kw_only=True):
    """One picture that stands for them: `kind` is avatar or cover. `making`: one is on its way; `form` says why one was refused."""

    kind: str
    form: Form
    shown: bool = False
    making: bool = False


class ProfileSettingsPage(msgspec.Struct, frozen=True, kw_only=True):
    """`form` is of what they say, `slug_form` of their address; `next_rename` is when they may have a new one, None for now."""

    frame: Frame
    person: Person
    said: Portrayal
    boxes: tuple[PictureBox, ...]
    cover: Cover | None = None
    form: Form = Form()
    slug_form: Form = Form(place="slug-")
    next_rename: datetime | None = None
    locales: tuple[str, ...] = LOCALES
    name_longest: int = NAME_LONGEST
    bio_longest: int = BIO_LONGEST
    most_links: int = MOST_LINKS
    slug_shortest: int = SLUG_SHORTEST
    slug_longest: int = SLUG_LONGEST
    rests: int = SLUG_RESTS.days
    held: int = SLUG_HELD.days


class PortrayalForm(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser sends; the verb judges it. Links stand one on a line."""

    display_name: str = ""
    bio: str = ""
    links: str = ""
    locale: str = ""

    def said(self) -> Portrayal:
        return Portrayal(
            display_name=self.display_name,
            bio=self.bio,
            links=tuple(self.links.splitlines()),
            locale=self.locale or None,
        )


class SlugForm(msgspec.Struct, frozen=True, kw_only=True):
    slug: str = ""


@get(_HERE)
async def profile_settings(
    member: Given[Member], database: Given[Database], media: Given[MediaUrls], reader: Given[Reader]
) -> Page:
    return reader.page("profile_settings.html", await page_of(member, database, media, reader))


@post(_HERE)
async def portray(
    data: URLEncodedBody[PortrayalForm],
    member: Given[Member],
    database: Given[Database],
    media: Given[MediaUrls],
    settings: Given[Settings],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        async with database.write() as tx:
            await accounts.portray(tx, member, data.said(), club=settings.app.name)
    except Problem as problem:
        page = await page_of(member, database, media, reader)
        form = reader.refused(problem, msgspec.structs.asdict(data))
        return reader.page("profile_settings.html", msgspec.structs.replace(page, form=form), problem=problem)
    return go(_HERE, "saved")


@post("/settings/profile/slug")
async def rename(
    data: URLEncodedBody[SlugForm],
    member: Given[Member],
    database: Given[Database],
    media: Given[MediaUrls],
    limits: Given[Limits],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        await limits.spend("accounts.slug", str(member.id), at_most=_RENAMES_A_DAY, window=timedelta(days=1))
        async with database.write() as tx:
            await accounts.rename(tx, member, data.slug, at=now())
    except Problem as problem:
        page = await page_of(member, database, media, reader)
        form = msgspec.structs.replace(reader.refused(problem, msgspec.structs.asdict(data)), place="slug-")
        return reader.page("profile_settings.html", msgspec.structs.replace(page, slug_form=form), problem=problem)
    return go(_HERE, "renamed")


async def page_of(member: Member, database: Database, media: MediaUrls, reader: Reader) -> ProfileSettingsPage:
    """Return the room as it is; whoever's form was refused replaces that form."""
    async with database.read() as tx:
        said = await accounts.get_portrayal(tx, member)
        next_rename = await accounts.find_next_rename(tx, member)
        person, cover = await dressed(tx, member, media, Person(name=said.display_name, slug=member.slug), now())
        pictures = await profiles.list_pictures(tx, member)
    return ProfileSettingsPage(
        frame=reader.frame,
        person=person,
        cover=cover,
        boxes=tuple(_box(kind, [each for each in pictures if each.kind is kind], reader) for kind in Kind),
        said=said,
        next_rename=next_rename if next_rename is not None and next_rename > now() else None,
    )


def _box(kind: Kind, pictures: Sequence[Picture], reader: Reader) -> PictureBox:
    states = {each.state: each for each in pictures}
    refused = states.get(PictureState.REJECTED) or states.get(PictureState.FAILED)
    form = Form()
    if refused is not None:
        form = reader.refused(Invalid(refused.reason or "images.failed", field="file"), {})
    return PictureBox(
        kind=kind.value,
        form=msgspec.structs.replace(form, place=f"{kind}-"),
        shown=PictureState.SHOWN in states,
        making=PictureState.PROCESSING in states,
    )
