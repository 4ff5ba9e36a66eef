"""Agreements: to which of the club's texts somebody agreed, in which version, where and when."""

from exibidos.platform.db.migrate import script

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    script("""
    CREATE TABLE agreements (
        id            uuid PRIMARY KEY,
        created_by_id uuid NOT NULL REFERENCES members ON DELETE CASCADE,
        text          text NOT NULL CHECK (text IN ('terms', 'rules', 'privacy')),
        version       text NOT NULL CHECK (length(version) BETWEEN 1 AND 40),
        how           text NOT NULL CHECK (how IN ('joining', 'asked')),
        created_at    timestamptz NOT NULL DEFAULT now(),
        UNIQUE (created_by_id, text, version)
    );
    COMMENT ON TABLE agreements IS 'Evidence: rows are added, never changed.';

    -- Whoever is here has ticked "I accept the rules of the club"; terms and privacy had no text of their own yet.
    INSERT INTO agreements (id, created_by_id, text, version, how, created_at)
    SELECT gen_random_uuid(), id, 'rules', terms_version, 'joining', created_at FROM members
    WHERE length(terms_version) BETWEEN 1 AND 40;
    """)
