"""Ballots, one per member and photo, and the tallies that are written with them."""

from exibidos.platform.db.migrate import script

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    script("""
    CREATE TABLE ballots (
        image_id      uuid NOT NULL REFERENCES images ON DELETE CASCADE,
        created_by_id uuid NOT NULL REFERENCES members,
        choice        text NOT NULL CHECK (choice IN ('for', 'against')),
        previous      text CHECK (previous IN ('for', 'against')),
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (image_id, created_by_id)
    );
    COMMENT ON COLUMN ballots.previous IS 'What it said before its last change, which takes this out of the tally.';
    CREATE INDEX ballots_by_member ON ballots (created_by_id, updated_at DESC);
    CREATE TRIGGER ballots_touch BEFORE UPDATE ON ballots FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

    CREATE TABLE tallies (
        image_id      uuid PRIMARY KEY REFERENCES images ON DELETE CASCADE,
        votes_for     bigint NOT NULL DEFAULT 0 CHECK (votes_for >= 0),
        votes_against bigint NOT NULL DEFAULT 0 CHECK (votes_against >= 0),
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now()
    ) WITH (fillfactor = 70);  -- changed with every vote: room on the page keeps those updates off the index
    CREATE TRIGGER tallies_touch BEFORE UPDATE ON tallies FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
    """)
