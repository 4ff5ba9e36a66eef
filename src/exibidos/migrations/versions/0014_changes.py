"""The wall in the order of change, for programs that keep a copy."""

from exibidos.platform.db.migrate import script

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    script("""
    CREATE INDEX images_changes ON images (updated_at, id)
        WHERE state = 'published' AND visibility = 'public' AND moderation = 'clear' AND deleted_at IS NULL;
    """)
