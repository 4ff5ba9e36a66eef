"""How does an author fetch the file that they sent? A page that hands out one permission for five minutes, and a button that spends it."""

import unicodedata
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect, Stream

from exibidos.features import images
from exibidos.features.accounts import Challenges
from exibidos.features.images import MEGABYTE, Kept
from exibidos.kernel.actor import Proven
from exibidos.kernel.clock import now
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.platform.storage import Storage
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader, go

_KIND: Final = "original"
# REQUIREMENTS 11: what is not public lives at most five minutes.
_LIVES: Final = timedelta(minutes=5)
_LONGEST_NAME: Final = 80
_ENDINGS: Final = {"jpeg": "jpg"}
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Permission(msgspec.Struct, frozen=True, kw_only=True):
    """Who may fetch which original, and until when."""

    member_id: UUID
    image_id: UUID
    ends_at: datetime


class OriginalPage(msgspec.Struct, frozen=True, kw_only=True):
    """`ticket` is good for one fetch."""

    frame: Frame
    id: UUID
    title: str
    format: str
    megabytes: float
    ticket: str


class TicketForm(msgspec.Struct, frozen=True, kw_only=True):
    ticket: str = ""


@get("/p/{image_id:uuid}/original")
async def original_page(
    image_id: FromPath[UUID],
    proven: Given[Proven],
    database: Given[Database],
    challenges: Given[Challenges],
    reader: Given[Reader],
) -> Page:
    async with database.read() as tx:
        kept = await images.get_original(tx, proven, image_id)
    permission = Permission(member_id=proven.id, image_id=image_id, ends_at=now() + _LIVES)
    page = OriginalPage(
        frame=reader.frame,
        id=image_id,
        title=kept.title,
        format=kept.format.upper(),
        megabytes=max(0.1, round(kept.size / MEGABYTE, 1)),
        ticket=await challenges.put(_KIND, permission),
    )
    return reader.page("original.html", page)


@post("/p/{image_id:uuid}/original", status_code=200)
async def fetch_original(
    image_id: FromPath[UUID],
    data: URLEncodedBody[TicketForm],
    proven: Given[Proven],
    database: Given[Database],
    storage: Given[Storage],
    challenges: Given[Challenges],
) -> Stream | Redirect:
    """Send the file once for a ticket; a spent one, an old one or somebody else's leads to the page, where there is a new one."""
    async with database.read() as tx:
        await images.get_original(tx, proven, image_id)
    permission = await challenges.take(_KIND, data.ticket, Permission)
    wanted = (proven.id, image_id)
    if permission is None or (permission.member_id, permission.image_id) != wanted or permission.ends_at < now():
        return go(f"/p/{image_id}/original", "ticket_spent")
    async with database.write() as tx:
        kept = await images.take_original(tx, proven, image_id)
    body = await storage.stream(kept.key)
    headers = {**_HEADERS, "Content-Disposition": _disposition(kept), "Content-Length": str(body.length)}
    return Stream(body, headers=headers, media_type=f"image/{kept.format}")


def _disposition(kept: Kept) -> str:
    """Return a name made of the title: plain letters for old programs, all of it, percent-encoded, for the others (RFC 6266)."""
    ending = _ENDINGS.get(kept.format, kept.format)
    # Nothing that a file system, a shell or a reader of names from right to left would take for anything but a letter.
    letters = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in kept.title)
    name = " ".join(letters.split())[:_LONGEST_NAME].strip() or "exibidos"
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = " ".join(plain.split()) or "exibidos"
    return f"attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{quote(name, safe='')}.{ending}"
