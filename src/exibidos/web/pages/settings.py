"""Where does a member find what they can set? The list of the settings' rooms, and of the house's for who looks after it."""

import msgspec

from exibidos.features.accounts import Inviters, may_invite
from exibidos.kernel.actor import Member, Moderator
from exibidos.platform.http import Given, get
from exibidos.platform.settings import Settings
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader


class HouseDoor(msgspec.Struct, frozen=True):
    """A page for some members only; its words are `settings.<name>` and `settings.<name>_hint`."""

    name: str
    href: str
    icon: str


class SettingsPage(msgspec.Struct, frozen=True, kw_only=True):
    frame: Frame
    house: tuple[HouseDoor, ...] = ()


@get("/settings")
async def settings_page(member: Given[Member], reader: Given[Reader], settings: Given[Settings]) -> Page:
    house = [HouseDoor("cases", "/cases", "eye")]
    if isinstance(member, Moderator):
        house.append(HouseDoor("moderation", "/moderation", "shield"))
        house.append(HouseDoor("joinings", "/moderation/joinings", "people"))
    if may_invite(member, Inviters(settings.accounts.inviters)):
        house.append(HouseDoor("invitations", "/settings/invitations", "letter"))
    return reader.page("settings.html", SettingsPage(frame=reader.frame, house=tuple(house)))
