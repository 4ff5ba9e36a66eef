"""Where people stand: new, member, trusted. Whoever is here already is a member."""

from exibidos.platform.db.migrate import script

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    script("""
    ALTER TABLE members ADD COLUMN standing text NOT NULL DEFAULT 'member' CHECK (standing IN ('new', 'member', 'trusted'));
    ALTER TABLE members ALTER COLUMN standing SET DEFAULT 'new';
    """)
