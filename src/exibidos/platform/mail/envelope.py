"""How does a letter become bytes for SMTP? A multipart message whose headers nobody can write into.

Every header value passes `email`'s own classes, which refuse line breaks; subject and names are one clean line before that.
"""

import re
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy, Policy
from typing import Final

from exibidos.kernel.names import plain_line
from exibidos.platform.mail.letter import Letter


class _Whole(UnstructuredHeader, BaseHeader):
    """A header that is not folded: the library would cut a long address into encoded words, which no mail program reads as an address."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}:{policy.linesep} {self}{policy.linesep}"


def _policy(*, unicode_address: bool) -> "EmailPolicy[EmailMessage]":
    registry = HeaderRegistry()
    registry.map_to_type("list-unsubscribe", _Whole)
    return SMTP.clone(header_factory=registry, utf8=unicode_address)


_PLAIN: Final = _policy(unicode_address=False)
# RFC 6531, only for addresses that need it: a server that does not know it refuses the letter.
_UNICODE: Final = _policy(unicode_address=True)


_HOST: Final = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")


class Recipient:
    """An address as SMTP writes it: the domain in ASCII, the part before it as it is. ValueError for what is no address."""

    def __init__(self, address: str) -> None:
        local, at, domain = address.rpartition("@")
        try:
            domain = domain.encode("idna").decode() if at else ""
            self.spec = Address(username=local, domain=domain).addr_spec
        except (ValueError, IndexError) as error:  # IndexError: how `email` meets an empty part
            raise ValueError("this is no address") from error
        if (
            not local
            or not _HOST.fullmatch(domain)
            or any(character.isspace() or not character.isprintable() for character in address)
        ):
            raise ValueError("this is no address")
        self.is_unicode = not self.spec.isascii()


def message_of(
    letter: Letter,
    *,
    to: Recipient,
    sender: str,
    club: str,
    message_id: str,
    at: datetime,
    unsubscribe: str | None = None,
) -> EmailMessage:
    """Return the message. `unsubscribe` is an address that one POST of a mail program acts on (RFC 8058)."""
    message = EmailMessage(policy=_UNICODE if to.is_unicode else _PLAIN)
    message["From"] = Address(display_name=plain_line(club), addr_spec=sender)
    message["To"] = to.spec
    message["Subject"] = plain_line(letter.subject)
    message["Date"] = at
    message["Message-ID"] = f"<{message_id}@{sender.rpartition('@')[2]}>"
    message["Content-Language"] = letter.locale
    # RFC 3834: no holiday notes in answer. The second is what Exchange listens to instead.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    return message
