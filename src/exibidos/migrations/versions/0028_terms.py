"""On which terms authors show their photos: licence, watermark, camera data, comments, rankings; and what they said the last time."""

from exibidos.platform.db.migrate import script

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    script("""
    ALTER TABLE images
        ADD COLUMN licence text NOT NULL DEFAULT 'all-rights-reserved' CHECK (licence IN (
            'all-rights-reserved', 'cc-by-4.0', 'cc-by-sa-4.0', 'cc-by-nd-4.0', 'cc-by-nc-4.0', 'cc-by-nc-sa-4.0',
            'cc-by-nc-nd-4.0', 'cc0-1.0'
        )),
        ADD COLUMN watermark text NOT NULL DEFAULT 'bottom_right'
            CHECK (watermark IN ('bottom_right', 'bottom_left', 'top_right', 'top_left', 'none')),
        ADD COLUMN camera boolean NOT NULL DEFAULT false,
        ADD COLUMN comments boolean NOT NULL DEFAULT true,
        ADD COLUMN ranked boolean NOT NULL DEFAULT true;
    COMMENT ON COLUMN images.camera IS 'Its author wants shown how it was taken; without it image_cameras has no row.';
    CREATE INDEX images_trash ON images (created_by_id, deleted_at DESC, id DESC) WHERE deleted_at IS NOT NULL;

    CREATE TABLE image_cameras (
        image_id     uuid PRIMARY KEY REFERENCES images ON DELETE CASCADE,
        name         text NOT NULL CHECK (length(name) <= 161),
        lens         text NOT NULL CHECK (length(lens) <= 161),
        focal_length double precision,
        aperture     double precision,
        shutter      double precision,
        iso          integer,
        taken_on     date,
        created_at   timestamptz NOT NULL DEFAULT now(),
        updated_at   timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON TABLE image_cameras IS 'Never place, serial numbers or names: they are not read.';
    CREATE TRIGGER image_cameras_touch BEFORE UPDATE ON image_cameras FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

    CREATE TABLE upload_habits (
        created_by_id uuid PRIMARY KEY REFERENCES members ON DELETE CASCADE,
        licence       text,
        watermark     text,
        camera        boolean,
        comments      boolean,
        ranked        boolean,
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON TABLE upload_habits IS 'What an author said the last time, NULL if never asked: the next upload begins with it.';
    CREATE TRIGGER upload_habits_touch BEFORE UPDATE ON upload_habits FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
    """)
