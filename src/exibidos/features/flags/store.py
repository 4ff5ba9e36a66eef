"""Which SQL asks for and writes flags? Their history is the audit log's, which nobody rewrites."""

from uuid import UUID

from exibidos.features.flags.model import Audience, Flip, Setting
from exibidos.platform.db import ReadTx, Tx


async def list_settings(tx: ReadTx) -> list[Setting]:
    return await tx.rows(Setting, "SELECT name, enabled, percentage, audience FROM flags")


async def put(tx: Tx, name: str, *, enabled: bool, percentage: int | None, audience: Audience | None) -> None:
    """Set a flag; None leaves what is there."""
    await tx.execute(
        """
        INSERT INTO flags AS f (name, enabled, percentage, audience)
        VALUES ($1, $2, coalesce($3, 100), coalesce($4, 'everyone'))
        ON CONFLICT (name) DO UPDATE
        SET enabled = $2, percentage = coalesce($3, f.percentage), audience = coalesce($4, f.audience)
        """,
        name,
        enabled,
        percentage,
        audience,
    )


async def delete(tx: Tx, name: str) -> None:
    await tx.execute("DELETE FROM flags WHERE name = $1", name)


async def name_actor(tx: Tx, subject: UUID | None) -> None:
    """Tell the flags' trigger, for this transaction, who flips."""
    await tx.execute("SELECT set_config('exibidos.actor', $1, true)", "" if subject is None else str(subject))


async def list_flips(tx: ReadTx, name: str, limit: int) -> list[Flip]:
    return await tx.rows(
        Flip,
        """
        SELECT at, actor,
               CASE WHEN details->'before' <> 'null' THEN details->'before' || jsonb_build_object('name', object_id) END AS before,
               CASE WHEN details->'after' <> 'null' THEN details->'after' || jsonb_build_object('name', object_id) END AS after
        FROM logs.audit WHERE object_kind = 'flag' AND object_id = $1 AND act = 'flag.flipped' ORDER BY seq DESC LIMIT $2
        """,
        name,
        limit,
    )
