"""How does somebody come in whom a provider vouches for? Away to its page, back with an answer, and for who is new the rest of joining."""

from typing import Annotated, Any

import msgspec
from litestar import post
from litestar.params import FromPath, QueryParameter, URLEncodedBody
from litestar.response import Redirect

from exibidos.features.accounts import (
    NAME_LONGEST,
    Begun,
    Device,
    Guest,
    Introductions,
    Joining,
    Reception,
    token_of_link,
)
from exibidos.features.images import MediaUrls
from exibidos.kernel.actor import Viewer
from exibidos.kernel.errors import Conflict, Limited, Problem
from exibidos.kernel.signing import Signer
from exibidos.platform.db import Database
from exibidos.platform.http import PUBLIC, Browser, Given, JoinerCookie, SessionCookie, get, local_path
from exibidos.platform.oauth import Providers
from exibidos.platform.settings import Settings
from exibidos.web.components.door import let_in
from exibidos.web.components.form import Form
from exibidos.web.components.leaving import leave, trouble
from exibidos.web.components.reader import Page, Reader, go
from exibidos.web.pages.join import JoinForm, JoinPage, what_joining_asks

_DOOR, _LINKED, _REST = "/sign-in", "/settings/linked", "/join/with"
_Word = Annotated[str, QueryParameter(max_length=4096)]


class RestPage(JoinPage, frozen=True, kw_only=True):
    """What a provider cannot know. `email` is an address that it has proven; None asks for one."""

    ticket: str
    provider: str
    shown: str
    email: str | None


class AwayForm(msgspec.Struct, frozen=True, kw_only=True):
    next: str = "/"


class RestForm(JoinForm, frozen=True, kw_only=True):
    ticket: str = ""

    def rest(self, guest: Guest, locale: str) -> Joining:
        """Return what they say, but for what their provider has said."""
        email = guest.who.email if guest.who.email_proven else self.email
        return msgspec.structs.replace(self.joining(locale), email=email, next=guest.target)


@post("/sign-in/with/{name:str}", opt=PUBLIC, status_code=200)
async def send_away(
    name: FromPath[str],
    data: URLEncodedBody[AwayForm],
    browser: Given[Browser],
    device: Given[Device],
    introductions: Given[Introductions],
    providers: Given[Providers],
    reader: Given[Reader],
) -> Page | Redirect:
    offer = providers.get(name).offer
    try:
        address = await introductions.send(name, browser.secret, device, target=local_path(data.next))
    except Limited:
        raise
    except Problem as problem:
        return trouble(_DOOR, problem, data.next)
    return leave(reader, browser, offer, address)


@get("/sign-in/with/{name:str}/callback")
async def back(
    name: FromPath[str],
    viewer: Given[Viewer],
    browser: Given[Browser],
    device: Given[Device],
    cookie: Given[SessionCookie],
    joiner_cookie: Given[JoinerCookie],
    signer: Given[Signer],
    introductions: Given[Introductions],
    errand: Annotated[str, QueryParameter(name="state", max_length=500)] = "",
    code: _Word = "",
    error: _Word = "",
    issuer: Annotated[str | None, QueryParameter(name="iss", max_length=500)] = None,
) -> Redirect:
    """Read the answer that a provider gave to this browser, which is used up by that: a GET, as OAuth has it, but one that works once."""
    try:
        away = await introductions.back(name, browser.secret, errand)
    except Problem as problem:
        return trouble(_DOOR, problem)
    try:
        who = await introductions.hear(away, code=code, issuer=issuer, error=error)
        if away.member_id is not None:
            await introductions.link(away, who, viewer.id)
            return go(_LINKED, "linked")
        entered = await introductions.admit(who, device)
        if entered is None:
            if begun := await introductions.find_waiting(who):
                return _to_wait(begun, joiner_cookie, signer)
            await introductions.check_free(who)
            return Redirect(_REST, status_code=303, query_params={"ticket": await introductions.keep(away, who)})
    except Problem as problem:
        return trouble(_DOOR, problem, away.target) if away.member_id is None else trouble(_LINKED, problem)
    return let_in(entered, cookie, away.target)


@get(_REST)
async def rest_page(
    viewer: Given[Viewer],  # noqa: ARG001 - anybody may ask: the ticket and the browser decide
    browser: Given[Browser],
    introductions: Given[Introductions],
    providers: Given[Providers],
    reception: Given[Reception],
    settings: Given[Settings],
    database: Given[Database],
    media: Given[MediaUrls],
    reader: Given[Reader],
    ticket: _Word = "",
) -> Page | Redirect:
    try:
        guest = await introductions.recall(ticket, browser.secret)
    except Problem as problem:
        return trouble(_DOOR, problem)
    page = RestPage(
        **(await what_joining_asks(reader, reception, settings, database, media)),
        **_known(guest, providers),
        ticket=ticket,
        form=Form(values={"display_name": guest.who.name[:NAME_LONGEST]}),
    )
    return reader.page("rest.html", page)


@post(_REST, opt=PUBLIC)
async def join_with(
    data: URLEncodedBody[RestForm],
    browser: Given[Browser],
    device: Given[Device],
    introductions: Given[Introductions],
    providers: Given[Providers],
    reception: Given[Reception],
    settings: Given[Settings],
    database: Given[Database],
    media: Given[MediaUrls],
    cookie: Given[SessionCookie],
    joiner_cookie: Given[JoinerCookie],
    signer: Given[Signer],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        guest = await introductions.recall(data.ticket, browser.secret)
    except Problem as problem:
        return trouble(_DOOR, problem)
    try:
        came = await introductions.join(data.ticket, guest, data.rest(guest, reader.locale), device)
    except Problem as problem:
        if isinstance(problem, Conflict) and problem.field == "email":
            return trouble(_DOOR, Conflict("oauth.known"))  # only of an address that the provider has proven
        page = RestPage(
            **(await what_joining_asks(reader, reception, settings, database, media)),
            **_known(guest, providers),
            ticket=data.ticket,
            form=reader.refused(problem, msgspec.structs.asdict(data)),
        )
        return reader.page("rest.html", page, problem=problem)
    if isinstance(came, Begun):
        return _to_wait(came, joiner_cookie, signer)
    return let_in(came, cookie, guest.target, "welcome")


def _to_wait(begun: Begun, joiner_cookie: JoinerCookie, signer: Signer) -> Redirect:
    """Lead to where somebody sees how their wish stands: a letter is on its way, or a moderator has it."""
    answer = go("/join/sent" if begun.waiting is None else f"/join/letter?link={token_of_link(signer, begun.waiting)}")
    answer.cookies.append(joiner_cookie.holding(begun.joining_id, password=False))
    return answer


def _known(guest: Guest, providers: Providers) -> dict[str, Any]:
    return {
        "provider": providers.get(guest.provider).offer.label,
        "shown": guest.who.shown,
        "email": guest.who.email if guest.who.email_proven else None,
    }
