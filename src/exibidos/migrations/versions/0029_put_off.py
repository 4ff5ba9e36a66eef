"""Since when somebody who must do their part in a job has been saying "later"."""

from exibidos.platform.db.migrate import script

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    script("""
    ALTER TABLE jobs ADD COLUMN put_off_at timestamptz;
    COMMENT ON COLUMN jobs.put_off_at IS 'Since when it is put off by somebody who answers; they are asked ever less often, for a day.';
    """)
