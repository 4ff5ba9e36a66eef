"""With which accounts elsewhere does a member come in? Their list, and how to link one more or take one away."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import post
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect

from exibidos.features import accounts
from exibidos.features.accounts import Device, Identity, Introductions
from exibidos.kernel.actor import Member, Proven
from exibidos.kernel.errors import Conflict, Limited, Problem
from exibidos.platform.db import Database
from exibidos.platform.http import Browser, Given, get
from exibidos.platform.oauth import Offer, Providers
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.leaving import leave, trouble, troubled
from exibidos.web.components.reader import Page, Reader, go

_HERE = "/settings/linked"


class IdentityLine(msgspec.Struct, frozen=True, kw_only=True):
    """An identity as its owner's list shows it; `provider` is None when the host no longer offers it, so nobody comes in with it."""

    identity: Identity
    provider: str | None


class LinkedPage(msgspec.Struct, frozen=True, kw_only=True):
    frame: Frame
    lines: tuple[IdentityLine, ...] = ()
    offers: tuple[Offer, ...] = ()
    form: Form = Form()


@get(_HERE)
async def linked_page(
    proven: Given[Proven],
    database: Given[Database],
    providers: Given[Providers],
    reader: Given[Reader],
    word: Annotated[str, QueryParameter(name="trouble", max_length=40)] = "",
) -> Page:
    page = await _page(proven, database, providers, reader, troubled(reader, word))
    return reader.page("linked.html", page)


@post("/settings/linked/with/{name:str}", status_code=200)
async def link(
    name: FromPath[str],
    proven: Given[Proven],
    browser: Given[Browser],
    device: Given[Device],
    introductions: Given[Introductions],
    providers: Given[Providers],
    reader: Given[Reader],
) -> Page | Redirect:
    """Send a member away to be vouched for; only a form of ours can ask for it, so nobody is linked to a stranger's account unasked."""
    offer = providers.get(name).offer
    try:
        address = await introductions.send(name, browser.secret, device, target=_HERE, linking=proven)
    except Limited:
        raise
    except Problem as problem:
        return trouble(_HERE, problem)
    return leave(reader, browser, offer, address)


@post("/settings/linked/{identity_id:uuid}/unlink")
async def unlink(
    identity_id: FromPath[UUID],
    proven: Given[Proven],
    database: Given[Database],
    providers: Given[Providers],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        async with database.write() as tx:
            await accounts.unlink_identity(tx, proven, identity_id)
    except Conflict as problem:
        page = await _page(proven, database, providers, reader, reader.refused(problem, {}))
        return reader.page("linked.html", page, problem=problem)
    return go(_HERE, "unlinked")


async def _page(member: Member, database: Database, providers: Providers, reader: Reader, form: Form) -> LinkedPage:
    labels = {offer.issuer: offer.label for offer in providers.offers}
    async with database.read() as tx:
        identities = await accounts.list_identities(tx, member)
    return LinkedPage(
        frame=reader.frame,
        lines=tuple(IdentityLine(identity=each, provider=labels.get(each.issuer)) for each in identities),
        offers=providers.offers,
        form=form,
    )
