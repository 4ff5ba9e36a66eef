"""Which followers' photos strangers may meet as a blur; and the rule of sight with that in it."""

from exibidos.platform.db.migrate import script

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    script("""
    ALTER TABLE images ADD COLUMN teaser boolean NOT NULL DEFAULT false;
    COMMENT ON COLUMN images.teaser IS 'Of a followers'' photo strangers may meet the blur.';

    -- The twin of images/policy.py `sight`. Both are tables of the same rule and a test holds them equal; change both or none.
    -- One SELECT without SECURITY or SET, so that the planner inlines it and the wall keeps its index order. `muted` is asked by walls
    -- alone and costs nothing where nobody asks for it.
    DROP FUNCTION visible_images(uuid, boolean, text);
    CREATE FUNCTION visible_images(viewer uuid, viewer_of_age boolean, viewer_choice text)
    RETURNS TABLE (
        id uuid, created_by_id uuid, title text, caption text, alt text, visibility text, teaser boolean, sensitive boolean, state text,
        moderation text, reason text, width integer, height integer, thumbhash bytea, color text,
        published_at timestamptz, created_at timestamptz, updated_at timestamptz, sight text, listed boolean, muted boolean
    )
    LANGUAGE sql STABLE AS $$
        SELECT i.id, i.created_by_id, i.title, i.caption, i.alt, i.visibility, i.teaser, i.sensitive, i.state,
               i.moderation, i.reason, i.width, i.height, i.thumbhash, i.color,
               i.published_at, i.created_at, i.updated_at,
               CASE WHEN i.created_by_id IS NOT DISTINCT FROM viewer THEN 'clear'
                    -- Whoever comes this far and does not follow is teased.
                    WHEN i.visibility = 'followers' AND NOT EXISTS (
                             SELECT FROM follows f
                             WHERE f.created_by_id = viewer AND f.followed_id = i.created_by_id AND f.state = 'following'
                         )
                    THEN 'teaser'
                    WHEN i.sensitive AND NOT (viewer IS NOT NULL AND viewer_of_age AND viewer_choice = 'show')
                    THEN 'veiled' ELSE 'clear' END,
               i.state = 'published' AND i.visibility IN ('public', 'followers') AND i.moderation = 'clear'
                   AND (i.created_by_id IS NOT DISTINCT FROM viewer OR NOT i.sensitive OR viewer_choice <> 'hide'),
               i.created_by_id IS DISTINCT FROM viewer AND EXISTS (
                   SELECT FROM mutes q
                   WHERE q.created_by_id = viewer AND (q.ends_at IS NULL OR q.ends_at > now())
                     AND (q.muted_id = i.created_by_id OR position(q.normal IN i.words) > 0)
               )
        FROM images i
        WHERE i.deleted_at IS NULL
          AND i.moderation IN ('clear', 'hidden')
          AND (
              i.created_by_id = viewer
              OR (
                  i.state = 'published'
                  AND i.visibility IN ('public', 'unlisted', 'followers')
                  AND i.moderation = 'clear'
                  AND EXISTS (
                      SELECT FROM members m
                      WHERE m.id = i.created_by_id AND m.suspended_at IS NULL AND m.deactivated_at IS NULL
                        AND (
                            i.visibility = 'unlisted'
                            OR (NOT m.private AND (i.visibility = 'public' OR (i.visibility = 'followers' AND i.teaser)))
                            OR EXISTS (
                                SELECT FROM follows f
                                WHERE f.created_by_id = viewer AND f.followed_id = i.created_by_id AND f.state = 'following'
                            )
                        )
                  )
                  AND NOT EXISTS (SELECT FROM blocks b WHERE b.created_by_id = viewer AND b.blocked_id = i.created_by_id)
                  AND NOT EXISTS (SELECT FROM blocks b WHERE b.blocked_id = viewer AND b.created_by_id = i.created_by_id)
              )
          )
    $$;
    """)
