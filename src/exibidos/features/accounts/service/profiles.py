"""What do members say of themselves, and in which language do they read?"""

from uuid import UUID

from exibidos.features.accounts import policy
from exibidos.features.accounts.events import Portrayed
from exibidos.features.accounts.model import Portrayal
from exibidos.features.accounts.store import profiles as store
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import NotFound
from exibidos.platform.db import ReadTx, Tx


async def get_portrayal(tx: ReadTx, member: Member) -> Portrayal:
    """Return what a member says of themselves, to themselves."""
    found = await store.find_portrayal(tx, member.id)
    if found is None:
        raise NotFound("accounts.no_such_member")
    return found


async def portray(tx: Tx, member: Member, portrayal: Portrayal, *, club: str) -> None:
    """Replace what a member says of themselves; raises Invalid with the field at fault. `club` is a name that nobody may bear."""
    checked = policy.check_portrayal(portrayal, role=member.role, club=club)
    if not await store.update_portrayal(tx, member.id, checked):
        raise NotFound("accounts.no_such_member")
    tx.emit(Portrayed(member_id=member.id))


async def find_locale(tx: ReadTx, member_id: UUID) -> str | None:
    """Return the language that a member chose; None when they chose none, or are gone: then the club's."""
    return await store.find_locale(tx, member_id)
