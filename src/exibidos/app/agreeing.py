"""What waits until a member has agreed to the club's present texts? Asked before every handler of pages and API.

What they would give to the club or to others waits. Nobody is locked out or in: reading goes on, and so does what is their own, such as
leaving, taking back, being safe and being left alone. A page first leads to `/agree`, which a day's cookie puts off.
"""

from typing import Final

from litestar.handlers import BaseRouteHandler

from exibidos.app.actors import Connection, resources_of, viewer
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Forbidden
from exibidos.platform.http import LATER, put_off

AGREE_FIRST: Final = "accounts.agree_first"
_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# What is one's own, by the beginning of its address: how one comes in and goes, who may come near, what one is told and consents to.
_OWN: Final = (
    "/agree",
    "/prove",
    "/settings",
    "/notifications/",
    "/api/v1/session/",
    "/api/v1/passkeys",
    "/api/v1/me/",
    "/api/v1/notifications/",
)
# Among these, what is for others to see or use.
GIVEN: Final = (
    "/settings/profile",
    "/settings/portfolio",
    "/settings/invitations",
    "/settings/tokens",
    "/api/v1/me/pictures",
    "/api/v1/me/portfolio",
)
# Elsewhere, what takes back, keeps away or says that something is wrong, and the veil that is lifted by a form.
BACK: Final = frozenset(
    {
        "/p/{image_id:uuid}/delete",
        "/p/{image_id:uuid}/reveal",
        "/p/{image_id:uuid}/claim",
        "/report",
        "/api/v1/images/{image_id:uuid}/reports",
        "/{handle:str}/block",
        "/{handle:str}/mute",
        "/api/v1/members/{slug:str}/mute",
        "/settings/tokens/{token_id:uuid}/revoke",
        "/settings/invitations/{invitation_id:uuid}/revoke",
    }
)


async def check_agreed(connection: Connection, handler: BaseRouteHandler) -> None:
    """Refuse with Forbidden("accounts.agree_first") what waits; the edge leads pages to where it is asked."""
    if handler.opt.get("public"):
        return
    path, method = connection.scope["path_template"], connection.scope.get("method")
    if method in _READS:
        if path.startswith(("/api/", *_OWN)):
            return
    elif method == "DELETE" or is_own(path):
        return
    present = await viewer(connection)
    edition = resources_of(connection).texts.edition
    if isinstance(present, Member) and present.agreed != edition:
        if method in _READS and connection.cookies.get(LATER) == put_off(edition):
            return
        raise Forbidden(AGREE_FIRST)


def is_own(path: str) -> bool:
    """Say whether what is sent to this route is one's own affair."""
    return path in BACK or (path.startswith(_OWN) and not path.startswith(GIVEN))
