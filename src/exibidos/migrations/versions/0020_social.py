"""Who follows whom, who keeps whom out, who would rather not see what; and the rule of sight with all of that in it."""

from exibidos.platform.db.migrate import script

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    script(r"""
    ALTER TABLE members ADD COLUMN private boolean NOT NULL DEFAULT false;
    COMMENT ON COLUMN members.private IS 'Following them asks first, and their photos are for followers.';

    CREATE TABLE follows (
        created_by_id uuid NOT NULL REFERENCES members ON DELETE CASCADE,
        followed_id   uuid NOT NULL REFERENCES members ON DELETE CASCADE,
        state         text NOT NULL CHECK (state IN ('asked', 'following')),
        decided_at    timestamptz,
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (created_by_id, followed_id),
        CHECK (created_by_id <> followed_id),
        CHECK ((state = 'following') = (decided_at IS NOT NULL))
    );
    -- Lists and counts walk these: newest first, on either side.
    CREATE INDEX follows_of ON follows (followed_id, state, created_at DESC, created_by_id DESC);
    CREATE INDEX follows_by ON follows (created_by_id, state, created_at DESC, followed_id DESC);
    CREATE TRIGGER follows_touch BEFORE UPDATE ON follows FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

    CREATE TABLE blocks (
        created_by_id uuid NOT NULL REFERENCES members ON DELETE CASCADE,
        blocked_id    uuid NOT NULL REFERENCES members ON DELETE CASCADE,
        created_at    timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (created_by_id, blocked_id),
        CHECK (created_by_id <> blocked_id)
    );
    CREATE INDEX blocks_of ON blocks (blocked_id, created_by_id);

    -- A text as a row of its words: ' a serra #neblina neblina '. Small letters, without accents and what has no width, a space around
    -- each; a tag stands with its sign and without. A muted word is put through the same function, so what is equal for the eye is equal
    -- here, and nothing that a person writes is ever a pattern. Its collation is part of Postgres (17 and later): no host's locale
    -- changes what is a letter.
    CREATE FUNCTION words_of(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT ' ' || btrim(regexp_replace(
            regexp_replace(
                regexp_replace(lower(normalize(said, NFKD) COLLATE pg_c_utf8), '[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]+', '', 'g'),
                '#([[:alnum:]_]+)', ' #\1 \1 ', 'g'
            ),
            '[^[:alnum:]#_]+', ' ', 'g'
        )) || ' '
    $$;

    CREATE TABLE mutes (
        id            uuid PRIMARY KEY,
        created_by_id uuid NOT NULL REFERENCES members ON DELETE CASCADE,
        kind          text NOT NULL CHECK (kind IN ('person', 'word', 'tag')),
        muted_id      uuid REFERENCES members ON DELETE CASCADE,
        said          text CHECK (length(said) <= 100),
        normal        text CHECK (length(normal) <= 1000),
        ends_at       timestamptz,
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now(),
        CHECK ((kind = 'person') = (muted_id IS NOT NULL)),
        CHECK ((kind = 'person') = (said IS NULL) AND (kind = 'person') = (normal IS NULL)),
        CHECK (created_by_id <> muted_id),
        UNIQUE (created_by_id, muted_id),
        UNIQUE (created_by_id, kind, normal)
    );
    COMMENT ON COLUMN mutes.normal IS 'What they said, through words_of: what is looked for among the words of a photo.';
    CREATE TRIGGER mutes_touch BEFORE UPDATE ON mutes FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

    ALTER TABLE images ADD COLUMN words text NOT NULL GENERATED ALWAYS AS (words_of(title || ' ' || caption)) STORED;

    -- The twin of images/policy.py `sight`. Both are tables of the same rule and a test holds them equal; change both or none.
    -- One SELECT without SECURITY or SET, so that the planner inlines it and the wall keeps its index order. `muted` is asked by walls
    -- alone and costs nothing where nobody asks for it.
    DROP FUNCTION visible_images(uuid, boolean, text);
    CREATE FUNCTION visible_images(viewer uuid, viewer_of_age boolean, viewer_choice text)
    RETURNS TABLE (
        id uuid, created_by_id uuid, title text, caption text, alt text, visibility text, sensitive boolean, state text,
        moderation text, reason text, width integer, height integer, thumbhash bytea, color text,
        published_at timestamptz, created_at timestamptz, updated_at timestamptz, sight text, listed boolean, muted boolean
    )
    LANGUAGE sql STABLE AS $$
        SELECT i.id, i.created_by_id, i.title, i.caption, i.alt, i.visibility, i.sensitive, i.state,
               i.moderation, i.reason, i.width, i.height, i.thumbhash, i.color,
               i.published_at, i.created_at, i.updated_at,
               CASE WHEN i.sensitive
                         AND i.created_by_id IS DISTINCT FROM viewer
                         AND NOT (viewer IS NOT NULL AND viewer_of_age AND viewer_choice = 'show')
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
                            OR (i.visibility = 'public' AND NOT m.private)
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
