"""Consents, and the log of what happens, for people who agreed to be remembered."""

from exibidos.platform.db.migrate import script

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    script("""
    CREATE TABLE consents (
        id            uuid PRIMARY KEY,
        created_by_id uuid NOT NULL REFERENCES members ON DELETE CASCADE,
        purpose       text NOT NULL CHECK (purpose IN ('personalisation', 'training', 'product_mail')),
        text_version  text NOT NULL CHECK (length(text_version) BETWEEN 1 AND 40),
        given_at      timestamptz NOT NULL DEFAULT now(),
        withdrawn_at  timestamptz,
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON TABLE consents IS 'One row each time somebody agreed to a text; withdrawing ends it, the row stays as proof.';
    CREATE UNIQUE INDEX consents_in_force ON consents (created_by_id, purpose) WHERE withdrawn_at IS NULL;
    CREATE TRIGGER consents_touch BEFORE UPDATE ON consents FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

    -- From here on as the logs' owner.
    SELECT set_config('role', pg_get_userbyid(nspowner), true) FROM pg_namespace WHERE nspname = 'logs';

    CREATE TABLE logs.tracking (
        id        uuid NOT NULL,
        at        timestamptz NOT NULL DEFAULT clock_timestamp(),
        what      text NOT NULL CHECK (what ~ '^[a-z_]+[.][a-z_]+$'),
        subject   uuid NOT NULL,
        object_id text NOT NULL CHECK (length(object_id) BETWEEN 1 AND 100),
        details   jsonb NOT NULL DEFAULT '{}',
        PRIMARY KEY (id, at)
    ) PARTITION BY RANGE (at);
    COMMENT ON COLUMN logs.tracking.subject IS 'subject_keys.subject, without a foreign key: the row outlives it';
    CREATE INDEX tracking_by_subject ON logs.tracking (subject, at);
    SELECT logs.guard('tracking');

    -- The application may call this and gains nothing by it: what is old is decided here.
    CREATE FUNCTION logs.keep_tracking() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
    DECLARE
        part regclass;
    BEGIN
        PERFORM pg_advisory_xact_lock(5203120);
        PERFORM logs.make_months('tracking');
        FOR part IN SELECT * FROM logs.old_months('tracking', interval '24 months') LOOP
            EXECUTE format('DROP TABLE %s', part);
        END LOOP;
    END $$;

    REVOKE ALL ON FUNCTION logs.keep_tracking() FROM PUBLIC;
    DO $$
    DECLARE
        writers text := format('%I, %I', current_database() || '_app', session_user);
    BEGIN
        EXECUTE 'GRANT SELECT, INSERT ON logs.tracking TO ' || writers;
        EXECUTE 'GRANT EXECUTE ON FUNCTION logs.keep_tracking() TO ' || writers;
    END $$;
    SELECT logs.keep_tracking();
    RESET ROLE;
    """)
