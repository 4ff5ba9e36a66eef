"""Under which key do the logs know a person?"""

from uuid import UUID

from exibidos.features.accounts.store import subjects as store
from exibidos.platform.db import ReadTx


async def find_subject(tx: ReadTx, member_id: UUID) -> UUID | None:
    """Return the random key that stands for a member in the logs; None once they are erased. Never show it to anybody."""
    return await store.find(tx, member_id)
