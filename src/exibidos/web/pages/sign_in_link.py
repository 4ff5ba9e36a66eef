"""How does a member come in whose tries are used up, by themselves or by a stranger? By a link to their address.

The link's page has a button: programs that look through mails open every link, and shall sign nobody in.
"""

import msgspec
from litestar import post
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from exibidos.features.accounts import Device, LinkPurpose, Recovery
from exibidos.kernel.errors import Invalid, Problem
from exibidos.platform.http import PUBLIC, Given, SessionCookie, get
from exibidos.web.components.door import let_in
from exibidos.web.components.mailed import Mailed, MailedPage, stale, unlinked
from exibidos.web.components.reader import Page, Reader, go
from exibidos.web.pages.reset import AskForm, AskPage

_WAY, _HERE, _TEMPLATE = "in", "/sign-in/link", "sign_in_link.html"


class LinkForm(msgspec.Struct, frozen=True, kw_only=True):
    token: str = ""


@get(_HERE, opt=PUBLIC)
async def ask_link_page(reader: Given[Reader]) -> Page:
    return reader.page("recovery.html", AskPage(frame=reader.frame, way=_WAY, act=_HERE))


@post(_HERE, opt=PUBLIC)
async def ask_link(
    data: URLEncodedBody[AskForm],
    device: Given[Device],
    locale: Given[str],
    recovery: Given[Recovery],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        await recovery.ask(LinkPurpose.SIGN_IN, data.email, device, locale=locale)
    except Problem as problem:
        form = reader.refused(problem, msgspec.structs.asdict(data))
        page = AskPage(frame=reader.frame, way=_WAY, act=_HERE, form=form)
        return reader.page("recovery.html", page, problem=problem)
    return go(f"{_HERE}/sent")


@get(f"{_HERE}/sent", opt=PUBLIC)
async def link_sent(reader: Given[Reader]) -> Page:
    return reader.page("recovery.html", AskPage(frame=reader.frame, way=_WAY, act=_HERE, sent=True))


@get(f"{_HERE}/open", opt=PUBLIC)
async def link_page(recovery: Given[Recovery], reader: Given[Reader], mailed: Mailed = "") -> Page:
    try:
        account = await recovery.look(mailed, LinkPurpose.SIGN_IN)
    except Invalid as problem:
        return stale(reader, _TEMPLATE, problem)
    return unlinked(reader.page(_TEMPLATE, MailedPage(frame=reader.frame, token=mailed, name=account.display_name)))


@post(f"{_HERE}/open", opt=PUBLIC)
async def open_link(
    data: URLEncodedBody[LinkForm],
    device: Given[Device],
    recovery: Given[Recovery],
    cookie: Given[SessionCookie],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        entered = await recovery.sign_in(data.token, device)
    except Invalid as problem:
        return stale(reader, _TEMPLATE, problem)
    return let_in(entered, cookie, "/")
