"""How does a club get its first admin? By a link that the host's console prints, opened by somebody who is signed in."""

from typing import Annotated

import msgspec
from litestar import post
from litestar.params import QueryParameter, URLEncodedBody
from litestar.response import Redirect

from exibidos.features import accounts
from exibidos.features.accounts import Entrance, LinkPurpose, Session
from exibidos.features.images import MediaUrls
from exibidos.kernel.actor import Member
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Problem
from exibidos.kernel.signing import Signer
from exibidos.platform.db import Database
from exibidos.platform.http import Given, SessionCookie, get
from exibidos.web.components.backdrop import backdrop
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.door import let_in
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader


class FirstAdminPage(msgspec.Struct, frozen=True, kw_only=True):
    """`link` is empty when it is over."""

    frame: Frame
    form: Form = Form()
    backdrop: PhotoCard | None = None
    link: str = ""


class LinkForm(msgspec.Struct, frozen=True, kw_only=True):
    link: str = ""


@get("/first-admin")
async def first_admin_page(
    member: Given[Member],  # noqa: ARG001 - the type is the permission: guests are led to the door, and back here
    signer: Given[Signer],
    database: Given[Database],
    media: Given[MediaUrls],
    reader: Given[Reader],
    link: Annotated[str, QueryParameter(max_length=200)] = "",
) -> Page:
    try:
        async with database.read() as tx:
            await accounts.read_link(tx, signer, link, LinkPurpose.ADMIN, at=now())
    except Problem as problem:
        return await _page(database, media, reader, problem=problem)
    return await _page(database, media, reader, link=link)


@post("/first-admin")
async def become_admin(
    data: URLEncodedBody[LinkForm],
    member: Given[Member],
    session: Given[Session],
    signer: Given[Signer],
    entrance: Given[Entrance],
    cookie: Given[SessionCookie],
    database: Given[Database],
    media: Given[MediaUrls],
    reader: Given[Reader],
) -> Page | Redirect:
    """Make this member an admin; their other sessions end, this one goes on with the new role."""
    try:
        async with database.write() as tx:
            await accounts.become_admin(tx, signer, data.link, member.id, at=now())
    except Problem as problem:
        return await _page(database, media, reader, problem=problem)
    return let_in(await entrance.stay(session), cookie, "/settings", "admin_now")


async def _page(
    database: Database, media: MediaUrls, reader: Reader, *, link: str = "", problem: Problem | None = None
) -> Page:
    page = FirstAdminPage(
        frame=reader.frame,
        form=Form() if problem is None else reader.refused(problem, {}),
        backdrop=await backdrop(database, media, reader.frame),
        link=link,
    )
    return reader.page("first_admin.html", page, problem=problem)
