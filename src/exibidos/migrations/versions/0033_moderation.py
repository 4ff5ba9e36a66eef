"""Cases that moderators decide, the reports that open them, and what was decided."""

from exibidos.platform.db.migrate import script

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    script("""
    CREATE TABLE cases (
        id           uuid PRIMARY KEY,
        image_id     uuid NOT NULL REFERENCES images ON DELETE CASCADE,
        urgent       boolean NOT NULL DEFAULT false,
        alike_to     uuid[] NOT NULL DEFAULT '{}',
        claim        text NOT NULL DEFAULT '' CHECK (length(claim) <= 2000),
        due_at       timestamptz NOT NULL,
        escalated_at timestamptz,
        closed_at    timestamptz,
        created_at   timestamptz NOT NULL DEFAULT now(),
        updated_at   timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON COLUMN cases.alike_to IS 'Photos that hang and look like it; claim is why its author says that it is theirs.';
    -- However many report one photo, it is one case.
    CREATE UNIQUE INDEX cases_open ON cases (image_id) WHERE closed_at IS NULL;
    CREATE INDEX cases_queue ON cases (urgent DESC, created_at, id) WHERE closed_at IS NULL;
    CREATE INDEX cases_by_image ON cases (image_id, created_at DESC);
    CREATE TRIGGER cases_touch BEFORE UPDATE ON cases FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

    CREATE TABLE reports (
        id            uuid PRIMARY KEY,
        case_id       uuid NOT NULL REFERENCES cases ON DELETE CASCADE,
        kind          text NOT NULL CHECK (kind ~ '^[a-z_]{1,40}$'),
        words         text NOT NULL DEFAULT '' CHECK (length(words) <= 2000),
        email         text CHECK (length(email) <= 254),
        locale        text NOT NULL DEFAULT '',
        created_by_id uuid REFERENCES members ON DELETE SET NULL,
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now(),
        UNIQUE (case_id, created_by_id)
    );
    COMMENT ON COLUMN reports.email IS 'Where somebody without an account wants to hear what came of it.';
    CREATE INDEX reports_by_member ON reports (created_by_id, created_at DESC);
    CREATE TRIGGER reports_touch BEFORE UPDATE ON reports FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

    CREATE TABLE decisions (
        id                uuid PRIMARY KEY,
        case_id           uuid NOT NULL REFERENCES cases ON DELETE CASCADE,
        action            text NOT NULL CHECK (action IN ('approve', 'dismiss', 'hide', 'hold', 'restore', 'remove')),
        rule              text NOT NULL DEFAULT '' CHECK (rule ~ '^[a-z_]{0,40}$'),
        note              text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
        statement         text NOT NULL DEFAULT '' CHECK (length(statement) <= 2000),
        banned            boolean NOT NULL DEFAULT false,
        state_before      text NOT NULL,
        moderation_before text NOT NULL,
        undone_at         timestamptz,
        undone_by_id      uuid REFERENCES members ON DELETE SET NULL,
        created_by_id     uuid REFERENCES members ON DELETE SET NULL,
        created_at        timestamptz NOT NULL DEFAULT now(),
        updated_at        timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX decisions_by_case ON decisions (case_id, created_at DESC);
    CREATE INDEX decisions_latest ON decisions (created_at DESC);
    CREATE TRIGGER decisions_touch BEFORE UPDATE ON decisions FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
    """)
