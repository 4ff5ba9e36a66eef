"""How does a member change their password, or get their first one? Among their settings, after showing that it is them."""

import msgspec
from litestar import post
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from exibidos.features import accounts
from exibidos.features.accounts import Device, Entrance, Session
from exibidos.kernel.actor import Proven
from exibidos.kernel.errors import Problem
from exibidos.platform.db import Database
from exibidos.platform.http import Given, SessionCookie, get
from exibidos.web.components.door import let_in
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader

_HERE = "/settings/password"


class PasswordPage(msgspec.Struct, frozen=True, kw_only=True):
    """`first` says that they have had none so far."""

    frame: Frame
    first: bool
    form: Form = Form()


class PasswordForm(msgspec.Struct, frozen=True, kw_only=True):
    password: str = ""


@get(_HERE)
async def password_page(proven: Given[Proven], database: Given[Database], reader: Given[Reader]) -> Page:
    return reader.page("password.html", await _page(proven, database, reader))


@post(_HERE)
async def change_password(
    data: URLEncodedBody[PasswordForm],
    proven: Given[Proven],
    session: Given[Session],
    device: Given[Device],
    entrance: Given[Entrance],
    cookie: Given[SessionCookie],
    database: Given[Database],
    reader: Given[Reader],
) -> Page | Redirect:
    """Change it; every other session and every token ends, this one goes on under a new id."""
    try:
        entered = await entrance.change_password(session, data.password, device)
    except Problem as problem:
        page = await _page(proven, database, reader, form=reader.refused(problem, {}))
        return reader.page("password.html", page, problem=problem)
    return let_in(entered, cookie, _HERE, "password_changed")


async def _page(proven: Proven, database: Database, reader: Reader, *, form: Form | None = None) -> PasswordPage:
    async with database.read() as tx:
        first = not await accounts.has_password(tx, proven.id)
    return PasswordPage(frame=reader.frame, first=first, form=form or Form())
