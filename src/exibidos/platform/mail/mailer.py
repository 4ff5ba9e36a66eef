"""How is a letter sent? Written, handed to the server or kept in the outbox, and noted. For the work beat of a job, in no transaction.

At least once: between a server's yes and our note of it a process can die, and then the letter leaves again, under the same Message-ID,
by which mail programs know it as the same.
"""

import base64
from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import UUID

from exibidos.kernel.clock import now
from exibidos.kernel.ids import new_id
from exibidos.kernel.signing import Signer
from exibidos.platform.db import Database
from exibidos.platform.mail import log
from exibidos.platform.mail.carrier import Carrier, Refused, read_server
from exibidos.platform.mail.envelope import Recipient, message_of
from exibidos.platform.mail.letter import Facts, Letters
from exibidos.platform.settings import Settings
from exibidos.platform.text import Catalogue


class Mailer:
    """Sends letters through SMTP_URL; without one it keeps them, whole, for the page of the outbox (production refuses to be without)."""

    def __init__(
        self,
        settings: Settings,
        catalogue: Catalogue,
        database: Database,
        signer: Signer,
        *,
        carrier: Carrier | None = None,
    ) -> None:
        host = urlsplit(settings.app.url).hostname or "localhost"
        self._letters = Letters(catalogue, club=settings.app.name, url=settings.app.url)
        self._database = database
        self._signer = signer
        self._club = settings.app.name
        self._sender = settings.smtp.sender or f"club@{host}"
        self._carrier = carrier
        if carrier is None and settings.smtp.url:
            self._carrier = Carrier(read_server(settings.smtp.url), own_name=host)

    async def send(
        self,
        name: str,
        *,
        to: str,
        locale: str,
        values: Mapping[str, str | int],
        facts: Facts = (),
        unsubscribe: str | None = None,
        job_id: UUID | None = None,
    ) -> None:
        """Send the letter `mail.<name>` of the catalogue (letter.py says of what it is made).

        `job_id`, an attempt's, makes a retry the same letter: it is not sent again once the server has taken it, and carries the same
        Message-ID if that is not known. Raises Away when the server is away and Deferred when it wants to be asked later, so that
        the job waits and comes back, and Refused, which ends the job, when it says never.
        """
        letter = self._letters.write(name, locale, values, facts=facts, unsubscribe=unsubscribe)
        line = " ".join(to.split())  # what is signed has no line breaks; an address that had some is refused below
        letter_id = self._id_of(job_id, name, line)
        if self._carrier is None:
            await log.keep(self._database, letter_id, letter, to)
            return
        if job_id is not None and await log.was_sent(self._database, letter_id):
            return
        recipient = ".".join(self._signer.sign("letter-to", line))
        try:
            address = _address(to)
            message = message_of(
                letter,
                to=address,
                sender=self._sender,
                club=self._club,
                message_id=letter_id.hex,
                at=now(),
                unsubscribe=unsubscribe,
            )
            await self._carrier.hand_over(bytes(message), sender=self._sender, to=address.spec)
        except Refused as refused:
            await log.note(self._database, letter_id, letter, recipient, log.LetterState.REFUSED, str(refused))
            raise
        await log.note(self._database, letter_id, letter, recipient, log.LetterState.SENT)

    def _id_of(self, job_id: UUID | None, name: str, to: str) -> UUID:
        """Return the letter's id: of a job's letter always the same. A MAC, since the address is in it and ids are read by hosts."""
        if job_id is None:
            return new_id()
        _, tag = self._signer.sign("letter", str(job_id), name, to)
        return UUID(bytes=base64.urlsafe_b64decode(tag + "=="))


def _address(to: str) -> Recipient:
    try:
        return Recipient(to)
    except ValueError as error:
        raise Refused(str(error)) from error
