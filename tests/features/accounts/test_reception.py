"""Does the reception make members only of who may become one, and write beside them only what becomes true with them?"""

import pytest

from exibidos.app.resources import Resources
from exibidos.features.accounts import (
    Account,
    Device,
    InvitationWish,
    Inviters,
    Joining,
    JoinMode,
    JoinRules,
    LinkPurpose,
    Reception,
    Verdict,
    decide_joining,
    make_invitation,
    token_of_link,
)
from exibidos.features.accounts.service.links import make_link
from exibidos.kernel.actor import Admin, Moderator
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Conflict, Invalid
from exibidos.platform.db import Tx
from fixtures_make import EDITION, Make

pytestmark = pytest.mark.anyio
PASSWORD = "uma senha bem longa"
PHONE = Device(address="192.0.2.1", name="phone")


def reception(resources: Resources, mode: JoinMode, *, by_mail: bool = False, club: str = "") -> Reception:
    rules = JoinRules(mode=mode, by_mail=by_mail, club=club, edition=EDITION)
    return Reception(
        resources.database, resources.passwords, resources.limits, resources.signer, resources.entrance, rules
    )


def said(slug: str, *, code: str = "", answer: str = "", name: str = "Ana") -> Joining:
    return Joining(
        email=f"{slug}@exibidos.test",
        slug=slug,
        display_name=name,
        of_age=True,
        terms_version=EDITION,
        code=code,
        answer=answer,
    )


async def test_an_invitation_lets_in_as_many_as_it_has_uses(resources: Resources) -> None:
    async with resources.database.write() as tx:
        host = await Make(tx).member("host")
        by = Admin(id=host.id, slug=host.slug, display_name=host.display_name)
        invitation = await make_invitation(
            tx, by, InvitationWish(note="", uses=1, days=1), inviters=Inviters.ADMIN, at=now()
        )
    desk = reception(resources, JoinMode.INVITATION)
    assert not desk.asks_first
    entered = await desk.join(said("ana", code=invitation.code), PASSWORD, PHONE)
    assert await resources.sessions.find(entered.token, now=now())
    for code in (invitation.code, "no-such-code", ""):
        with pytest.raises(Invalid, match="invitation_unusable"):
            await desk.join(said("bia", code=code), PASSWORD, PHONE)


async def test_what_is_written_beside_a_member_stands_or_falls_with_them(resources: Resources) -> None:
    desk, seen = reception(resources, JoinMode.OPEN), []

    async def beside(tx: Tx, account: Account) -> None:
        assert await tx.value(int, "SELECT count(*) FROM members WHERE id = $1", account.id) == 1
        seen.append(account.slug)

    await desk.join(said("ana"), PASSWORD, PHONE, beside=beside)
    with pytest.raises(Conflict, match="slug_taken"):
        await desk.join(said("ana"), PASSWORD, PHONE, beside=beside)
    assert seen == ["ana"]


async def test_nobody_comes_in_under_the_clubs_own_name(resources: Resources) -> None:
    desk = reception(resources, JoinMode.OPEN, club="Fotos do Sul")
    with pytest.raises(Invalid, match="name_of_the_house"):
        await desk.join(said("ana", name="FOTOS D0 SUL"), PASSWORD, PHONE)


async def test_who_was_asked_answers_by_their_letter_and_waits_again(resources: Resources) -> None:
    desk = reception(resources, JoinMode.APPROVAL, by_mail=True)
    assert desk.asks_first
    begun = await desk.begin(said("ana", answer="Fotografo o mar."), PASSWORD, PHONE)
    assert await desk.find_address(begun) == "ana@exibidos.test"
    assert await desk.find_address(None) is None
    async with resources.database.write() as tx:
        first = await make_link(tx, LinkPurpose.JOIN, email="ana@exibidos.test", about=begun, at=now())
    waiting = await desk.confirm(token_of_link(resources.signer, first), PHONE, begun=begun, password="", slug=None)
    assert isinstance(waiting, str)
    async with resources.database.write() as tx:
        bia = await Make(tx).member("bia")
        by = Moderator(id=bia.id, slug=bia.slug, display_name=bia.display_name)
        await decide_joining(tx, by, begun, Verdict.ASK, said="Desde quando?", at=now())
    await desk.answer(waiting, "Desde menina.")
    async with resources.database.read() as tx:
        rows = await tx.values(str, "SELECT state || ': ' || answer FROM joinings")
    assert rows == ["waiting: Fotografo o mar.\n\nDesde menina."]
    with pytest.raises(Invalid, match="link_stale"):
        await desk.answer(waiting, "E mais isto.")
