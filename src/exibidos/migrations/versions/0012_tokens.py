"""Personal tokens: what members let their programs do. Only a digest of each is kept."""

from exibidos.platform.db.migrate import script

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    script("""
    CREATE TABLE personal_tokens (
        id            uuid PRIMARY KEY,
        created_by_id uuid NOT NULL REFERENCES members ON DELETE CASCADE,
        name          text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
        hash          bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
        scopes        text[] NOT NULL CHECK (cardinality(scopes) BETWEEN 1 AND 32),
        expires_at    timestamptz NOT NULL,
        last_used_at  timestamptz,
        revoked_at    timestamptz,
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now(),
        -- a year and a leap day, and a day more for a clock that differs from ours
        CHECK (expires_at <= created_at + interval '367 days')
    );
    COMMENT ON COLUMN personal_tokens.hash IS 'SHA-256 of the whole token, whose secret is 256 random bits: nothing to guess, so no salt.';
    COMMENT ON COLUMN personal_tokens.last_used_at IS 'To within some minutes: not every request is worth a write.';
    CREATE UNIQUE INDEX personal_tokens_by_name ON personal_tokens (created_by_id, lower(name)) WHERE revoked_at IS NULL;
    CREATE INDEX personal_tokens_by_member ON personal_tokens (created_by_id, id DESC);
    CREATE TRIGGER personal_tokens_touch BEFORE UPDATE ON personal_tokens FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
    """)
