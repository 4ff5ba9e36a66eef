"""How are the jobs of audit done? The database does them; the application may only ask."""

from exibidos.features.audit import store
from exibidos.features.audit.events import KeepAudit
from exibidos.platform.jobs import Attempt


async def keep_audit(_job: KeepAudit, attempt: Attempt) -> None:
    """Turn the months over."""
    async with attempt.write() as tx:
        await store.keep(tx)
