"""Who looks after the club? Roles, given by the house or by an admin, and the link by which a club gets its first admin."""

from datetime import datetime
from uuid import UUID

from exibidos.features.accounts import policy
from exibidos.features.accounts.events import RoleChanged
from exibidos.features.accounts.model import Link, LinkPurpose, Person
from exibidos.features.accounts.service.links import make_link, use_link
from exibidos.features.accounts.service.sessions import end_sessions
from exibidos.features.accounts.store import roles as store
from exibidos.kernel.actor import Role
from exibidos.kernel.errors import Conflict, NotFound
from exibidos.kernel.signing import Signer
from exibidos.platform.db import ReadTx, Tx


async def set_role(tx: Tx, member_id: UUID, role: Role, *, at: datetime, by: UUID | None = None) -> None:
    """Give a member a role; nobody's `by` is the house. Their sessions end: what was opened under another role is over."""
    before = await store.update(tx, member_id, role)
    if before is None:
        return
    tx.emit(RoleChanged(member_id=member_id, by=by, before=before, after=role))
    await end_sessions(tx, member_id, at=at)


async def find_person(tx: ReadTx, slug: str) -> Person:
    """Return a member as hosts see them; raises NotFound."""
    found = await store.find(tx, policy.canonical_slug(slug))
    if found is None:
        raise NotFound("accounts.no_such_member")
    return found


async def list_people(tx: ReadTx) -> list[Person]:
    """Return every member, who looks after the club first."""
    return await store.list_all(tx)


async def any_admin(tx: ReadTx) -> bool:
    return await store.any_admin(tx)


async def make_admin_link(tx: Tx, *, at: datetime) -> Link:
    """Make the link that makes its reader an admin, for an hour and once; a newer one ends the older. For who holds the console."""
    await store.end_admin_links(tx, at=at)
    return await make_link(tx, LinkPurpose.ADMIN, email="", at=at)


async def become_admin(tx: Tx, signer: Signer, token: str, member_id: UUID, *, at: datetime) -> None:
    """Make a signed-in member an admin by such a link; raises Invalid("accounts.link_stale"), Conflict for who is one already."""
    await use_link(tx, signer, token, LinkPurpose.ADMIN, at=at)
    before = await store.update(tx, member_id, Role.ADMIN)
    if before is None:
        raise Conflict("accounts.admin_already")
    tx.emit(RoleChanged(member_id=member_id, by=None, before=before, after=Role.ADMIN))
    await end_sessions(tx, member_id, at=at)
