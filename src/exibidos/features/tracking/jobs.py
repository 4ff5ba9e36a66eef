"""How are the jobs of tracking done? The database does them; the application may only ask."""

from exibidos.features.tracking import store
from exibidos.features.tracking.events import KeepTracking
from exibidos.platform.jobs import Attempt


async def keep_tracking(_job: KeepTracking, attempt: Attempt) -> None:
    """Turn the months over."""
    async with attempt.write() as tx:
        await store.keep(tx)
