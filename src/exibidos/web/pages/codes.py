"""How does a member let signing in ask for a code too? Set up with an app, with recovery codes for the day when it is gone."""

from datetime import datetime

import msgspec
import segno
from litestar import post
from litestar.params import URLEncodedBody
from litestar.response import Redirect

from exibidos.features.accounts import Challenges, Codes, Device
from exibidos.kernel.actor import Proven
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Invalid, Problem
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader, go

_HERE = "/settings/codes"
_KIND = "codes"


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A secret that an app may have by now, and that is asked for only once it has shown a code of it."""

    member: str
    secret: str


class CodesPage(msgspec.Struct, frozen=True, kw_only=True):
    """Without `since` there is none: then `picture` shows the secret to an app, `secret` to a person, and `token` finds it again.

    `recovery` are the codes that this very request made: on this one page and nowhere else.
    """

    frame: Frame
    form: Form = Form()
    since: datetime | None = None
    left: int = 0
    picture: str = ""
    secret: str = ""
    token: str = ""
    recovery: tuple[str, ...] = ()


class CodesForm(msgspec.Struct, frozen=True, kw_only=True):
    code: str = ""
    token: str = ""


@get(_HERE)
async def codes_page(
    proven: Given[Proven],
    database: Given[Database],
    codes: Given[Codes],
    challenges: Given[Challenges],
    reader: Given[Reader],
) -> Page:
    return reader.page("codes.html", await _page(proven, database, codes, challenges, reader))


@post(_HERE, status_code=200)
async def set_up_codes(
    data: URLEncodedBody[CodesForm],
    proven: Given[Proven],
    device: Given[Device],
    database: Given[Database],
    codes: Given[Codes],
    challenges: Given[Challenges],
    reader: Given[Reader],
) -> Page:
    """Take the first code, and show the recovery codes on this very answer."""
    begun = await challenges.look(_KIND, data.token, Begun)
    if begun is None or begun.member != str(proven.id):
        begun = None
    try:
        if begun is None:
            raise Invalid("accounts.codes_stale")
        async with database.write() as tx:
            made = await codes.set_up(tx, proven.id, begun.secret, data.code, device, at=now())
    except Problem as problem:
        form = reader.refused(problem, {})
        page = await _page(proven, database, codes, challenges, reader, form=form, begun=begun, token=data.token)
        return reader.page("codes.html", page, problem=problem)
    await challenges.take(_KIND, data.token, Begun)
    return reader.page("codes.html", await _page(proven, database, codes, challenges, reader, recovery=made))


@post("/settings/codes/recovery", status_code=200)
async def renew_recovery(
    proven: Given[Proven],
    device: Given[Device],
    database: Given[Database],
    codes: Given[Codes],
    challenges: Given[Challenges],
    reader: Given[Reader],
) -> Page:
    async with database.write() as tx:
        made = await codes.renew_recovery(tx, proven.id, device)
    return reader.page("codes.html", await _page(proven, database, codes, challenges, reader, recovery=made))


@post("/settings/codes/remove")
async def remove_codes(
    proven: Given[Proven], device: Given[Device], database: Given[Database], codes: Given[Codes]
) -> Redirect:
    async with database.write() as tx:
        await codes.remove(tx, proven.id, device)
    return go(_HERE, "codes_removed")


async def _page(
    proven: Proven,
    database: Database,
    codes: Codes,
    challenges: Challenges,
    reader: Reader,
    *,
    form: Form | None = None,
    begun: Begun | None = None,
    token: str = "",
    recovery: list[str] | None = None,
) -> CodesPage:
    async with database.read() as tx:
        found = await codes.find(tx, proven.id)
    shown = form or Form()
    if found is not None:
        made = tuple(recovery or ())
        return CodesPage(frame=reader.frame, form=shown, since=found.created_at, left=found.codes_left, recovery=made)
    if begun is None:
        begun = Begun(member=str(proven.id), secret=codes.new_secret())
        token = await challenges.put(_KIND, begun)
    drawn = segno.make(codes.address(begun.secret, proven.slug), error="m")
    return CodesPage(
        frame=reader.frame,
        form=shown,
        picture=drawn.svg_data_uri(scale=4, border=3, dark="#12100e", light="#ffffff"),
        secret=" ".join(begun.secret[at : at + 4] for at in range(0, len(begun.secret), 4)),
        token=token,
    )
