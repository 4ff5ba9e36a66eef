"""How does somebody stop letters from a letter? A page that asks, and one POST that acts, of a person or of a mail program (RFC 8058).

Without a session on either: whoever reads the letter may stop it. Programs that look through mails fetch every link: GET changes nothing.
"""

from typing import Annotated

import msgspec
from litestar import post
from litestar.params import QueryParameter

from exibidos.features import notifications
from exibidos.kernel.signing import Signer
from exibidos.platform.db import Database
from exibidos.platform.http import PUBLIC, Given, get
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader

_HERE = "/unsubscribe"
WayOut = Annotated[str, QueryParameter(name="token", max_length=200)]


class UnsubscribePage(msgspec.Struct, frozen=True, kw_only=True):
    frame: Frame
    kind: str
    token: str
    done: bool = False
    backdrop: PhotoCard | None = None


@get(_HERE, opt=PUBLIC)
async def unsubscribe_page(signer: Given[Signer], reader: Given[Reader], way_out: WayOut = "") -> Page:
    _, kind = notifications.read_token(signer, way_out)
    return reader.page("unsubscribe.html", UnsubscribePage(frame=reader.frame, kind=kind, token=way_out))


@post(_HERE, opt=PUBLIC, status_code=200)
async def unsubscribe(
    signer: Given[Signer], database: Given[Database], reader: Given[Reader], way_out: WayOut = ""
) -> Page:
    """Act on the token in the address; the body, which mail programs fill with one fixed word, says nothing more."""
    async with database.write() as tx:
        kind = await notifications.unsubscribe(tx, signer, way_out)
    return reader.page("unsubscribe.html", UnsubscribePage(frame=reader.frame, kind=kind, token=way_out, done=True))
