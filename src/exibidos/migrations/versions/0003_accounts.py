"""Members: who is here. Sessions live in Valkey, not here."""

from exibidos.platform.db.migrate import script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    script("""
    CREATE TABLE members (
        id              uuid PRIMARY KEY,
        email           text NOT NULL CHECK (length(email) <= 254),
        email_canonical text NOT NULL UNIQUE,
        password_hash   text,
        slug            text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9_-]{1,28}[a-z0-9]$'),
        display_name    text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 60),
        bio             text NOT NULL DEFAULT '' CHECK (length(bio) <= 500),
        role            text NOT NULL DEFAULT 'member' CHECK (role IN ('member', 'moderator', 'admin')),
        sensitive       text NOT NULL DEFAULT 'blur' CHECK (sensitive IN ('hide', 'blur', 'show')),
        of_age          boolean NOT NULL,
        terms_version   text NOT NULL,
        verified_at     timestamptz,
        suspended_at    timestamptz,
        created_by_id   uuid REFERENCES members,
        created_at      timestamptz NOT NULL DEFAULT now(),
        updated_at      timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON COLUMN members.created_by_id IS 'Whoever made the account for them; NULL when they joined by themselves.';
    CREATE TRIGGER members_touch BEFORE UPDATE ON members FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
    """)
