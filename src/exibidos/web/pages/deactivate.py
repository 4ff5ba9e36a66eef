"""How does a member go quiet for a while? Among their settings, after showing that it is them; they are signed out with it."""

import msgspec
from litestar import post
from litestar.response import Redirect

from exibidos.features import accounts
from exibidos.features.accounts import Device
from exibidos.kernel.actor import Proven
from exibidos.kernel.clock import now
from exibidos.platform.db import Database
from exibidos.platform.http import Given, SessionCookie, get
from exibidos.web.components.door import let_out
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader

_HERE = "/settings/deactivate"


class DeactivatePage(msgspec.Struct, frozen=True, kw_only=True):
    frame: Frame


@get(_HERE)
async def deactivate_page(proven: Given[Proven], reader: Given[Reader]) -> Page:  # noqa: ARG001 - the type is the permission
    return reader.page("deactivate.html", DeactivatePage(frame=reader.frame))


@post(_HERE)
async def deactivate(
    proven: Given[Proven], device: Given[Device], database: Given[Database], cookie: Given[SessionCookie]
) -> Redirect:
    async with database.write() as tx:
        await accounts.deactivate(tx, proven, device, at=now())
    return let_out(cookie, "deactivated")
