"""How does a member get in again who forgot their password? An address, a letter, a new password.

Who asks reads the same page whoever they asked for; the letter goes to those alone who are there and have proven the address.
"""

import msgspec
from litestar import post
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from exibidos.features.accounts import Account, Device, LinkPurpose, Recovery
from exibidos.kernel.errors import Invalid, Problem
from exibidos.platform.http import PUBLIC, Given, get
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.mailed import Mailed, MailedPage, stale, unlinked
from exibidos.web.components.reader import Page, Reader, go

_TEMPLATE = "new_password.html"


class AskPage(msgspec.Struct, frozen=True, kw_only=True):
    """`way` is the rest of a key under `recovery.`: what is asked for, a new `password` or a way `in`; `act` is where the form goes."""

    frame: Frame
    way: str = "password"
    act: str = "/reset"
    form: Form = Form()
    sent: bool = False
    backdrop: PhotoCard | None = None


class AskForm(msgspec.Struct, frozen=True, kw_only=True):
    email: str = ""


class NewPasswordForm(msgspec.Struct, frozen=True, kw_only=True):
    token: str = ""
    password: str = ""


@get("/reset", opt=PUBLIC)
async def reset_page(reader: Given[Reader]) -> Page:
    return reader.page("recovery.html", AskPage(frame=reader.frame))


@post("/reset", opt=PUBLIC)
async def ask_reset(
    data: URLEncodedBody[AskForm],
    device: Given[Device],
    locale: Given[str],
    recovery: Given[Recovery],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        await recovery.ask(LinkPurpose.RESET, data.email, device, locale=locale)
    except Problem as problem:
        page = AskPage(frame=reader.frame, form=reader.refused(problem, msgspec.structs.asdict(data)))
        return reader.page("recovery.html", page, problem=problem)
    return go("/reset/sent")


@get("/reset/sent", opt=PUBLIC)
async def reset_sent(reader: Given[Reader]) -> Page:
    return reader.page("recovery.html", AskPage(frame=reader.frame, sent=True))


@get("/reset/new", opt=PUBLIC)
async def new_password_page(recovery: Given[Recovery], reader: Given[Reader], mailed: Mailed = "") -> Page:
    """Read the link, so that its reader knows whose password it is; programs that look through mails may do this as often as they like."""
    try:
        account = await recovery.look(mailed, LinkPurpose.RESET)
    except Invalid as problem:
        return stale(reader, _TEMPLATE, problem)
    page = MailedPage(frame=reader.frame, token=mailed, name=account.display_name)
    return unlinked(reader.page(_TEMPLATE, page))


@post("/reset/new", opt=PUBLIC)
async def set_password(
    data: URLEncodedBody[NewPasswordForm], device: Given[Device], recovery: Given[Recovery], reader: Given[Reader]
) -> Page | Redirect:
    account: Account | None = None
    try:
        account = await recovery.look(data.token, LinkPurpose.RESET)
        await recovery.reset(data.token, data.password, device)
    except Invalid as problem:
        if account is None or problem.field is None:
            return stale(reader, _TEMPLATE, problem)
        page = MailedPage(
            frame=reader.frame, token=data.token, name=account.display_name, form=reader.refused(problem, {})
        )
        return unlinked(reader.page(_TEMPLATE, page, problem=problem))
    return go("/sign-in", "password_new")
