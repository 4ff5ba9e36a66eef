"""Which SQL asks for and writes who looks after the club?"""

from datetime import datetime
from uuid import UUID

from exibidos.features.accounts.model import Person
from exibidos.kernel.actor import Role
from exibidos.platform.db import ReadTx, Tx

_PERSON = "id, slug, display_name, role, verified_at IS NOT NULL AS verified, suspended_at IS NOT NULL AS suspended, created_at"


async def update(tx: Tx, member_id: UUID, role: Role) -> Role | None:
    """Set a role and return the one before; None when it was the same, or there is nobody."""
    return await tx.value(
        Role,
        """
        WITH before AS (SELECT id, role FROM members WHERE id = $1 AND role <> $2 FOR UPDATE)
        UPDATE members m SET role = $2 FROM before WHERE m.id = before.id RETURNING before.role
        """,
        member_id,
        role,
    )


async def find(tx: ReadTx, slug: str) -> Person | None:
    return await tx.row(Person, f"SELECT {_PERSON} FROM members WHERE slug = $1", slug)


async def list_all(tx: ReadTx) -> list[Person]:
    sql = f"SELECT {_PERSON} FROM members ORDER BY role = 'admin' DESC, role = 'moderator' DESC, id"
    return await tx.rows(Person, sql)


async def any_admin(tx: ReadTx) -> bool:
    sql = "SELECT EXISTS (SELECT FROM members WHERE role = 'admin' AND suspended_at IS NULL)"
    return bool(await tx.value(bool, sql))


async def end_admin_links(tx: Tx, *, at: datetime) -> None:
    await tx.execute("UPDATE mail_links SET used_at = $1 WHERE purpose = 'admin' AND used_at IS NULL", at)
