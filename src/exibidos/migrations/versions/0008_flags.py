"""Feature flags: how each stands, with every flip in the audit log, also one that is made by hand."""

from exibidos.platform.db.migrate import script

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    script("""
    CREATE TABLE flags (
        name          text PRIMARY KEY CHECK (name ~ '^[a-z][a-z0-9_]{1,39}$'),
        enabled       boolean NOT NULL,
        percentage    smallint NOT NULL DEFAULT 100 CHECK (percentage BETWEEN 0 AND 100),
        audience      text NOT NULL DEFAULT 'everyone' CHECK (audience IN ('everyone', 'members', 'moderators', 'admins')),
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON COLUMN flags.enabled IS 'the kill switch: off is off, whatever percentage and audience say, and they stay for the way back';
    CREATE TRIGGER flags_touch BEFORE UPDATE ON flags FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

    -- Deferred to the commit, so that the audit log's one lock is held no longer than for other acts.
    CREATE FUNCTION record_flip() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        before jsonb := to_jsonb(OLD) - '{name,created_at,updated_at}'::text[];
        after jsonb := to_jsonb(NEW) - '{name,created_at,updated_at}'::text[];
    BEGIN
        IF before IS DISTINCT FROM after THEN
            INSERT INTO logs.audit (actor, act, object_kind, object_id, details)
            VALUES (nullif(current_setting('exibidos.actor', true), '')::uuid, 'flag.flipped', 'flag',
                    coalesce(NEW.name, OLD.name), jsonb_build_object('before', before, 'after', after));
        END IF;
        RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER flags_flipped AFTER INSERT OR UPDATE OR DELETE ON flags
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION record_flip();

    -- From here on as the logs' owner: the history of one thing, newest first.
    SELECT set_config('role', pg_get_userbyid(nspowner), true) FROM pg_namespace WHERE nspname = 'logs';
    CREATE INDEX audit_by_object ON logs.audit (object_kind, object_id, seq DESC);
    RESET ROLE;
    """)
