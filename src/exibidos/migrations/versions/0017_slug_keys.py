"""Slugs that look alike are one. Whoever is here already keeps theirs, even beside an older twin."""

from exibidos.platform.db.migrate import script

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    script("""
    -- The twin of kernel/names.py `skeleton` on slugs; a test holds them equal. A change of it is a new column: stored keys stay as made.
    CREATE FUNCTION slug_key(slug text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT replace(replace(translate(slug, '01i-_', 'oll'), 'rn', 'm'), 'vv', 'w')
    $$;
    ALTER TABLE members ADD COLUMN slug_key text GENERATED ALWAYS AS (slug_key(slug)) STORED,
                        ADD COLUMN slug_twin boolean NOT NULL DEFAULT false;
    COMMENT ON COLUMN members.slug_twin IS 'Joined beside an older look-alike before keys were unique; ends with their next slug.';
    UPDATE members m SET slug_twin = true WHERE EXISTS (SELECT FROM members e WHERE e.slug_key = m.slug_key AND e.id < m.id);
    CREATE UNIQUE INDEX members_one_key ON members (slug_key) WHERE NOT slug_twin;
    CREATE INDEX members_by_key ON members (slug_key);
    """)
