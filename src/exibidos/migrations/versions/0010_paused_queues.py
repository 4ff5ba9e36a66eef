"""Queues that a host holds: workers take nothing from them until they are resumed."""

from exibidos.platform.db.migrate import script

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    script("""
    CREATE TABLE paused_queues (
        queue      text PRIMARY KEY,
        created_at timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON TABLE paused_queues IS 'Jobs of these queues wait in the ledger. Who paused them stands in the audit log.';
    """)
