"""How do we speak with PostgreSQL? Transactions and pools.

`exibidos.platform.db.migrate` stands beside this door, not in it: it brings Alembic and SQLAlchemy, half a second that only migrating owes.
"""

from exibidos.platform.db.database import Database, Step, open_database
from exibidos.platform.db.revision import needed_revision, present_revision
from exibidos.platform.db.tx import ReadTx, Tx

__all__ = ["Database", "ReadTx", "Step", "Tx", "needed_revision", "open_database", "present_revision"]
