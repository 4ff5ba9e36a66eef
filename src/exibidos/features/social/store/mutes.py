"""Which SQL asks for and writes mutes? Words become what is looked for by `words_of`, the function that reads photos."""

from datetime import datetime
from uuid import UUID

from exibidos.features.social.model import Mute, MuteKind
from exibidos.features.social.store.apart import apart
from exibidos.platform.db import ReadTx, Tx

_LIVE = "(q.ends_at IS NULL OR q.ends_at > now())"


async def lock_mutes_of(tx: Tx, member_id: UUID) -> None:
    """Let one transaction at a time add to a member's mutes: they are counted."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"mutes:{member_id}")


async def delete_ended(tx: Tx, member_id: UUID) -> None:
    await tx.execute("DELETE FROM mutes q WHERE q.created_by_id = $1 AND q.ends_at <= now()", member_id)


async def count_mutes(tx: ReadTx, member_id: UUID) -> int:
    return await tx.value(int, f"SELECT count(*) FROM mutes q WHERE q.created_by_id = $1 AND {_LIVE}", member_id) or 0


async def mute_person(tx: Tx, mute_id: UUID, member_id: UUID, muted_id: UUID, ends_at: datetime | None) -> None:
    await tx.execute(
        """
        INSERT INTO mutes (id, created_by_id, kind, muted_id, ends_at) VALUES ($1, $2, 'person', $3, $4)
        ON CONFLICT (created_by_id, muted_id) DO UPDATE SET ends_at = EXCLUDED.ends_at
        """,
        mute_id,
        member_id,
        muted_id,
        ends_at,
    )


async def mute_word(
    tx: Tx, mute_id: UUID, member_id: UUID, kind: MuteKind, said: str, ends_at: datetime | None
) -> Mute | None:
    """Write a word or tag, or give one that is there another end; None when Postgres finds no word in it.

    Nothing to look for would be found in every photo without words.
    """
    # A tag is looked for with its sign, as `words_of` leaves it in a photo's words.
    sign = "#" if kind is MuteKind.TAG else ""
    return await tx.row(
        Mute,
        f"""
        INSERT INTO mutes AS q (id, created_by_id, kind, said, normal, ends_at)
        SELECT $1, $2, $3, $4, ' {sign}' || btrim(words_of($4)) || ' ', $5 WHERE btrim(words_of($4), ' #_') <> ''
        ON CONFLICT (created_by_id, kind, normal) DO UPDATE SET ends_at = EXCLUDED.ends_at, said = EXCLUDED.said
        RETURNING q.id, q.kind, q.said, NULL AS slug, NULL AS display_name, q.ends_at, q.created_at
        """,
        mute_id,
        member_id,
        kind,
        said,
        ends_at,
    )


async def list_mutes(tx: ReadTx, member_id: UUID) -> list[Mute]:
    """List what a member has muted, without people whom a block has taken out of their sight."""
    return await tx.rows(
        Mute,
        f"""
        SELECT q.id, q.kind, q.said, m.slug, m.display_name, q.ends_at, q.created_at
        FROM mutes q LEFT JOIN members m ON m.id = q.muted_id
        WHERE q.created_by_id = $1 AND {_LIVE} AND NOT {apart("$1", "q.muted_id")}
        ORDER BY q.created_at DESC, q.id DESC
        """,
        member_id,
    )


async def unmute_person(tx: Tx, member_id: UUID, muted_id: UUID) -> None:
    await tx.execute("DELETE FROM mutes WHERE created_by_id = $1 AND muted_id = $2", member_id, muted_id)


async def unmute(tx: Tx, member_id: UUID, mute_id: UUID) -> bool:
    return bool(await tx.execute("DELETE FROM mutes WHERE created_by_id = $1 AND id = $2", member_id, mute_id))


async def has_muted(tx: ReadTx, member_id: UUID, other_id: UUID) -> bool:
    return bool(
        await tx.value(
            bool,
            f"SELECT EXISTS (SELECT FROM mutes q WHERE q.created_by_id = $1 AND q.muted_id = $2 AND {_LIVE})",
            member_id,
            other_id,
        )
    )
