"""Which SQL remembers to which texts of the club people agreed?"""

from uuid import UUID

from exibidos.features.accounts.model import Agreement, AgreementWay
from exibidos.kernel.ids import new_id
from exibidos.platform.db import ReadTx, Tx
from exibidos.platform.text import versions_of

# What a page shows; a club that changes its texts more often has nobody left to read them.
_MOST_LISTED = 100


async def insert(tx: Tx, member_id: UUID, edition: str, how: AgreementWay) -> None:
    """Write down each text of an edition in its version; one that was agreed to before keeps its first time."""
    versions = versions_of(edition)
    await tx.execute(
        """
        INSERT INTO agreements (id, created_by_id, text, version, how)
        SELECT id, $2, text, version, $5 FROM unnest($1::uuid[], $3::text[], $4::text[]) AS agreed (id, text, version)
        ON CONFLICT (created_by_id, text, version) DO NOTHING
        """,
        [new_id() for _ in versions],
        member_id,
        list(versions),
        list(versions.values()),
        how,
    )


async def update_edition(tx: Tx, member_id: UUID, edition: str) -> bool:
    """Let this be the edition that a member agreed to last; False when it is already."""
    sql = "UPDATE members SET terms_version = $2 WHERE id = $1 AND terms_version <> $2"
    return bool(await tx.execute(sql, member_id, edition))


async def list_all(tx: ReadTx, member_id: UUID) -> list[Agreement]:
    return await tx.rows(
        Agreement,
        """
        SELECT text, version, how, created_at FROM agreements WHERE created_by_id = $1
        ORDER BY created_at DESC, id DESC LIMIT $2
        """,
        member_id,
        _MOST_LISTED,
    )
