"""Where is a member signed in? Their devices, with an end for each of them and for all."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import post
from litestar.params import FromPath
from litestar.response import Redirect

from exibidos.features.accounts import Device, DeviceWords, Entrance, OpenSession, Session, Sessions, words_of_device
from exibidos.kernel.clock import now
from exibidos.platform.http import Given, SessionCookie, get
from exibidos.web.components.door import let_out
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader, go

_HERE = "/settings/sessions"


class SessionLine(msgspec.Struct, frozen=True, kw_only=True):
    """A session as its person's list shows it; `here` is the one that asks."""

    id: UUID
    words: DeviceWords
    started_at: datetime
    used_at: datetime
    here: bool

    @property
    def name(self) -> str:
        """Browser and system, as far as they are known; empty when neither is."""
        return " · ".join(filter(None, self.words))


class SessionsPage(msgspec.Struct, frozen=True, kw_only=True):
    frame: Frame
    lines: tuple[SessionLine, ...]

    @property
    def others(self) -> bool:
        return any(not line.here for line in self.lines)


@get(_HERE)
async def sessions_page(session: Given[Session], sessions: Given[Sessions], reader: Given[Reader]) -> Page:
    found = await sessions.list_open(session.account.id, now=now())
    lines = [_line(one, here=one.session.id == session.id) for one in found]
    lines.sort(key=lambda line: not line.here)
    return reader.page("sessions.html", SessionsPage(frame=reader.frame, lines=tuple(lines)))


@post("/settings/sessions/{session_id:uuid}/end")
async def end_session(
    session_id: FromPath[UUID], session: Given[Session], entrance: Given[Entrance], device: Given[Device]
) -> Redirect:
    await entrance.end_session(session.account.id, session_id, device)
    return go(_HERE, "session_ended")


@post("/settings/sessions/end-others")
async def end_other_sessions(session: Given[Session], entrance: Given[Entrance], device: Given[Device]) -> Redirect:
    await entrance.end_others(session, device)
    return go(_HERE, "sessions_ended")


@post("/settings/sessions/end-all")
async def end_all_sessions(
    session: Given[Session], entrance: Given[Entrance], device: Given[Device], cookie: Given[SessionCookie]
) -> Redirect:
    await entrance.end_all(session.account.id, device)
    return let_out(cookie)


def _line(found: OpenSession, *, here: bool) -> SessionLine:
    return SessionLine(
        id=found.session.id,
        words=words_of_device(found.session.device),
        started_at=found.session.started_at,
        used_at=found.used_at,
        here=here,
    )
