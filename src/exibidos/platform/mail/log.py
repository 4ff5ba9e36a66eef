"""Which letters left, and which wait in the outbox? The table `letters`: what was sent never with its words or its address."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

import msgspec

from exibidos.platform.db import Database, ReadTx
from exibidos.platform.mail.letter import Letter

OUTBOX_PAGE: Final = 100


class LetterState(StrEnum):
    """`sent` was taken by the server, `refused` never will be, `kept` lies in the outbox of a club without a server."""

    SENT = "sent"
    REFUSED = "refused"
    KEPT = "kept"


class LetterLine(msgspec.Struct, frozen=True, kw_only=True):
    """A letter in the outbox' list."""

    id: UUID
    created_at: datetime
    name: str
    locale: str
    recipient: str
    subject: str


class KeptLetter(LetterLine, frozen=True, kw_only=True):
    """A letter in the outbox, as it would have left."""

    text: str
    html: str


class _Id(msgspec.Struct, frozen=True):
    id: UUID


async def was_sent(database: Database, letter_id: UUID) -> bool:
    """Say whether an earlier attempt got it through: what failed afterwards shall not send it twice."""
    async with database.read() as tx:
        return bool(await tx.value(bool, "SELECT state = 'sent' FROM letters WHERE id = $1", letter_id))


async def note(
    database: Database, letter_id: UUID, letter: Letter, recipient: str, state: LetterState, reason: str = ""
) -> None:
    """Write down how a letter ended; `recipient` is a MAC of the address, from which nobody gets it back."""
    await database.statement(_Id, _NOTE, letter_id, letter.name, letter.locale, recipient, state, reason)


async def keep(database: Database, letter_id: UUID, letter: Letter, recipient: str) -> None:
    """Put a letter into the outbox; the same job's again replaces it."""
    await database.statement(
        _Id, _KEEP, letter_id, letter.name, letter.locale, recipient, letter.subject, letter.text, letter.html
    )


async def list_kept(tx: ReadTx) -> Sequence[LetterLine]:
    """Return the newest letters of the outbox."""
    return await tx.rows(LetterLine, _LIST, OUTBOX_PAGE)


async def get_kept(tx: ReadTx, letter_id: UUID) -> KeptLetter | None:
    return await tx.row(
        KeptLetter,
        "SELECT id, created_at, name, locale, recipient, subject, text, html FROM letters WHERE id = $1 AND state = 'kept'",
        letter_id,
    )


_NOTE = """
INSERT INTO letters AS l (id, name, locale, recipient, state, reason) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (id) DO UPDATE SET state = EXCLUDED.state, reason = EXCLUDED.reason
RETURNING id
"""
_KEEP = """
INSERT INTO letters AS l (id, name, locale, recipient, state, subject, text, html) VALUES ($1, $2, $3, $4, 'kept', $5, $6, $7)
ON CONFLICT (id) DO UPDATE SET subject = EXCLUDED.subject, text = EXCLUDED.text, html = EXCLUDED.html
RETURNING id
"""
_LIST = """
SELECT id, created_at, name, locale, recipient, subject FROM letters WHERE state = 'kept'
ORDER BY created_at DESC, id DESC LIMIT $1
"""
