"""The job ledger, which is the truth about work, and the schedules that fill it."""

from exibidos.platform.db.migrate import script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    script("""
    CREATE TABLE jobs (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        queue text NOT NULL,
        payload jsonb NOT NULL,
        state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'leased', 'done', 'dead')),
        attempts integer NOT NULL DEFAULT 0,
        run_at timestamptz NOT NULL,
        ring_at timestamptz NOT NULL,
        lease_token uuid,
        lease_until timestamptz,
        reason text,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz,
        CONSTRAINT a_lease_has_a_token_and_an_end
            CHECK ((state = 'leased') = (lease_token IS NOT NULL AND lease_until IS NOT NULL)),
        CONSTRAINT what_ended_has_an_end CHECK ((state IN ('done', 'dead')) = (finished_at IS NOT NULL))
    );
    COMMENT ON COLUMN jobs.run_at IS 'not before';
    COMMENT ON COLUMN jobs.ring_at IS 'when a sweeper rings for it (again) while it is queued';

    -- What sweepers look for, and what retention and the list of the dead walk. Each job stands in one of them at a time.
    CREATE INDEX jobs_queued ON jobs (ring_at) WHERE state = 'queued';
    CREATE INDEX jobs_leased ON jobs (lease_until) WHERE state = 'leased';
    CREATE INDEX jobs_finished ON jobs (state, finished_at) WHERE finished_at IS NOT NULL;

    CREATE TRIGGER jobs_touch BEFORE UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

    CREATE TABLE schedules (
        name text PRIMARY KEY,
        every interval NOT NULL,
        next_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
    );
    CREATE TRIGGER schedules_touch BEFORE UPDATE ON schedules FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
    """)
