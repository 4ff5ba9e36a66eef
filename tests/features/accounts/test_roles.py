"""Is a role given to whom it should be, once, and does everything that was open under the other one end?"""

import pytest

from exibidos.features.accounts import (
    any_admin,
    any_members,
    become_admin,
    find_person,
    list_people,
    make_admin_link,
    set_role,
    token_of_link,
)
from exibidos.features.accounts.events import RoleChanged, SettleSessions
from exibidos.features.accounts.service.members import get_account
from exibidos.kernel.actor import Role
from exibidos.kernel.errors import Conflict, NotFound
from exibidos.kernel.ids import new_id
from exibidos.kernel.signing import Signer
from exibidos.platform.db import Tx
from fixtures_make import NOON, Make

pytestmark = pytest.mark.anyio
SIGNER = Signer(("k1:" + "a" * 64,))


async def test_a_role_is_given_with_the_end_of_all_sessions_and_told_once(tx: Tx, make: Make) -> None:
    ana, bia = await make.member("ana"), await make.member("bia")
    for _ in range(2):
        await set_role(tx, ana.id, Role.MODERATOR, by=bia.id, at=NOON)
    changed = RoleChanged(member_id=ana.id, by=bia.id, before=Role.MEMBER, after=Role.MODERATOR)
    assert tx.events[2:] == [changed], "after the two who joined"
    assert [job.member_id for _, job, _ in tx.jobs if isinstance(job, SettleSessions)] == [ana.id]
    assert (await get_account(tx, ana.id)).epoch == 1


async def test_nobody_is_given_nothing(tx: Tx) -> None:
    await set_role(tx, new_id(), Role.ADMIN, at=NOON)
    assert tx.events == []


async def test_who_looks_after_the_club_is_listed_first(tx: Tx, make: Make) -> None:
    assert not await any_members(tx)
    for slug, role in (("ana", Role.MEMBER), ("bia", Role.MODERATOR), ("caio", Role.ADMIN)):
        assert not await any_admin(tx)
        await set_role(tx, (await make.member(slug)).id, role, at=NOON)
    assert [person.slug for person in await list_people(tx)] == ["caio", "bia", "ana"]
    assert await any_members(tx)
    assert await any_admin(tx)


async def test_somebody_is_found_by_their_address_however_it_is_typed(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    assert (await find_person(tx, " @ANA")).id == ana.id
    with pytest.raises(NotFound):
        await find_person(tx, "ninguem")


async def test_the_hosts_link_makes_one_admin_and_who_is_one_needs_none(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    await become_admin(tx, SIGNER, token_of_link(SIGNER, await make_admin_link(tx, at=NOON)), ana.id, at=NOON)
    assert tx.events[1:] == [RoleChanged(member_id=ana.id, by=None, before=Role.MEMBER, after=Role.ADMIN)]
    assert await any_admin(tx)
    with pytest.raises(Conflict, match="admin_already"):
        await become_admin(tx, SIGNER, token_of_link(SIGNER, await make_admin_link(tx, at=NOON)), ana.id, at=NOON)
