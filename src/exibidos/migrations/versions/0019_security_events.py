"""What happened to an account lately, for its owner; and links in the language of who asked, one of them to keep an address."""

from exibidos.platform.db.migrate import script

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    script("""
    ALTER TABLE mail_links
        ADD COLUMN locale text CHECK (length(locale) <= 20),
        DROP CONSTRAINT mail_links_purpose_check,
        ADD CONSTRAINT mail_links_purpose_check CHECK (purpose IN ('join', 'reset', 'sign_in', 'email', 'keep'));
    COMMENT ON COLUMN mail_links.locale IS 'The language of who asked; NULL is the club''s.';
    CREATE INDEX mail_links_by_email ON mail_links (email) WHERE used_at IS NULL;

    CREATE TABLE security_events (
        id         uuid PRIMARY KEY,
        member_id  uuid REFERENCES members ON DELETE CASCADE,
        kind       text NOT NULL CHECK (kind ~ '^[a-z_]{1,40}$'),
        count      integer NOT NULL DEFAULT 1 CHECK (count > 0),
        hour       timestamptz CHECK (extract(epoch FROM hour)::bigint % 3600 = 0),
        device     text NOT NULL CHECK (length(device) <= 200),
        network    text NOT NULL CHECK (length(network) <= 80),
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON COLUMN security_events.member_id IS
        'NULL where nobody has the address that was tried: it costs the same write, so time does not tell who is a member.';
    COMMENT ON COLUMN security_events.hour IS 'Of what is counted by the hour, such as failed sign-ins; else NULL.';
    COMMENT ON COLUMN security_events.network IS 'Key id and MAC of the address: it can be compared with the present one, not read.';
    CREATE UNIQUE INDEX security_events_hourly ON security_events (member_id, kind, hour) NULLS NOT DISTINCT WHERE hour IS NOT NULL;
    CREATE INDEX security_events_by_member ON security_events (member_id, id DESC);
    CREATE INDEX security_events_by_age ON security_events (updated_at);
    CREATE TRIGGER security_events_touch BEFORE UPDATE ON security_events FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
    """)
