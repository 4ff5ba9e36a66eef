"""What did the club decide about my photos, and what came of what I reported? And the way to say why a photo is mine."""

from uuid import UUID

import msgspec
from litestar import post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from exibidos.features import moderation
from exibidos.features.moderation import Notice, Receipt
from exibidos.kernel.actor import Member
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader, go


class CasesPage(msgspec.Struct, frozen=True, kw_only=True):
    frame: Frame
    notices: tuple[Notice, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    contact: str = ""


class ClaimForm(msgspec.Struct, frozen=True, kw_only=True):
    claim: str = ""


@get("/cases")
async def cases_page(member: Given[Member], database: Given[Database], reader: Given[Reader]) -> Page:
    async with database.read() as tx:
        page = CasesPage(
            frame=reader.frame,
            notices=tuple(await moderation.list_notices(tx, member)),
            receipts=tuple(await moderation.list_receipts(tx, member)),
            contact=reader.club.contact,
        )
    return reader.page("cases.html", page)


@post("/p/{image_id:uuid}/claim")
async def claim(
    image_id: FromPath[UUID], data: URLEncodedBody[ClaimForm], member: Given[Member], database: Given[Database]
) -> Redirect:
    async with database.write() as tx:
        await moderation.claim(tx, member, image_id, data.claim)
    return go(f"/p/{image_id}", "claimed")
