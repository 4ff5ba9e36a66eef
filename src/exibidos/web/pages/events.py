"""What happened to a member's account lately? Sign-ins, tries, changes of what opens it, each with its device."""

from datetime import datetime

import msgspec

from exibidos.features import accounts
from exibidos.features.accounts import Device, DeviceWords, SecurityEvent, SecurityKind, words_of_device
from exibidos.kernel.actor import Member
from exibidos.kernel.signing import Signer
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader

_TRIES = (SecurityKind.SIGN_IN_FAILED,)
_KEY, _LOCK, _LETTER, _LEAVE, _ENTER = "key", "lock", "letter", "leave", "enter"
_ICONS = {
    SecurityKind.SIGNED_IN: _ENTER,
    SecurityKind.SIGN_IN_FAILED: "alert",
    SecurityKind.PASSWORD_CHANGED: _LOCK,
    SecurityKind.RESET_ASKED: _LOCK,
    SecurityKind.SIGN_IN_ASKED: _LOCK,
    SecurityKind.EMAIL_ASKED: _LETTER,
    SecurityKind.EMAIL_CHANGED: _LETTER,
    SecurityKind.EMAIL_KEPT: _LETTER,
    SecurityKind.TOKEN_MADE: _KEY,
    SecurityKind.TOKEN_REVOKED: _KEY,
    SecurityKind.FACTOR_ADDED: _KEY,
    SecurityKind.FACTOR_REMOVED: _KEY,
    SecurityKind.SESSIONS_ENDED: _LEAVE,
    SecurityKind.DEACTIVATED: _LEAVE,
    SecurityKind.RETURNED: _ENTER,
}


class EventLine(msgspec.Struct, frozen=True, kw_only=True):
    """An event as its page shows it. `near` says whether it came from the network of who looks; None where that is not known."""

    kind: SecurityKind
    count: int
    words: DeviceWords
    near: bool | None
    at: datetime

    @property
    def name(self) -> str:
        """Browser and system, as far as they are known; empty when neither is."""
        return " · ".join(filter(None, self.words))

    @property
    def icon(self) -> str:
        return _ICONS[self.kind]

    @property
    def counted(self) -> bool:
        return self.kind in _TRIES


class EventsPage(msgspec.Struct, frozen=True, kw_only=True):
    frame: Frame
    lines: tuple[EventLine, ...]


@get("/settings/events")
async def events_page(
    member: Given[Member],
    device: Given[Device],
    database: Given[Database],
    signer: Given[Signer],
    reader: Given[Reader],
) -> Page:
    async with database.read() as tx:
        found = await accounts.list_security_events(tx, member)
    lines = tuple(_line(event, near=_is_near(signer, event.network, device.address)) for event in found)
    return reader.page("events.html", EventsPage(frame=reader.frame, lines=lines))


def _line(event: SecurityEvent, *, near: bool | None) -> EventLine:
    return EventLine(
        kind=event.kind, count=event.count, words=words_of_device(event.device), near=near, at=event.updated_at
    )


def _is_near(signer: Signer, network: str, address: str) -> bool | None:
    """Say whether an event's network is this one. After SESSION_SECRET was changed for good, old ones are another."""
    if not network:
        return None
    key_id, _, tag = network.partition(".")
    return signer.verify(key_id, tag, "network", address)
