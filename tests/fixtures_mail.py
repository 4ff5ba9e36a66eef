"""How does a test get a mail server? A real one on loopback that keeps what it takes and says no when it is told to."""

import asyncio
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import partial
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from exibidos.platform.mail import Server


class Postbox:
    """A running SMTP server. `says` answers a command (`RCPT`, `DATA`) instead of taking it; `waits` holds it that long first."""

    def __init__(self) -> None:
        self.port = 0
        self.messages: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.recipients: list[str] = []
        self.says: dict[str, str] = {}
        self.waits = 0.0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def server(self) -> Server:
        return Server(host="127.0.0.1", port=self.port, user="", password="", wrapped=False, upgraded=False)

    async def handle_RCPT(  # noqa: N802 - the name that the server looks for
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if "RCPT" in self.says:
            return self.says["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - see above
        await asyncio.sleep(self.waits)
        if "DATA" in self.says:
            return self.says["DATA"]
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.raw.append(envelope.content)
        self.messages.append(message)
        self.recipients += envelope.rcpt_tos
        return "250 OK"


def _nobody(*_: object) -> AuthResult:
    return AuthResult(success=False, handled=False)


@pytest.fixture
async def postbox() -> AsyncIterator[Postbox]:
    """Lend an empty mail server."""
    opened = Postbox()
    options: dict[str, Any] = {"hostname": "mail.test", "enable_SMTPUTF8": True, "ident": "test"}
    options |= {"authenticator": _nobody, "auth_require_tls": False}
    server = await asyncio.get_running_loop().create_server(partial(SMTP, opened, **options), "127.0.0.1", 0)
    opened.port = server.sockets[0].getsockname()[1]
    yield opened
    server.close()
    await server.wait_closed()
