"""How does a member bring others in? Their invitations: made, handed on, revoked."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from litestar import post
from litestar.params import FromPath, URLEncodedBody
from litestar.response import Redirect

from exibidos.features import accounts
from exibidos.features.accounts import INVITATION_NOTE_LONGEST, Invitation, InvitationWish, Inviters
from exibidos.kernel.actor import Member
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Forbidden, Problem
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.platform.limits import Limits
from exibidos.platform.settings import Settings
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader, go

_HERE = "/settings/invitations"
# Made and revoked in a circle they would fill the table and the audit log.
_AN_HOUR = 30


class InvitationLine(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation as its maker sees it; `link` is what they hand on."""

    invitation: Invitation
    link: str
    over: bool


class InvitationsPage(msgspec.Struct, frozen=True, kw_only=True):
    frame: Frame
    lines: tuple[InvitationLine, ...] = ()
    form: Form = Form()
    longest: int = INVITATION_NOTE_LONGEST
    days: tuple[int, ...] = (7, 30, 90)


class InvitationForm(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser sends; the verb judges it."""

    note: str = ""
    uses: str = ""
    days: str = ""

    def wish(self) -> InvitationWish:
        return InvitationWish(note=self.note, uses=_number(self.uses), days=_number(self.days))


@get(_HERE)
async def invitations_page(
    member: Given[Member], database: Given[Database], reader: Given[Reader], settings: Given[Settings]
) -> Page:
    return await _page(member, database, reader, settings)


@post(_HERE)
async def invite(
    data: URLEncodedBody[InvitationForm],
    member: Given[Member],
    database: Given[Database],
    limits: Given[Limits],
    reader: Given[Reader],
    settings: Given[Settings],
) -> Page | Redirect:
    try:
        await limits.spend("accounts.invitations", str(member.id), at_most=_AN_HOUR, window=timedelta(hours=1))
        async with database.write() as tx:
            await accounts.make_invitation(
                tx, member, data.wish(), inviters=Inviters(settings.accounts.inviters), at=now()
            )
    except Problem as problem:
        return await _page(member, database, reader, settings, problem=problem, typed=data)
    return go(_HERE, "invitation_made")


@post("/settings/invitations/{invitation_id:uuid}/revoke")
async def revoke_invitation(
    invitation_id: FromPath[UUID], member: Given[Member], database: Given[Database]
) -> Redirect:
    async with database.write() as tx:
        await accounts.revoke_invitation(tx, member, invitation_id, at=now())
    return go(_HERE, "invitation_revoked")


async def _page(
    member: Member,
    database: Database,
    reader: Reader,
    settings: Settings,
    *,
    problem: Problem | None = None,
    typed: InvitationForm | None = None,
) -> Page:
    if not accounts.may_invite(member, Inviters(settings.accounts.inviters)):
        raise Forbidden("accounts.may_not_invite")
    async with database.read() as tx:
        found = await accounts.list_invitations(tx, member)
    form = Form() if problem is None else reader.refused(problem, msgspec.structs.asdict(typed or InvitationForm()))
    lines = tuple(_line(invitation, settings.app.url, now()) for invitation in found)
    return reader.page("invitations.html", InvitationsPage(frame=reader.frame, lines=lines, form=form), problem=problem)


def _line(invitation: Invitation, url: str, at: datetime) -> InvitationLine:
    over = invitation.used >= invitation.uses or invitation.expires_at <= at
    return InvitationLine(invitation=invitation, link=f"{url.rstrip('/')}/join?code={invitation.code}", over=over)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0  # noqa: PLR2004 - longer ones are no wish
