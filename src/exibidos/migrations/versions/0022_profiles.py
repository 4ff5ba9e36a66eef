"""What members say of themselves beyond a bio, and the slugs that they had before."""

from exibidos.platform.db.migrate import script

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    script("""
    ALTER TABLE members
        ADD COLUMN links text[] NOT NULL DEFAULT '{}' CHECK (cardinality(links) <= 5 AND length(array_to_string(links, '')) <= 2000),
        ADD COLUMN locale text CHECK (length(locale) <= 20);
    COMMENT ON COLUMN members.locale IS 'The language they chose; NULL is what their browser asks for.';

    CREATE TABLE former_slugs (
        slug          text PRIMARY KEY,
        slug_key      text NOT NULL GENERATED ALWAYS AS (slug_key(slug)) STORED,
        created_by_id uuid NOT NULL REFERENCES members ON DELETE CASCADE,
        released_at   timestamptz NOT NULL,
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON TABLE former_slugs IS 'The last member who left a slug: it leads to them until somebody else has it.';
    CREATE INDEX former_slugs_by_key ON former_slugs (slug_key);
    CREATE INDEX former_slugs_by_member ON former_slugs (created_by_id, released_at DESC);
    CREATE TRIGGER former_slugs_touch BEFORE UPDATE ON former_slugs FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
    """)
