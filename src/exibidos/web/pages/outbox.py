"""What would this club have written to people? Letters that no server took, as text and as HTML; in production there is no such page.

A letter's HTML is a document of its own, in a frame that may do nothing: mail brings inline styles, which our pages' policy refuses, and
what a letter shows came from people.
"""

from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from litestar import MediaType, Response
from litestar.params import FromPath, QueryParameter

from exibidos.kernel.errors import NotFound
from exibidos.platform.db import Database
from exibidos.platform.http import PUBLIC, Given, get
from exibidos.platform.mail import KeptLetter, LetterLine, get_kept, list_kept
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader

Form = Annotated[Literal["html", "text"], QueryParameter(name="as")]
# As all pages', and one frame of our own.
_FRAMING: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; manifest-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Styles as mail has them, and nothing else but links, which open beside the page.
_FRAMED: Final = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


class OutboxPage(msgspec.Struct, frozen=True, kw_only=True):
    """The list, newest first, and the letter that is open, if one is."""

    frame: Frame
    lines: tuple[LetterLine, ...]
    letter: KeptLetter | None = None
    form: str = "html"


@get("/_mail", opt=PUBLIC)
async def outbox(database: Given[Database], reader: Given[Reader]) -> Page:
    async with database.read() as tx:
        lines = await list_kept(tx)
    return _drawn(reader, OutboxPage(frame=reader.frame, lines=tuple(lines)))


@get("/_mail/{letter_id:uuid}", opt=PUBLIC)
async def kept_letter(
    letter_id: FromPath[UUID], database: Given[Database], reader: Given[Reader], form: Form = "html"
) -> Page:
    async with database.read() as tx:
        lines = await list_kept(tx)
    letter = await _letter(database, letter_id)
    return _drawn(reader, OutboxPage(frame=reader.frame, lines=tuple(lines), letter=letter, form=form))


@get("/_mail/{letter_id:uuid}/letter", opt=PUBLIC)
async def kept_html(letter_id: FromPath[UUID], database: Given[Database]) -> Response[str]:
    """Answer the letter's own HTML, for the frame."""
    letter = await _letter(database, letter_id)
    return Response(letter.html, headers={"Content-Security-Policy": _FRAMED}, media_type=MediaType.HTML)


async def _letter(database: Database, letter_id: UUID) -> KeptLetter:
    async with database.read() as tx:
        letter = await get_kept(tx, letter_id)
    if letter is None:
        raise NotFound("mail.no_such_letter")
    return letter


def _drawn(reader: Reader, page: OutboxPage) -> Page:
    answer = reader.page("outbox.html", page)
    answer.headers["Content-Security-Policy"] = _FRAMING
    return answer
