"""How does a message reach people's mailboxes? Through the host's SMTP server, and with three answers: taken, not now, never."""

import asyncio
import re
import ssl
from typing import Final
from urllib.parse import unquote, urlsplit

import aiosmtplib
import msgspec
import structlog
from aiosmtplib import SMTPNotSupported, SMTPRecipientsRefused, SMTPResponseException

from exibidos.kernel.errors import Unavailable
from exibidos.platform.jobs import Hopeless, NotNow

# A healthy server takes a letter within a second or two; some wait ten before they greet, to tire spammers.
_PATIENCE_SECONDS: Final = 30.0
_SMTP, _SUBMISSIONS = 587, 465
# RFC 3463, at the start of an answer's text. The rest of the text may name the address, and reasons stay in tables.
_STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
_PERMANENT: Final = 500


class Refused(Hopeless):
    """The server will never take this letter; says with which codes it said so, and no address."""


class Deferred(NotNow):
    """The server answers, and does not take this letter now (4xx); says with which codes, and no address."""


class Away(Unavailable):
    """The server is not there, or does not let us in: trying again soon is right."""


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """Where SMTP_URL points. `wrapped` is TLS from the first byte, `upgraded` STARTTLS, without which nothing is said."""

    host: str
    port: int
    user: str
    password: str
    wrapped: bool
    upgraded: bool


def read_server(url: str) -> Server:
    """Read SMTP_URL, whose form the settings have checked; user and password are percent-encoded there."""
    parts = urlsplit(url)
    wrapped = parts.scheme == "smtps"
    return Server(
        host=parts.hostname or "",
        port=parts.port or (_SUBMISSIONS if wrapped else _SMTP),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        wrapped=wrapped,
        upgraded=parts.query == "starttls",
    )


class Carrier:
    """Hands messages to one server, a connection each: letters are few, and a kept connection would be cut by the server anyway."""

    def __init__(self, server: Server, *, own_name: str, patience: float = _PATIENCE_SECONDS) -> None:
        self._server = server
        self._own_name = own_name
        self._patience = patience

    async def hand_over(self, data: bytes, *, sender: str, to: str) -> None:
        """Return when the server has taken the message; raises Away, Deferred or Refused."""
        taken = False
        try:
            async with asyncio.timeout(self._patience), self._client() as client:
                await _say(client, data, sender=sender, to=to)
                taken = True
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ssl.SSLError) as error:
            if not taken:  # a goodbye that fails takes nothing back
                structlog.get_logger().warning("mail.unreachable", host=self._server.host, why=_why(error))
                raise Away("mail.unreachable") from error

    async def greet(self) -> None:
        """Connect, sign in and leave again; raises Away with what was wrong as its cause."""
        try:
            async with asyncio.timeout(self._patience), self._client() as client:
                await client.noop()
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ssl.SSLError) as error:
            raise Away("mail.unreachable") from error

    def _client(self) -> aiosmtplib.SMTP:
        server = self._server
        return aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user or None,
            password=server.password or None,
            use_tls=server.wrapped,
            start_tls=None if server.wrapped else server.upgraded,
            # Else it asks the resolver who this machine is, which may take long and is nobody's business.
            local_hostname=self._own_name,
            timeout=self._patience,
        )


async def _say(client: aiosmtplib.SMTP, data: bytes, *, sender: str, to: str) -> None:
    options = [] if to.isascii() else ["SMTPUTF8"]
    try:
        await client.sendmail(sender, [to], data, mail_options=options)
    except SMTPNotSupported as error:
        raise Refused("the server takes no addresses beyond ASCII") from error
    except SMTPRecipientsRefused as error:
        raise _verdict(error.recipients[0].code, error.recipients[0].message) from error
    except SMTPResponseException as error:
        raise _verdict(error.code, error.message) from error


def _verdict(code: int, text: str) -> Exception:
    status = _STATUS.match(text)
    said = f"{code} {status.group()}" if status else str(code)
    if code >= _PERMANENT:
        return Refused(f"the server said {said}")
    return Deferred(f"the server said {said}")


def _why(error: BaseException) -> str:
    """Return the kind of an error, with an answer's code and without its words."""
    return f"{type(error).__name__} {error.code}" if isinstance(error, SMTPResponseException) else type(error).__name__
