"""Is it still them? The page that dangerous acts lead to when nobody has shown that for half an hour."""

from typing import Annotated

import msgspec
from litestar import post
from litestar.params import QueryParameter, URLEncodedBody
from litestar.response import Redirect

from exibidos.features import accounts
from exibidos.features.accounts import Codes, Device, Entrance
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Problem
from exibidos.platform.db import Database
from exibidos.platform.http import Given, SessionCookie, get, local_path
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.door import let_in
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader


class ProvePage(msgspec.Struct, frozen=True, kw_only=True):
    """`password`, `passkeys` and `code` say whether they have any to ask for; `next` is the local path to go to afterwards."""

    frame: Frame
    password: bool
    passkeys: bool = False
    code: bool = False
    form: Form = Form()
    next: str = "/"
    backdrop: PhotoCard | None = None


class ProveForm(msgspec.Struct, frozen=True, kw_only=True):
    password: str = ""
    code: str = ""
    next: str = "/"


@get("/prove")
async def prove_page(
    member: Given[Member],
    database: Given[Database],
    codes: Given[Codes],
    reader: Given[Reader],
    target: Annotated[str, QueryParameter(name="next", max_length=500)] = "/",
) -> Page:
    return reader.page("prove.html", await _page(member, database, codes, reader, target))


@post("/prove")
async def prove(
    data: URLEncodedBody[ProveForm],
    member: Given[Member],
    token: Given[str | None],
    device: Given[Device],
    entrance: Given[Entrance],
    cookie: Given[SessionCookie],
    database: Given[Database],
    codes: Given[Codes],
    reader: Given[Reader],
) -> Page | Redirect:
    """Let the session go on under a new id, and its person with what they wanted to do."""
    try:
        entered = await entrance.prove(member.id, token or "", data.password, device, code=data.code)
    except Problem as problem:
        page = await _page(member, database, codes, reader, data.next, form=reader.refused(problem, {}))
        return reader.page("prove.html", page, problem=problem)
    return let_in(entered, cookie, data.next, None)


async def _page(
    member: Member, database: Database, codes: Codes, reader: Reader, target: str, *, form: Form | None = None
) -> ProvePage:
    async with database.read() as tx:
        password = await accounts.has_password(tx, member.id)
        passkeys = bool(await accounts.list_passkeys(tx, member))
        code = await codes.find(tx, member.id) is not None
    return ProvePage(
        frame=reader.frame,
        password=password,
        passkeys=passkeys,
        code=code,
        form=form or Form(),
        next=local_path(target),
    )
