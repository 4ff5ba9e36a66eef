"""Which time around a member's sessions are, and since when a member has been deactivated; nothing of theirs is seen meanwhile."""

from exibidos.platform.db.migrate import script

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    script("""
    ALTER TABLE members ADD COLUMN session_epoch integer NOT NULL DEFAULT 0;
    COMMENT ON COLUMN members.session_epoch IS 'Sessions that began under a lower one have ended, whatever Valkey says.';
    ALTER TABLE members ADD COLUMN deactivated_at timestamptz;

    -- The twin of images/policy.py `sight`. Both are tables of the same rule and a test holds them equal; change both or none.
    -- One SELECT without SECURITY or SET, so that the planner inlines it and the wall keeps its index order.
    CREATE OR REPLACE FUNCTION visible_images(viewer uuid, viewer_of_age boolean, viewer_choice text)
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
                      SELECT FROM members m
                      WHERE m.id = i.created_by_id AND (m.suspended_at IS NOT NULL OR m.deactivated_at IS NOT NULL)
                  )
              )
          )
    $$;
    """)
