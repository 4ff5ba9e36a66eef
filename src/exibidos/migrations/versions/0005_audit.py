"""The audit log: a chain of hashes that the database itself makes, owned by a role that nobody logs in as."""

from exibidos.platform.db.migrate import script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    script("""
    CREATE TABLE subject_keys (
        member_id  uuid PRIMARY KEY REFERENCES members ON DELETE CASCADE,
        subject    uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
        created_at timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON TABLE subject_keys IS 'Who stands behind a key in the logs. Erasure deletes the row; then nobody knows any more.';
    INSERT INTO subject_keys (member_id) SELECT id FROM members;
    """)
    script("""
    -- From here on as the logs' owner, so that everything below is its own.
    DO $$ BEGIN EXECUTE format('CREATE SCHEMA logs AUTHORIZATION %I', current_database() || '_log'); END $$;
    SELECT set_config('role', current_database() || '_log', true);

    CREATE TABLE logs.audit (
        seq         bigint NOT NULL,
        at          timestamptz NOT NULL DEFAULT clock_timestamp(),
        actor       uuid,
        act         text NOT NULL CHECK (act ~ '^[a-z_]+[.][a-z_]+$'),
        object_kind text NOT NULL CHECK (length(object_kind) BETWEEN 1 AND 40),
        object_id   text NOT NULL CHECK (length(object_id) BETWEEN 1 AND 100),
        details     jsonb NOT NULL DEFAULT '{}',
        prev_hash   bytea NOT NULL,
        hash        bytea NOT NULL,
        PRIMARY KEY (seq, at)
    ) PARTITION BY RANGE (at);
    COMMENT ON COLUMN logs.audit.actor IS 'subject_keys.subject, without a foreign key: the row outlives it; NULL is the house itself';

    CREATE FUNCTION logs.refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        RAISE EXCEPTION 'nobody rewrites %.%', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END $$;

    -- Statement triggers fire for the table that a statement names, so each partition needs its own.
    CREATE FUNCTION logs.guard(log text) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        EXECUTE format('CREATE TRIGGER nobody_rewrites BEFORE UPDATE OR DELETE OR TRUNCATE ON logs.%I'
                       ' FOR EACH STATEMENT EXECUTE FUNCTION logs.refuse()', log);
        EXECUTE format('ALTER TABLE logs.%I ENABLE ALWAYS TRIGGER nobody_rewrites', log);
    END $$;

    -- This month's partition and the next three: a scheduler may be away for a quarter before anything is refused.
    CREATE FUNCTION logs.make_months(log text) RETURNS void LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
    DECLARE
        starts timestamptz;
        part text;
    BEGIN
        FOR ahead IN 0..3 LOOP
            starts := date_trunc('month', now()) + make_interval(months => ahead);
            part := log || to_char(starts, '_YYYY_MM');
            CONTINUE WHEN to_regclass(format('logs.%I', part)) IS NOT NULL;
            EXECUTE format('CREATE TABLE logs.%I PARTITION OF logs.%I FOR VALUES FROM (%L) TO (%L)',
                           part, log, starts, starts + interval '1 month');
            PERFORM logs.guard(part);
        END LOOP;
    END $$;

    -- Partitions whose every row is older than `keep`, the oldest first.
    CREATE FUNCTION logs.old_months(log text, keep interval) RETURNS SETOF regclass LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
        SELECT c.oid::regclass FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = format('logs.%I', log)::regclass
          AND c.relname < (log || to_char(now() - keep, '_YYYY_MM'))::name
        ORDER BY c.relname
    $$;

    -- One writer at a time, from before the first row is placed until its transaction ends: so `seq` and `at` grow together.
    CREATE FUNCTION logs.take_turn() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        PERFORM pg_advisory_xact_lock(5203119);
        RETURN NULL;
    END $$;

    -- Whatever a writer says about place, time and hashes is overwritten: a forged row becomes an honest link.
    -- The hashed text is written a second time in features/audit/store.py, where verification builds it; change both or none.
    CREATE FUNCTION logs.link() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        last record;
        recent timestamptz := clock_timestamp() - interval '1 month';
    BEGIN
        -- The newest partitions only; five years of them would all be opened.
        SELECT a.seq, a.at, a.hash INTO last FROM logs.audit a WHERE a.at > recent ORDER BY a.seq DESC LIMIT 1;
        IF NOT FOUND THEN
            SELECT a.seq, a.at, a.hash INTO last FROM logs.audit a ORDER BY a.seq DESC LIMIT 1;
        END IF;
        NEW.seq := coalesce(last.seq, 0) + 1;
        NEW.at := greatest(last.at, clock_timestamp());
        NEW.prev_hash := coalesce(last.hash, decode(repeat('00', 32), 'hex'));
        NEW.hash := sha256(convert_to(jsonb_build_array(
            NEW.seq, (extract(epoch FROM NEW.at) * 1000000)::bigint, NEW.actor, NEW.act, NEW.object_kind, NEW.object_id, NEW.details,
            encode(NEW.prev_hash, 'hex'))::text, 'UTF8'));
        RETURN NEW;
    END $$;

    CREATE TRIGGER take_turn BEFORE INSERT ON logs.audit FOR EACH STATEMENT EXECUTE FUNCTION logs.take_turn();
    CREATE TRIGGER link BEFORE INSERT ON logs.audit FOR EACH ROW EXECUTE FUNCTION logs.link();
    ALTER TABLE logs.audit ENABLE ALWAYS TRIGGER take_turn, ENABLE ALWAYS TRIGGER link;
    SELECT logs.guard('audit');

    -- The application may call this and gains nothing by it: what is old is decided here.
    CREATE FUNCTION logs.keep_audit() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET lock_timeout = '5s' AS $$
    DECLARE
        part regclass;
        last record;
    BEGIN
        PERFORM pg_advisory_xact_lock(5203120);
        PERFORM logs.make_months('audit');
        FOR part IN SELECT * FROM logs.old_months('audit', interval '5 years') LOOP
            -- Before the turn to write: a writer holds the table first and then waits for its turn.
            LOCK TABLE logs.audit IN ACCESS EXCLUSIVE MODE;
            EXECUTE format('SELECT seq, hash FROM %s ORDER BY seq DESC LIMIT 1', part) INTO last;
            IF last.seq IS NOT NULL THEN
                INSERT INTO logs.audit (act, object_kind, object_id, details)
                VALUES ('audit.forgotten', 'partition', part::text,
                        jsonb_build_object('through', last.seq, 'hash', encode(last.hash, 'hex')));
            END IF;
            EXECUTE format('DROP TABLE %s', part);
        END LOOP;
    END $$;

    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA logs FROM PUBLIC;
    DO $$
    DECLARE
        writers text := format('%I, %I', current_database() || '_app', session_user);
    BEGIN
        EXECUTE 'GRANT USAGE ON SCHEMA logs TO ' || writers;
        EXECUTE 'GRANT SELECT, INSERT ON logs.audit TO ' || writers;
        EXECUTE 'GRANT EXECUTE ON FUNCTION logs.keep_audit() TO ' || writers;
    END $$;
    SELECT logs.keep_audit();
    RESET ROLE;
    """)
