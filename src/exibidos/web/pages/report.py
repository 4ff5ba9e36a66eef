"""How does somebody say that something is wrong with a photo, with an account or without, and learn what came of it?

The answer is the same whatever is reported: nobody learns from it whether a photo is here, or whose it is.
"""

import re
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import post
from litestar.params import QueryParameter, URLEncodedBody
from litestar.response import Redirect

from exibidos.features import images, moderation
from exibidos.features.accounts import Device
from exibidos.features.images import MediaUrls
from exibidos.features.moderation import REPORTS_A_DAY, STRANGERS_REPORTS_A_DAY, Kind, Receipt, Reporter
from exibidos.kernel.actor import Member, Viewer
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Invalid, NotFound, Problem
from exibidos.kernel.signing import Signer
from exibidos.platform.db import Database
from exibidos.platform.http import PUBLIC, Given, get
from exibidos.platform.limits import Limits
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.cards import card_of
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.mailed import Mailed, unlinked
from exibidos.web.components.reader import Page, Reader, go

_HERE = "/report"
_DAY = timedelta(days=1)
_PHOTO = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
About = Annotated[str, QueryParameter(name="photo", max_length=300)]


class ReportPage(msgspec.Struct, frozen=True, kw_only=True):
    """`card` is the photo, to who may see it; who may not gives its address by hand."""

    frame: Frame
    form: Form = Form()
    photo: str = ""
    card: PhotoCard | None = None
    kinds: tuple[Kind, ...] = tuple(Kind)
    at_once: frozenset[Kind] = moderation.HIDE_AT_ONCE
    longest: int = moderation.WORDS_LONGEST
    contact: str = ""


class ReceiptPage(msgspec.Struct, frozen=True, kw_only=True):
    frame: Frame
    receipt: Receipt | None = None


class ReportForm(msgspec.Struct, frozen=True, kw_only=True):
    photo: str = ""
    kind: str = ""
    words: str = ""
    email: str = ""

    def image_id(self) -> UUID:
        """Return which photo an address means; raises Invalid for what is none of a photo."""
        found = _PHOTO.search(self.photo.lower())
        if found is None:
            raise Invalid("moderation.which_photo", field="photo")
        return UUID(found.group())


@get(_HERE)
async def report_page(
    viewer: Given[Viewer],
    database: Given[Database],
    media: Given[MediaUrls],
    reader: Given[Reader],
    about: About = "",
) -> Page:
    return reader.page("report.html", await _page(about, viewer, database, media, reader))


@post(_HERE)
async def report(
    data: URLEncodedBody[ReportForm],
    viewer: Given[Viewer],
    device: Given[Device],
    database: Given[Database],
    media: Given[MediaUrls],
    limits: Given[Limits],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        kind, image_id = moderation.kind_of(data.kind), data.image_id()
        if isinstance(viewer, Member):
            who = Reporter(member_id=viewer.id, locale=reader.locale)
            await limits.spend("moderation.reports", str(viewer.id), at_most=REPORTS_A_DAY, window=_DAY)
        else:
            who = Reporter(email=data.email, locale=reader.locale)
            await limits.spend("moderation.reports", device.address, at_most=STRANGERS_REPORTS_A_DAY, window=_DAY)
        async with database.write() as tx:
            await moderation.report(tx, who, image_id, kind, data.words, at=now())
    except Problem as problem:
        page = await _page(data.photo, viewer, database, media, reader)
        form = reader.refused(problem, msgspec.structs.asdict(data))
        return reader.page("report.html", msgspec.structs.replace(page, form=form), problem=problem)
    return go(f"{_HERE}/sent")


@get(f"{_HERE}/sent", opt=PUBLIC)
async def report_sent(reader: Given[Reader]) -> Page:
    return reader.page("report_sent.html", ReportPage(frame=reader.frame, contact=reader.club.contact))


@get(f"{_HERE}/receipt", opt=PUBLIC)
async def receipt_page(
    signer: Given[Signer], database: Given[Database], reader: Given[Reader], link: Mailed = ""
) -> Page:
    report_id = moderation.read_receipt(signer, link)
    async with database.read() as tx:
        receipt = None if report_id is None else await moderation.find_receipt(tx, report_id)
    return unlinked(reader.page("receipt.html", ReceiptPage(frame=reader.frame, receipt=receipt)))


async def _page(about: str, viewer: Viewer, database: Database, media: MediaUrls, reader: Reader) -> ReportPage:
    found = _PHOTO.search(about.lower())
    card = None
    if found is not None:
        try:
            async with database.read() as tx:
                card = card_of(await images.get_photo(tx, viewer, UUID(found.group())), viewer, media, now())
        except NotFound:
            card = None
    return ReportPage(frame=reader.frame, photo=about, card=card, contact=reader.club.contact)
