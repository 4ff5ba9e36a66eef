"""The cards that other sites show of photos: where they are, and the words that stand on them."""

from exibidos.platform.db.migrate import script

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    script("""
    CREATE TABLE image_cards (
        image_id   uuid PRIMARY KEY REFERENCES images ON DELETE CASCADE,
        title      text NOT NULL,
        name       text NOT NULL,
        slug       text NOT NULL,
        club       text NOT NULL,
        key        text NOT NULL UNIQUE,
        size       integer NOT NULL CHECK (size > 0),
        sha256     bytea NOT NULL CHECK (length(sha256) = 32),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON COLUMN image_cards.title IS 'This and the next three as they were drawn: where one has changed, a new card is due.';
    CREATE TRIGGER image_cards_touch BEFORE UPDATE ON image_cards FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
    """)
