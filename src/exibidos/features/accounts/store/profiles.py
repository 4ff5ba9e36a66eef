"""Which SQL asks for and writes what members say of themselves?"""

from uuid import UUID

from exibidos.features.accounts.model import Portrayal
from exibidos.platform.db import ReadTx, Tx


async def find_portrayal(tx: ReadTx, member_id: UUID) -> Portrayal | None:
    return await tx.row(Portrayal, "SELECT display_name, bio, links, locale FROM members WHERE id = $1", member_id)


async def update_portrayal(tx: Tx, member_id: UUID, said: Portrayal) -> bool:
    done = await tx.execute(
        """
        UPDATE members SET display_name = $2, bio = $3, links = $4, locale = $5 WHERE id = $1 AND suspended_at IS NULL
        """,
        member_id,
        said.display_name,
        said.bio,
        list(said.links),
        said.locale,
    )
    return bool(done)


async def find_locale(tx: ReadTx, member_id: UUID) -> str | None:
    return await tx.value(str, "SELECT locale FROM members WHERE id = $1", member_id)
