"""What was answered to requests that may be sent again (Idempotency-Key), for a day."""

from exibidos.platform.db.migrate import script

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    script("""
    CREATE TABLE kept_answers (
        id            bytea PRIMARY KEY CHECK (length(id) = 32),
        created_by_id uuid REFERENCES members ON DELETE CASCADE,
        proof         text NOT NULL,
        answer        bytea NOT NULL,
        created_at    timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON COLUMN kept_answers.id IS 'sha256 of who asked for what under which key';
    COMMENT ON COLUMN kept_answers.proof IS 'key id and signature of the body''s digest: another body under the same key is refused';
    CREATE INDEX kept_answers_by_age ON kept_answers (created_at);
    CREATE INDEX kept_answers_by_member ON kept_answers (created_by_id);
    """)
