"""How does work happen later, once, whatever dies in between? A ledger in Postgres, a bell in Redis, handlers in three beats."""

from exibidos.platform.jobs.ledger import Ledger, LostLease

__all__ = ["Ledger", "LostLease"]
