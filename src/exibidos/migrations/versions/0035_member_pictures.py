"""What members show of themselves: a face, a cover, each in two sizes."""

from exibidos.platform.db.migrate import script

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    script("""
    ALTER TABLE uploads ADD COLUMN forget_at timestamptz;
    COMMENT ON COLUMN uploads.forget_at IS 'Of an upload that became no photo: when its row and whatever is left of its bytes go.';
    CREATE INDEX uploads_forgettable ON uploads (forget_at) WHERE forget_at IS NOT NULL;

    CREATE TABLE member_pictures (
        id            uuid PRIMARY KEY,
        created_by_id uuid NOT NULL REFERENCES members ON DELETE CASCADE,
        kind          text NOT NULL CHECK (kind IN ('avatar', 'cover')),
        -- The upload is forgotten after a week; what was made of it stays.
        upload_id     uuid UNIQUE REFERENCES uploads ON DELETE SET NULL,
        folder        text NOT NULL UNIQUE,
        state         text NOT NULL DEFAULT 'processing' CHECK (state IN ('processing', 'shown', 'rejected', 'failed')),
        reason        text,
        width         integer,
        height        integer,
        color         text,
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now(),
        CHECK (state <> 'shown' OR (width > 0 AND height > 0 AND color IS NOT NULL))
    );
    COMMENT ON TABLE member_pictures IS 'Of each kind one is shown, and one may be on its way to take its place.';
    CREATE UNIQUE INDEX member_pictures_shown ON member_pictures (created_by_id, kind) WHERE state = 'shown';
    CREATE UNIQUE INDEX member_pictures_waiting ON member_pictures (created_by_id, kind) WHERE state <> 'shown';
    CREATE TRIGGER member_pictures_touch BEFORE UPDATE ON member_pictures FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

    CREATE TABLE member_picture_variants (
        picture_id   uuid NOT NULL REFERENCES member_pictures ON DELETE CASCADE,
        name         text NOT NULL CHECK (name IN ('small', 'large')),
        key          text NOT NULL UNIQUE,
        content_type text NOT NULL,
        width        integer NOT NULL,
        height       integer NOT NULL,
        size         bigint NOT NULL,
        sha256       bytea NOT NULL,
        created_at   timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (picture_id, name)
    );
    """)
