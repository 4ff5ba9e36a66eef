"""How do we speak with PostgreSQL? Transactions, pools, migrations."""

from exibidos.platform.db.database import Database, Step, open_database
from exibidos.platform.db.migrate import script, upgrade
from exibidos.platform.db.tx import ReadTx, Tx

__all__ = ["Database", "ReadTx", "Step", "Tx", "open_database", "script", "upgrade"]
