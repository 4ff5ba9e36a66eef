"""Is this too much, too soon? Counters in Valkey, one fixed window each, and what they stood at when somebody spent."""

from contextvars import ContextVar
from datetime import timedelta

import msgspec

from exibidos.kernel.errors import Limited
from exibidos.platform.cache import Cache


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """How one limit stands after an act: `left` of `quota` for `seconds` more; the whole window has `window` seconds."""

    name: str
    quota: int
    window: int
    left: int
    seconds: int


_spent: ContextVar[list[Allowance]] = ContextVar("spent")


class Limits:
    """Counts what people do and says when it is enough. `enforced` is false only in development (production refuses that)."""

    def __init__(self, cache: Cache, *, enforced: bool) -> None:
        self._cache = cache
        self._enforced = enforced

    async def spend(self, what: str, who: str, *, at_most: int, window: timedelta, told: bool = True) -> None:
        """Count one act of `who`; raises Limited(`<what>_limited`) with the seconds to wait once the window is full.

        `told` lets the answer say how much is left, which is right unless others spend from the same.
        """
        counted, seconds = await self._cache.count(f"limit:{what}:{who}", window)
        allowance = Allowance(
            name=what,
            quota=at_most,
            window=int(window.total_seconds()),
            left=max(0, at_most - counted),
            seconds=seconds,
        )
        noted = _spent.get(None)
        if noted is not None and told:
            noted.append(allowance)
        if counted > at_most and self._enforced:
            raise Limited(f"{what}_limited", retry_after=seconds)


def begin_spending() -> list[Allowance]:
    """Return a list that this task's further acts are noted in: what an answer then says about its limits."""
    noted: list[Allowance] = []
    _spent.set(noted)
    return noted
