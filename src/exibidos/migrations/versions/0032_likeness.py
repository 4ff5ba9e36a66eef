"""By what a photo knows its copies, and of which pictures the club wants none."""

from exibidos.platform.db.migrate import script

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    script("""
    -- A hash of 32 bytes as sixteen numbers, each with its place: two hashes that differ in 31 bits or fewer have one of their sixteen
    -- parts in common but for one bit, so a search asks an index for those and compares few (multi-index hashing: Norouzi, 2012).
    CREATE FUNCTION pdq_bands(hash bytea) RETURNS integer[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT array_agg((band << 16) | (get_byte(hash, band * 2) << 8) | get_byte(hash, band * 2 + 1) ORDER BY band)
        FROM generate_series(0, 15) AS band
    $$;
    CREATE FUNCTION pdq_bits(hash bytea) RETURNS bit(256) LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
        SELECT ('x' || encode(hash, 'hex'))::bit(256)
    $$;

    CREATE TABLE fingerprints (
        image_id   uuid PRIMARY KEY REFERENCES images ON DELETE CASCADE,
        pixels     bytea NOT NULL CHECK (length(pixels) = 32),
        pdq        bytea CHECK (length(pdq) = 32),
        quality    smallint NOT NULL CHECK (quality BETWEEN 0 AND 100),
        bits       bit(256) GENERATED ALWAYS AS (pdq_bits(pdq)) STORED,
        vetted     boolean NOT NULL DEFAULT false,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
    );
    COMMENT ON COLUMN fingerprints.pdq IS 'Null where there is too little to see for it to say anything.';
    COMMENT ON COLUMN fingerprints.vetted IS 'A moderator has looked: what it looks like stops it no more.';
    CREATE INDEX fingerprints_pixels ON fingerprints (pixels);
    -- Plain rows, not an array under GIN: what an array overlaps is misjudged by the planner, which then reads the whole table.
    CREATE TABLE fingerprint_bands (
        band       integer NOT NULL,
        image_id   uuid NOT NULL REFERENCES fingerprints ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (band, image_id)
    );
    CREATE INDEX fingerprint_bands_of ON fingerprint_bands (image_id);
    CREATE TRIGGER fingerprints_touch BEFORE UPDATE ON fingerprints FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
    CREATE INDEX images_by_digest ON images (created_by_id, original_sha256);

    CREATE TABLE banned_hashes (
        id            uuid PRIMARY KEY,
        image_id      uuid UNIQUE REFERENCES images ON DELETE SET NULL,
        sha256        bytea CHECK (length(sha256) = 32),
        pixels        bytea CHECK (length(pixels) = 32),
        pdq           bytea CHECK (length(pdq) = 32),
        bits          bit(256) GENERATED ALWAYS AS (pdq_bits(pdq)) STORED,
        outcome       text NOT NULL CHECK (outcome IN ('refuse', 'hold')),
        source        text NOT NULL CHECK (length(source) BETWEEN 1 AND 100),
        created_by_id uuid REFERENCES members ON DELETE SET NULL,
        created_at    timestamptz NOT NULL DEFAULT now(),
        updated_at    timestamptz NOT NULL DEFAULT now(),
        CHECK (num_nonnulls(sha256, pixels, pdq) > 0)
    );
    COMMENT ON COLUMN banned_hashes.image_id IS 'The photo whose copies are kept out; null for one of a list, or when it is gone.';
    CREATE INDEX banned_hashes_sha256 ON banned_hashes (sha256);
    CREATE INDEX banned_hashes_pixels ON banned_hashes (pixels);
    CREATE TABLE banned_bands (
        band       integer NOT NULL,
        banned_id  uuid NOT NULL REFERENCES banned_hashes ON DELETE CASCADE,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (band, banned_id)
    );
    CREATE INDEX banned_bands_of ON banned_bands (banned_id);
    CREATE TRIGGER banned_hashes_touch BEFORE UPDATE ON banned_hashes FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
    """)
