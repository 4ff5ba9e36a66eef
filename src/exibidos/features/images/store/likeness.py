"""Which SQL asks whether a picture is here already, or is not wanted here?"""

from uuid import UUID

from exibidos.features.images.model import Ban, Outcome
from exibidos.features.images.policy import FARTHEST_ALIKE, find_probes, telling
from exibidos.media import Likeness
from exibidos.platform.db import ReadTx, Tx

# The one that is asked for, in all its orientations: unpacked once, not for each candidate.
_TURNS = "WITH turns AS MATERIALIZED (SELECT pdq_bits(turn) AS bits FROM unnest(${turns}::bytea[]) AS turn)"
# How near another one is to it at best.
_NEAR = "(SELECT min(bit_count({it}.bits # turns.bits)) FROM turns)"


async def lock_publishing(tx: Tx) -> None:
    """Let one photo at a time be compared and hung: of two that arrive together, the second is compared with the first."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended('images:publish', 0))")


async def insert_fingerprint(tx: Tx, image_id: UUID, likeness: Likeness) -> None:
    turns = telling(likeness)
    await tx.execute(
        """
        INSERT INTO fingerprints (image_id, pixels, pdq, quality) SELECT id, $2, $3, $4 FROM images WHERE id = $1
        ON CONFLICT (image_id) DO UPDATE SET pixels = EXCLUDED.pixels, pdq = EXCLUDED.pdq, quality = EXCLUDED.quality
        """,
        image_id,
        bytes.fromhex(likeness.pixels),
        turns[0] if turns else None,
        likeness.quality,
    )
    await tx.execute("DELETE FROM fingerprint_bands WHERE image_id = $1", image_id)
    await tx.execute(
        """
        INSERT INTO fingerprint_bands (band, image_id)
        SELECT unnest(pdq_bands(pdq)), image_id FROM fingerprints WHERE image_id = $1
        """,
        image_id,
    )


async def find_same_file(tx: ReadTx, member_id: UUID, sha256: bytes) -> UUID | None:
    """Return the member's own first photo of exactly this file that hangs or is about to."""
    return await tx.value(
        UUID,
        """
        SELECT id FROM images WHERE created_by_id = $1 AND original_sha256 = $2 AND deleted_at IS NULL
          AND state IN ('processing', 'review', 'published') AND moderation IN ('clear', 'hidden')
        ORDER BY created_at, id LIMIT 1
        """,
        member_id,
        sha256,
    )


async def find_same_pixels(tx: ReadTx, image_id: UUID, member_id: UUID, pixels: bytes) -> UUID | None:
    """Return the member's own first other photo that shows exactly these pixels."""
    return await tx.value(
        UUID,
        """
        SELECT i.id FROM fingerprints f JOIN images i ON i.id = f.image_id
        WHERE f.pixels = $3 AND i.created_by_id = $2 AND i.id <> $1 AND i.deleted_at IS NULL
          AND i.state IN ('review', 'published') AND i.moderation IN ('clear', 'hidden')
        ORDER BY i.created_at, i.id LIMIT 1
        """,
        image_id,
        member_id,
        pixels,
    )


async def find_first(tx: ReadTx, image_id: UUID) -> UUID | None:
    """Return the photo that one which was refused for being the same again is the same as."""
    return await tx.value(
        UUID,
        """
        SELECT i.id FROM fingerprints mine JOIN fingerprints f ON f.pixels = mine.pixels JOIN images i ON i.id = f.image_id
        JOIN images me ON me.id = mine.image_id AND me.reason = 'images.already_uploaded'
        WHERE mine.image_id = $1 AND i.created_by_id = me.created_by_id AND i.id <> $1 AND i.deleted_at IS NULL
          AND i.state IN ('review', 'published') AND i.moderation IN ('clear', 'hidden')
        ORDER BY i.created_at, i.id LIMIT 1
        """,
        image_id,
    )


async def is_vetted(tx: ReadTx, image_id: UUID) -> bool:
    return bool(await tx.value(bool, "SELECT vetted FROM fingerprints WHERE image_id = $1", image_id))


async def find_ban(
    tx: ReadTx, *, sha256: bytes, likeness: Likeness, member_id: UUID, image_id: UUID | None = None
) -> Outcome | None:
    """Return what follows for a picture that is not wanted, the graver where two things are said; None for any other.

    What was taken from this very member is not wanted from them again, whether its hash was banned for everybody or not.
    """
    turns = telling(likeness)
    return await tx.value(
        Outcome,
        f"""
        {_TURNS.format(turns=4)}
        SELECT outcome FROM (
            SELECT outcome FROM banned_hashes WHERE sha256 = $1 OR pixels = $2
            UNION ALL
            SELECT b.outcome FROM banned_hashes b
            WHERE b.id IN (SELECT banned_id FROM unnest($3::integer[]) AS probe JOIN banned_bands ON band = probe)
              AND {_NEAR.format(it="b")} <= $5
            UNION ALL
            SELECT CASE i.moderation WHEN 'held' THEN 'hold' ELSE 'refuse' END FROM images i
            WHERE i.created_by_id = $6 AND i.original_sha256 = $1 AND i.id IS DISTINCT FROM $7::uuid AND i.moderation IN ('held', 'removed')
        ) AS said
        ORDER BY outcome = 'hold' DESC LIMIT 1
        """,
        sha256,
        bytes.fromhex(likeness.pixels),
        find_probes(turns),
        turns,
        FARTHEST_ALIKE,
        member_id,
        image_id,
    )


async def list_alike(tx: ReadTx, image_id: UUID, member_id: UUID, turns: list[bytes]) -> list[UUID]:
    """List photos of others that hang and look like this one, the nearest first, three at most.

    Never what somebody keeps for themselves: that it is here would be told.
    """
    return await tx.values(
        UUID,
        f"""
        {_TURNS.format(turns=4)}, near AS MATERIALIZED (
            SELECT DISTINCT b.image_id FROM unnest($3::integer[]) AS probe JOIN fingerprint_bands b ON b.band = probe
        )
        SELECT id FROM (
            SELECT i.id, {_NEAR.format(it="f")} AS distance
            FROM near JOIN fingerprints f ON f.image_id = near.image_id JOIN images i ON i.id = f.image_id
            WHERE i.id <> $1 AND i.created_by_id <> $2 AND i.state = 'published'
              AND i.moderation = 'clear' AND i.deleted_at IS NULL AND i.visibility <> 'only_me'
        ) AS others
        WHERE distance <= $5 ORDER BY distance, id LIMIT 3
        """,
        image_id,
        member_id,
        find_probes(turns),
        turns,
        FARTHEST_ALIKE,
    )


async def insert_ban(tx: Tx, ban: Ban) -> None:
    """Ban a photo's file, its pixels and what looks like them."""
    await tx.execute(
        """
        INSERT INTO banned_hashes (id, image_id, sha256, pixels, pdq, outcome, source, created_by_id)
        SELECT $1, i.id, i.original_sha256, f.pixels, f.pdq, $3, $4, $5
        FROM images i LEFT JOIN fingerprints f ON f.image_id = i.id WHERE i.id = $2
        ON CONFLICT (image_id) DO UPDATE SET outcome = EXCLUDED.outcome, source = EXCLUDED.source
        """,
        ban.id,
        ban.image_id,
        ban.outcome,
        ban.source,
        ban.created_by_id,
    )
    await tx.execute(
        """
        INSERT INTO banned_bands (band, banned_id)
        SELECT unnest(pdq_bands(pdq)), id FROM banned_hashes WHERE image_id = $1 ON CONFLICT DO NOTHING
        """,
        ban.image_id,
    )


async def delete_ban(tx: Tx, image_id: UUID) -> bool:
    return bool(await tx.execute("DELETE FROM banned_hashes WHERE image_id = $1", image_id))
