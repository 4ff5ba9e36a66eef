"""Extensions, and the one trigger that keeps `updated_at` true."""

from exibidos.platform.db.migrate import script

revision = "0001"
down_revision = None


def upgrade() -> None:
    script("""
    CREATE EXTENSION IF NOT EXISTS vector;
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE EXTENSION IF NOT EXISTS unaccent;

    CREATE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.updated_at := now();
        RETURN NEW;
    END $$;
    """)
