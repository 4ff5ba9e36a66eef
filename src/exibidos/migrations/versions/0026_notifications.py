"""What members are told of, who did it, and how they want to be told."""

from exibidos.platform.db.migrate import script

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    script("""
    CREATE TABLE notifications (
        id          uuid PRIMARY KEY,
        member_id   uuid NOT NULL REFERENCES members ON DELETE CASCADE,
        kind        text NOT NULL CHECK (kind ~ '^[a-z_]{1,40}$'),
        object_id   uuid,
        shown       boolean NOT NULL,
        happened_at timestamptz NOT NULL,
        seen_at     timestamptz,
        mailed_at   timestamptz,
        created_at  timestamptz NOT NULL DEFAULT now(),
        updated_at  timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON COLUMN notifications.member_id IS 'Who is told.';
    COMMENT ON COLUMN notifications.object_id IS 'What it is about, as the kind says; it may be gone by now.';
    COMMENT ON COLUMN notifications.shown IS 'False for who wants a letter only.';
    -- What is not seen yet takes up what is like it, however many come at once.
    CREATE UNIQUE INDEX notifications_open ON notifications (member_id, kind, object_id) NULLS NOT DISTINCT WHERE seen_at IS NULL;
    CREATE INDEX notifications_list ON notifications (member_id, happened_at DESC, id DESC) WHERE shown;
    CREATE INDEX notifications_unseen ON notifications (member_id) WHERE seen_at IS NULL AND shown;
    CREATE INDEX notifications_by_age ON notifications (happened_at);
    CREATE TRIGGER notifications_touch BEFORE UPDATE ON notifications FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

    CREATE TABLE notification_actors (
        notification_id uuid NOT NULL REFERENCES notifications ON DELETE CASCADE,
        actor_id        uuid NOT NULL REFERENCES members ON DELETE CASCADE,
        acted_at        timestamptz NOT NULL,
        created_at      timestamptz NOT NULL DEFAULT now(),
        updated_at      timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (notification_id, actor_id)
    );
    CREATE INDEX notification_actors_last ON notification_actors (notification_id, acted_at DESC);
    CREATE INDEX notification_actors_by_actor ON notification_actors (actor_id);
    CREATE TRIGGER notification_actors_touch BEFORE UPDATE ON notification_actors
        FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

    CREATE TABLE notification_wishes (
        created_by_id uuid PRIMARY KEY REFERENCES members ON DELETE CASCADE,
        choices       jsonb NOT NULL DEFAULT '{}',
        quiet_begins  smallint CHECK (quiet_begins BETWEEN 0 AND 1439),
        quiet_ends    smallint CHECK (quiet_ends BETWEEN 0 AND 1439),
        time_zone     text CHECK (length(time_zone) <= 64),
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now(),
        CHECK (num_nulls(quiet_begins, quiet_ends) <> 1)
    );
    COMMENT ON COLUMN notification_wishes.choices IS 'What differs from the defaults, by kind.channel.';
    CREATE TRIGGER notification_wishes_touch BEFORE UPDATE ON notification_wishes
        FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
    """)
