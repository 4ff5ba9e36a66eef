"""Where does a member find what they can set? The list of the settings' rooms."""

import msgspec

from exibidos.kernel.actor import Member
from exibidos.platform.http import Given, get
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader


class SettingsPage(msgspec.Struct, frozen=True, kw_only=True):
    frame: Frame


@get("/settings")
async def settings(member: Given[Member], reader: Given[Reader]) -> Page:  # noqa: ARG001 - the type is the permission: only a member has settings
    return reader.page("settings.html", SettingsPage(frame=reader.frame))
