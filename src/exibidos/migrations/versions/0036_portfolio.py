"""Which photos a member shows first, in the order that they chose."""

from exibidos.platform.db.migrate import script

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    script("""
    CREATE TABLE portfolio_photos (
        -- A photo has one author, so it stands in one portfolio, once.
        image_id      uuid PRIMARY KEY REFERENCES images ON DELETE CASCADE,
        created_by_id uuid NOT NULL REFERENCES members ON DELETE CASCADE,
        place         integer NOT NULL,
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX portfolio_photos_in_order ON portfolio_photos (created_by_id, place);
    CREATE TRIGGER portfolio_photos_touch BEFORE UPDATE ON portfolio_photos FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
    """)
