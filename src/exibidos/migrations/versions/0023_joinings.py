"""Joinings: who wants to be a member and is none yet; invitations by which they may; and in which way somebody agreed."""

from exibidos.platform.db.migrate import script

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    script("""
    CREATE TABLE invitations (
        id            uuid PRIMARY KEY,
        code          text NOT NULL UNIQUE CHECK (code ~ '^[0-9a-z]{12}$'),
        note          text NOT NULL DEFAULT '' CHECK (length(note) <= 60),
        uses          integer NOT NULL CHECK (uses BETWEEN 1 AND 1000),
        used          integer NOT NULL DEFAULT 0 CHECK (used BETWEEN 0 AND uses),
        expires_at    timestamptz NOT NULL,
        revoked_at    timestamptz,
        created_by_id uuid NOT NULL REFERENCES members ON DELETE CASCADE,
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX invitations_by_maker ON invitations (created_by_id);
    CREATE TRIGGER invitations_touch BEFORE UPDATE ON invitations FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

    CREATE TABLE joinings (
        id              uuid PRIMARY KEY,
        email           text NOT NULL CHECK (length(email) <= 254),
        email_canonical text NOT NULL,
        password_hash   text,
        slug            text NOT NULL CHECK (slug ~ '^[a-z0-9][a-z0-9_-]{1,28}[a-z0-9]$'),
        display_name    text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 60),
        bio             text NOT NULL DEFAULT '' CHECK (length(bio) <= 500),
        of_age          boolean NOT NULL,
        terms_version   text NOT NULL,
        consents        text[] NOT NULL DEFAULT '{}',
        locale          text NOT NULL DEFAULT '',
        answer          text NOT NULL DEFAULT '' CHECK (length(answer) <= 2000),
        said            text NOT NULL DEFAULT '' CHECK (length(said) <= 2000),
        invitation_id   uuid REFERENCES invitations ON DELETE SET NULL,
        next            text NOT NULL DEFAULT '/' CHECK (length(next) <= 500),
        state           text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'waiting', 'asked', 'approved', 'refused')),
        confirmed_at    timestamptz,
        decided_at      timestamptz,
        decided_by_id   uuid REFERENCES members ON DELETE SET NULL,
        created_at      timestamptz NOT NULL DEFAULT now(),
        updated_at      timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON TABLE joinings IS 'Wishes. Neither address nor slug is unique: only a member holds them.';
    CREATE INDEX joinings_by_email ON joinings (email_canonical, id);
    CREATE INDEX joinings_waiting ON joinings (confirmed_at, id) WHERE state IN ('waiting', 'asked');
    CREATE INDEX joinings_by_change ON joinings (updated_at);
    CREATE TRIGGER joinings_touch BEFORE UPDATE ON joinings FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

    ALTER TABLE consents ADD COLUMN how text NOT NULL DEFAULT 'settings' CHECK (how IN ('joining', 'settings'));
    """)
