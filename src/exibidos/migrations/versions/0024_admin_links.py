"""Links that make an admin: printed at the host's console, never mailed."""

from exibidos.platform.db.migrate import script

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    script("""
    ALTER TABLE mail_links
        DROP CONSTRAINT mail_links_purpose_check,
        ADD CONSTRAINT mail_links_purpose_check CHECK (purpose IN ('join', 'reset', 'sign_in', 'email', 'keep', 'admin'));
    """)
