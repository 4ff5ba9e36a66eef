"""Is this too much, too soon? Counters in Valkey, one fixed window each."""

from datetime import timedelta

from exibidos.kernel.errors import Limited
from exibidos.platform.cache import Cache


class Limits:
    """Counts what people do and says when it is enough. `enforced` is false only in development (production refuses that)."""

    def __init__(self, cache: Cache, *, enforced: bool) -> None:
        self._cache = cache
        self._enforced = enforced

    async def spend(self, what: str, who: str, *, at_most: int, window: timedelta) -> None:
        """Count one act of `who`; raises Limited(`<what>_limited`) with the seconds to wait once the window is full."""
        key = f"limit:{what}:{who}"
        if await self._cache.count(key, window) > at_most and self._enforced:
            raise Limited(f"{what}_limited", retry_after=max(1, await self._cache.remaining(key)))
