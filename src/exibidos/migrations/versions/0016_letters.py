"""Letters that the club sent: what was sent without words and addresses; with them what waits in a development club's outbox."""

from exibidos.platform.db.migrate import script

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    script("""
    CREATE TABLE letters (
        id         uuid PRIMARY KEY,
        name       text NOT NULL CHECK (name ~ '^[a-z_]{1,40}$'),
        locale     text NOT NULL CHECK (length(locale) <= 20),
        recipient  text NOT NULL CHECK (length(recipient) <= 320),
        state      text NOT NULL CHECK (state IN ('sent', 'refused', 'kept')),
        reason     text NOT NULL DEFAULT '' CHECK (length(reason) <= 300),
        subject    text,
        text       text,
        html       text,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        -- Nobody's mail is kept once it is sent.
        CHECK ((state = 'kept') = (num_nulls(subject, text, html) = 0)),
        CHECK (state = 'kept' OR (num_nonnulls(subject, text, html) = 0 AND recipient !~ '@'))
    );
    COMMENT ON COLUMN letters.recipient IS 'A MAC of the address under the key of SESSION_SECRET; the address itself in the outbox only.';
    CREATE INDEX letters_by_time ON letters (created_at, id);
    CREATE TRIGGER letters_touch BEFORE UPDATE ON letters FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
    """)
