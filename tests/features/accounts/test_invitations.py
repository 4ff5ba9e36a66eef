"""Who may invite how many, and who may be made an admin by a link?"""

import pytest

from exibidos.features.accounts import (
    InvitationWish,
    Inviters,
    any_admin,
    become_admin,
    list_invitations,
    make_admin_link,
    make_invitation,
    revoke_invitation,
    set_role,
    token_of_link,
)
from exibidos.features.accounts.policy import MOST_INVITATIONS
from exibidos.features.accounts.policy.joining import CODE_BITS, canonical_code, code_of
from exibidos.kernel.actor import Admin, Member, Role
from exibidos.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from exibidos.kernel.signing import Signer
from exibidos.platform.db import Tx
from fixtures_make import NOON, Make

pytestmark = pytest.mark.anyio
SIGNER = Signer(("k1:" + "a" * 64,))
ONE = InvitationWish(note="", uses=1, days=1)


def admin(member: Member) -> Admin:
    return Admin(id=member.id, slug=member.slug, display_name=member.display_name)


async def test_one_has_so_many_open_invitations_and_no_more(tx: Tx, make: Make) -> None:
    by = admin(await make.member())
    made = [await make_invitation(tx, by, ONE, inviters=Inviters.ADMIN, at=NOON) for _ in range(MOST_INVITATIONS)]
    with pytest.raises(Conflict, match="too_many_invitations"):
        await make_invitation(tx, by, ONE, inviters=Inviters.ADMIN, at=NOON)
    await revoke_invitation(tx, by, made[0].id, at=NOON)
    await make_invitation(tx, by, ONE, inviters=Inviters.ADMIN, at=NOON)
    assert len(await list_invitations(tx, by)) == MOST_INVITATIONS


async def test_who_is_suspended_invites_nobody(tx: Tx, make: Make) -> None:
    with pytest.raises(Forbidden, match="suspended"):
        await make_invitation(tx, admin(await make.member(suspended=True)), ONE, inviters=Inviters.ADMIN, at=NOON)


async def test_an_admin_sees_and_ends_everybodys_invitations_and_a_member_only_theirs(tx: Tx, make: Make) -> None:
    ana, bia = await make.member(), await make.member()
    invitation = await make_invitation(tx, admin(ana), ONE, inviters=Inviters.ADMIN, at=NOON)
    assert await list_invitations(tx, bia) == []
    with pytest.raises(NotFound):
        await revoke_invitation(tx, bia, invitation.id, at=NOON)
    await revoke_invitation(tx, admin(bia), invitation.id, at=NOON)
    assert await list_invitations(tx, ana) == []


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (InvitationWish(note="x" * 61, uses=1, days=1), "note"),
        (InvitationWish(note="", uses=1_001, days=1), "uses"),
        (InvitationWish(note="", uses=1, days=367), "days"),
    ],
)
async def test_a_wish_beyond_the_rules_names_its_field(tx: Tx, make: Make, wish: InvitationWish, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        await make_invitation(tx, admin(await make.member()), wish, inviters=Inviters.ADMIN, at=NOON)
    assert refused.value.field == field


@pytest.mark.parametrize("secret", [0, 1, 2**CODE_BITS - 1, 0x123456789ABCDEF])
def test_a_code_is_read_however_it_is_typed(secret: int) -> None:
    code = code_of(secret)
    assert len(code) == 12
    typed = f" {code[:4].upper()}-{code[4:8]} {code[8:]}".replace("0", "O").replace("1", "l")
    assert canonical_code(typed) == code


async def test_an_admin_needs_no_link_and_uses_none_up(tx: Tx, make: Make) -> None:
    ana = await make.member()
    assert not await any_admin(tx)
    await set_role(tx, ana.id, Role.ADMIN, at=NOON)
    assert await any_admin(tx)
    link = await make_admin_link(tx, at=NOON)
    with pytest.raises(Conflict, match="admin_already"):
        await become_admin(tx, SIGNER, token_of_link(SIGNER, link), ana.id, at=NOON)


async def test_who_is_not_trusted_with_it_invites_nobody(tx: Tx, make: Make) -> None:
    for inviters in Inviters:
        with pytest.raises(Forbidden, match="may_not_invite"):
            await make_invitation(tx, await make.member(), ONE, inviters=inviters, at=NOON)
