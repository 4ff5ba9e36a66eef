"""Which SQL writes the event log?"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from exibidos.platform.db import Tx


async def insert(tx: Tx, note_id: UUID, what: str, subject: UUID, object_id: str, details: Mapping[str, Any]) -> None:
    await tx.execute(
        "INSERT INTO logs.tracking (id, what, subject, object_id, details) VALUES ($1, $2, $3, $4, $5)",
        note_id,
        what,
        subject,
        object_id,
        details,
    )


async def keep(tx: Tx) -> None:
    """Make the months to come and drop those that are too old."""
    await tx.execute("SELECT logs.keep_tracking()")
