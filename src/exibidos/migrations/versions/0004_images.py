"""Uploads, images and their variants, and the SQL twin of images' rule of sight."""

from exibidos.platform.db.migrate import script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    script("""
    CREATE TABLE uploads (
        id            uuid PRIMARY KEY,
        created_by_id uuid NOT NULL REFERENCES members,
        key           text NOT NULL UNIQUE,
        size          bigint NOT NULL CHECK (size > 0),
        content_type  text NOT NULL,
        sha256        bytea NOT NULL CHECK (length(sha256) = 32),
        expires_at    timestamptz NOT NULL,
        finalized_at  timestamptz,
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX uploads_abandoned ON uploads (expires_at) WHERE finalized_at IS NULL;
    CREATE INDEX uploads_by_member ON uploads (created_by_id, created_at DESC);
    CREATE TRIGGER uploads_touch BEFORE UPDATE ON uploads FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

    CREATE TABLE images (
        id              uuid PRIMARY KEY,
        created_by_id   uuid NOT NULL REFERENCES members,
        upload_id       uuid NOT NULL UNIQUE REFERENCES uploads,
        title           text NOT NULL DEFAULT '' CHECK (length(title) <= 120),
        caption         text NOT NULL DEFAULT '' CHECK (length(caption) <= 2200),
        alt             text NOT NULL DEFAULT '' CHECK (length(alt) <= 1500),
        visibility      text NOT NULL CHECK (visibility IN ('public', 'unlisted', 'followers', 'group', 'only_me')),
        sensitive       boolean NOT NULL DEFAULT false,
        state           text NOT NULL DEFAULT 'processing'
                        CHECK (state IN ('processing', 'review', 'published', 'rejected', 'failed')),
        moderation      text NOT NULL DEFAULT 'clear' CHECK (moderation IN ('clear', 'hidden', 'held', 'removed')),
        reason          text,
        format          text,
        width           integer,
        height          integer,
        size            bigint NOT NULL,
        original_key    text NOT NULL,
        original_sha256 bytea NOT NULL,
        thumbhash       bytea,
        color           text,
        published_at    timestamptz,
        deleted_at      timestamptz,
        created_at      timestamptz NOT NULL DEFAULT now(),
        updated_at      timestamptz NOT NULL DEFAULT now(),
        CHECK (state <> 'published' OR (published_at IS NOT NULL AND width > 0 AND height > 0))
    );
    -- The wall walks this index: newest listed photos first.
    CREATE INDEX images_wall ON images (published_at DESC, id DESC)
        WHERE state = 'published' AND visibility = 'public' AND moderation = 'clear' AND deleted_at IS NULL;
    CREATE INDEX images_by_member ON images (created_by_id, id DESC) WHERE deleted_at IS NULL;
    CREATE TRIGGER images_touch BEFORE UPDATE ON images FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

    CREATE TABLE image_variants (
        image_id     uuid NOT NULL REFERENCES images ON DELETE CASCADE,
        name         text NOT NULL,
        key          text NOT NULL UNIQUE,
        content_type text NOT NULL,
        width        integer NOT NULL,
        height       integer NOT NULL,
        size         bigint NOT NULL,
        sha256       bytea NOT NULL,
        created_at   timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (image_id, name)
    );

    -- The twin of images/policy.py `sight`. Both are tables of the same rule and a test holds them equal; change both or none.
    -- One SELECT without SECURITY or SET, so that the planner inlines it and the wall keeps its index order.
    CREATE FUNCTION visible_images(viewer uuid, viewer_of_age boolean, viewer_choice text)
    RETURNS TABLE (
        id uuid, created_by_id uuid, title text, caption text, alt text, visibility text, sensitive boolean, state text,
        moderation text, reason text, width integer, height integer, thumbhash bytea, color text,
        published_at timestamptz, created_at timestamptz, updated_at timestamptz, sight text, listed boolean
    )
    LANGUAGE sql STABLE AS $$
        SELECT i.id, i.created_by_id, i.title, i.caption, i.alt, i.visibility, i.sensitive, i.state,
               i.moderation, i.reason, i.width, i.height, i.thumbhash, i.color,
               i.published_at, i.created_at, i.updated_at,
               CASE WHEN i.sensitive
                         AND i.created_by_id IS DISTINCT FROM viewer
                         AND NOT (viewer IS NOT NULL AND viewer_of_age AND viewer_choice = 'show')
                    THEN 'veiled' ELSE 'clear' END,
               i.state = 'published' AND i.visibility = 'public' AND i.moderation = 'clear'
                   AND (i.created_by_id IS NOT DISTINCT FROM viewer OR NOT i.sensitive OR viewer_choice <> 'hide')
        FROM images i
        WHERE i.deleted_at IS NULL
          AND i.moderation IN ('clear', 'hidden')
          AND (
              i.created_by_id = viewer
              OR (
                  i.state = 'published'
                  AND i.visibility IN ('public', 'unlisted')
                  AND i.moderation = 'clear'
                  AND NOT EXISTS (
                      SELECT FROM members m WHERE m.id = i.created_by_id AND m.suspended_at IS NOT NULL
                  )
              )
          )
    $$;
    """)
