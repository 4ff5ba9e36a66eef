"""How often pictures left the house: one row for each photo, day, kind of viewer, reason and variant."""

from exibidos.platform.db.migrate import script

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    script("""
    CREATE TABLE deliveries (
        image_id   uuid NOT NULL REFERENCES images ON DELETE CASCADE,
        day        date NOT NULL,
        viewer     text NOT NULL CHECK (viewer ~ '^[a-z_]{1,40}$'),
        reason     text NOT NULL CHECK (reason ~ '^[a-z_]{1,40}$'),
        variant    text NOT NULL CHECK (variant ~ '^[a-z_]{1,40}$'),
        count      bigint NOT NULL CHECK (count > 0),
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        PRIMARY KEY (image_id, day, viewer, reason, variant),
        -- Nobody may learn from the log who looked, so it does not know the minute either.
        CHECK (extract(epoch FROM created_at)::bigint % 3600 = 0 AND extract(epoch FROM updated_at)::bigint % 3600 = 0)
    -- Room for the counts of a day to grow in place.
    ) WITH (fillfactor = 80);
    COMMENT ON TABLE deliveries IS 'Counts without people; after 30 days a month stands under its first day.';
    COMMENT ON COLUMN deliveries.created_at IS 'the hour of the first delivery counted here';
    COMMENT ON COLUMN deliveries.updated_at IS 'the hour of the last one';
    -- What is not folded yet; the months stay out of it for ever.
    CREATE INDEX deliveries_unfolded ON deliveries (day) WHERE extract(day FROM day) <> 1;
    """)
