"""How does a member get another address? They ask here, confirm by a letter to the new one, and the present one can say no.

Asking tells nobody whether the new address is a member's; that is decided when it is confirmed, and said to who holds the letter.
"""

from datetime import timedelta
from urllib.parse import urlencode

import msgspec
from litestar import post
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from exibidos.features import accounts
from exibidos.features.accounts import Device, Entrance, Link, LinkPurpose, Session, read_link
from exibidos.kernel.actor import Member, Proven, Viewer
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Conflict, Invalid, Problem
from exibidos.kernel.signing import Signer
from exibidos.platform.db import Database
from exibidos.platform.http import PUBLIC, Given, SessionCookie, get
from exibidos.platform.limits import Limits
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.door import let_in
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.mailed import Mailed, unlinked
from exibidos.web.components.reader import Page, Reader, go

_HERE, _CONFIRM, _KEEP = "/settings/account", "/settings/account/confirm", "/settings/account/keep"
# As letters of other kinds that one person can make us send (PRODUCT §10).
_ASKED, _ASKED_WINDOW = 5, timedelta(days=1)


class AccountPage(msgspec.Struct, frozen=True, kw_only=True):
    """`email` is the present address, `waiting` the change that is not confirmed yet."""

    frame: Frame
    email: str
    waiting: Link | None = None
    form: Form = Form()


class EmailForm(msgspec.Struct, frozen=True, kw_only=True):
    email: str = ""


class EmailLinkPage(msgspec.Struct, frozen=True, kw_only=True):
    """A mailed link about an address: `way` is the rest of a key under `account.`, `confirm` or `keep`; None when it opens nothing."""

    frame: Frame
    way: str | None = None
    act: str = ""
    token: str = ""
    email: str = ""
    form: Form = Form()
    backdrop: PhotoCard | None = None


class EmailLinkForm(msgspec.Struct, frozen=True, kw_only=True):
    token: str = ""


@get(_HERE)
async def account_page(proven: Given[Proven], database: Given[Database], reader: Given[Reader]) -> Page:
    return reader.page("account.html", await _page(proven, database, reader))


@post(_HERE)
async def change_email(
    data: URLEncodedBody[EmailForm],
    proven: Given[Proven],
    device: Given[Device],
    locale: Given[str],
    database: Given[Database],
    limits: Given[Limits],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        await limits.spend("accounts.email", str(proven.id), at_most=_ASKED, window=_ASKED_WINDOW)
        async with database.write() as tx:
            await accounts.ask_email_change(tx, proven, data.email, at=now(), device=device, locale=locale)
    except Problem as problem:
        page = await _page(proven, database, reader, form=reader.refused(problem, msgspec.structs.asdict(data)))
        return reader.page("account.html", page, problem=problem)
    return go(_HERE, "email_asked")


@post(f"{_HERE}/drop")
async def drop_email(member: Given[Member], database: Given[Database]) -> Redirect:
    """Let a change go that waits; the present address needs no proof to stay."""
    async with database.write() as tx:
        await accounts.drop_email_change(tx, member, at=now())
    return go(_HERE, "saved")


@get(_CONFIRM)
async def confirm_page(
    viewer: Given[Viewer], database: Given[Database], signer: Given[Signer], reader: Given[Reader], mailed: Mailed = ""
) -> Page | Redirect:
    """Ask who opens the letter before they confirm; whoever is not signed in signs in and comes back here."""
    if not isinstance(viewer, Member):
        here = f"{_CONFIRM}?{urlencode({'link': mailed})}"
        return go(f"/sign-in?{urlencode({'next': here})}")
    try:
        async with database.read() as tx:
            link = await accounts.read_email_change(tx, signer, viewer, mailed, at=now())
    except Invalid as problem:
        return _stale(reader, problem)
    page = EmailLinkPage(frame=reader.frame, way="confirm", act=_CONFIRM, token=mailed, email=link.email)
    return unlinked(reader.page("email_link.html", page))


@post(_CONFIRM)
async def confirm_email(
    data: URLEncodedBody[EmailLinkForm],
    member: Given[Member],
    device: Given[Device],
    session: Given[Session],
    entrance: Given[Entrance],
    cookie: Given[SessionCookie],
    database: Given[Database],
    signer: Given[Signer],
    reader: Given[Reader],
) -> Page | Redirect:
    """Change the address, and end the member's other sessions: the way back in is another one from now on."""
    try:
        async with database.write() as tx:
            await accounts.confirm_email_change(tx, signer, member, data.token, at=now(), device=device)
    except (Invalid, Conflict) as problem:
        return _stale(reader, problem)
    return let_in(await entrance.stay(session), cookie, _HERE, "email_changed")


@get(_KEEP, opt=PUBLIC)
async def keep_page(
    database: Given[Database], signer: Given[Signer], reader: Given[Reader], mailed: Mailed = ""
) -> Page:
    try:
        async with database.read() as tx:
            link = await read_link(tx, signer, mailed, LinkPurpose.KEEP, at=now())
    except Invalid as problem:
        return _stale(reader, problem)
    page = EmailLinkPage(frame=reader.frame, way="keep", act=_KEEP, token=mailed, email=link.email)
    return unlinked(reader.page("email_link.html", page))


@post(_KEEP, opt=PUBLIC)
async def keep_email(
    data: URLEncodedBody[EmailLinkForm],
    device: Given[Device],
    database: Given[Database],
    signer: Given[Signer],
    reader: Given[Reader],
) -> Page | Redirect:
    """Keep the address and end every session, one of which has asked for another; a new password is the next thing to do."""
    try:
        async with database.write() as tx:
            await accounts.refuse_email_change(tx, signer, data.token, at=now(), device=device)
    except Invalid as problem:
        return _stale(reader, problem)
    return go("/reset", "email_kept")


def _stale(reader: Reader, problem: Problem) -> Page:
    sentence = reader.sentence(problem.code)
    return unlinked(
        reader.page("email_link.html", EmailLinkPage(frame=reader.frame, form=Form(problem=sentence)), problem=problem)
    )


async def _page(member: Member, database: Database, reader: Reader, *, form: Form | None = None) -> AccountPage:
    async with database.read() as tx:
        email = await accounts.get_email(tx, member)
        waiting = await accounts.find_email_change(tx, member, at=now())
    return AccountPage(frame=reader.frame, email=email, waiting=waiting, form=form or Form())
