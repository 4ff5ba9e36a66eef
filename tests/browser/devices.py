"""How does a test plug devices into a browser? Chromium makes them itself; each holds passkeys as a phone or a security key does."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from playwright.async_api import CDPSession, expect

from browser.visitors import Visitor

BUILT_IN = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
SECURITY_KEY = {**BUILT_IN, "transport": "usb"}


class Devices:
    """The devices that a browser can ask, made by the browser itself."""

    def __init__(self, session: CDPSession) -> None:
        self._session = session

    async def plug(self, kind: dict[str, Any], **more: Any) -> str:
        """Plug one in that is touched, and verifies its person, at once."""
        options = {**kind, "isUserVerified": True, "automaticPresenceSimulation": True, **more}
        made = await self._session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        device: str = made["authenticatorId"]
        return device

    async def unplug(self, device: str) -> None:
        await self._session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})

    async def holds(self, device: str) -> list[dict[str, Any]]:
        held = await self._session.send("WebAuthn.getCredentials", {"authenticatorId": device})
        credentials: list[dict[str, Any]] = held["credentials"]
        return credentials


@contextlib.asynccontextmanager
async def devices_of(visitor: Visitor) -> AsyncIterator[Devices]:
    session = await visitor.context.new_cdp_session(visitor.page)
    await session.send("WebAuthn.enable", {"enableUI": False})
    yield Devices(session)
    await session.send("WebAuthn.disable")


async def add_passkey(visitor: Visitor, name: str) -> None:
    await visitor.goto("/settings/passkeys")
    await visitor.page.get_by_label("Name", exact=True).last.fill(name)
    await visitor.page.get_by_role("button", name="Add a passkey").click()
    await expect(visitor.page.get_by_text("The passkey is ready")).to_be_visible()
