"""Accounts elsewhere that people come in with. Whose it is, (issuer, subject) says, and nothing else does: no address, no name."""

from exibidos.platform.db.migrate import script

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    script("""
    CREATE TABLE identities (
        id            uuid PRIMARY KEY,
        created_by_id uuid NOT NULL REFERENCES members ON DELETE CASCADE,
        issuer        text NOT NULL CHECK (length(issuer) <= 500),
        subject       text NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
        shown         text NOT NULL CHECK (length(shown) <= 254),
        last_used_at  timestamptz,
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now(),
        UNIQUE (issuer, subject)
    );
    COMMENT ON COLUMN identities.shown IS 'How the person knows this account of theirs: an address or a name there. It decides nothing.';
    CREATE INDEX identities_by_member ON identities (created_by_id, id);
    CREATE TRIGGER identities_touch BEFORE UPDATE ON identities FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

    ALTER TABLE joinings
        ADD COLUMN issuer text CHECK (length(issuer) <= 500),
        ADD COLUMN subject text CHECK (length(subject) BETWEEN 1 AND 255),
        ADD COLUMN shown text CHECK (length(shown) <= 254),
        ADD CONSTRAINT joinings_identity_whole CHECK ((issuer IS NULL) = (subject IS NULL) AND (issuer IS NULL) = (shown IS NULL));
    CREATE INDEX joinings_by_identity ON joinings (issuer, subject) WHERE issuer IS NOT NULL;
    COMMENT ON COLUMN joinings.issuer IS 'With subject and shown: who was vouched for; theirs once they are a member.';
    """)
