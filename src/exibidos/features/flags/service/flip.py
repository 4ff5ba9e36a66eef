"""How is a flag flipped, and who flipped it before? Each flip is audited by the database itself, and every process hears a bell."""

from uuid import UUID

from exibidos.features.flags import policy, store
from exibidos.features.flags.model import Audience, Flip
from exibidos.features.flags.service.follow import TOPIC
from exibidos.platform.db import ReadTx, Tx


async def set_flag(
    tx: Tx,
    name: str,
    *,
    enabled: bool,
    percentage: int | None = None,
    audience: Audience | None = None,
    by: UUID | None = None,
) -> None:
    """Set a declared flag in the database; share and audience stay as they are when not given, so a killed flag comes back as it was.

    `by` is the subject key of who flips, None the host. Raises NotFound for a flag that nobody declared, Invalid for a share that is none.
    """
    policy.check_percentage(percentage)
    await store.name_actor(tx, by)
    await store.put(tx, policy.get_flag(name).name, enabled=enabled, percentage=percentage, audience=audience)
    tx.ring(TOPIC)


async def clear_flag(tx: Tx, name: str, *, by: UUID | None = None) -> None:
    """Let the default of a declared flag hold again."""
    await store.name_actor(tx, by)
    await store.delete(tx, policy.get_flag(name).name)
    tx.ring(TOPIC)


async def list_flips(tx: ReadTx, name: str, *, limit: int = 50) -> list[Flip]:
    """Return the latest flips of a flag, newest first."""
    return await store.list_flips(tx, name, limit)
