"""Links that were mailed: each for one purpose, once, for an hour. The row holds no secret; the mail's token is a MAC of its id."""

from exibidos.platform.db.migrate import script

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    script("""
    CREATE TABLE mail_links (
        id         uuid PRIMARY KEY,
        purpose    text NOT NULL CHECK (purpose IN ('join', 'reset', 'sign_in', 'email')),
        email      text NOT NULL CHECK (length(email) <= 254),
        member_id  uuid REFERENCES members ON DELETE CASCADE,
        about      uuid,
        expires_at timestamptz NOT NULL,
        used_at    timestamptz,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON COLUMN mail_links.about IS 'What else the purpose needs: the id of a joining, of a change of address.';
    CREATE INDEX mail_links_open ON mail_links (member_id, purpose) WHERE used_at IS NULL;
    CREATE INDEX mail_links_end ON mail_links (expires_at);
    CREATE TRIGGER mail_links_touch BEFORE UPDATE ON mail_links FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
    """)
