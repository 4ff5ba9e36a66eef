"""How is something noted about somebody? Under their subject key, for good."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from exibidos.features.tracking import store
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Tx


async def note(tx: Tx, what: str, subject: UUID, object_id: UUID, details: Mapping[str, Any] | None = None) -> None:
    """Append what happened (`image.published`). Whoever calls has asked accounts for consent; details hold nothing personal."""
    await store.insert(tx, new_id(), what, subject, str(object_id), details or {})
