"""Codes from an app as a second factor, and the recovery codes for the day when the app is gone."""

from exibidos.platform.db.migrate import script

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    script("""
    CREATE TABLE authenticators (
        created_by_id uuid PRIMARY KEY REFERENCES members ON DELETE CASCADE,
        secret        bytea NOT NULL,
        last_step     bigint NOT NULL,
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON COLUMN authenticators.secret IS 'Sealed with a key that follows from SESSION_SECRET.';
    COMMENT ON COLUMN authenticators.last_step IS 'The half minute of the last code that was taken: none of it or before is taken again.';
    CREATE TRIGGER authenticators_touch BEFORE UPDATE ON authenticators FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

    CREATE TABLE recovery_codes (
        created_by_id uuid NOT NULL REFERENCES authenticators ON DELETE CASCADE,
        hash          bytea NOT NULL CHECK (length(hash) = 32),
        used_at       timestamptz,
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (created_by_id, hash)
    );
    CREATE TRIGGER recovery_codes_touch BEFORE UPDATE ON recovery_codes FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
    """)
