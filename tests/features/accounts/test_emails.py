"""Does an address change only when its new reader says so, who is the member, in time, and does the old one's reader stay in charge?"""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from exibidos.app.resources import Resources
from exibidos.features.accounts import (
    Device,
    EmailChanged,
    EmailKept,
    Joining,
    Link,
    LinkPurpose,
    SendLink,
    ask_email_change,
    check,
    confirm_email_change,
    drop_email_change,
    end_links,
    find_email_change,
    get_email,
    join,
    read_email_change,
    refuse_email_change,
    token_of_link,
)
from exibidos.features.accounts.service.emails import find_reader
from exibidos.features.accounts.service.links import make_link, use_link
from exibidos.features.accounts.store import links as store
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from exibidos.kernel.ids import new_id
from exibidos.kernel.signing import Signer
from exibidos.platform.db import Tx
from fixtures_make import EDITION, NOON, Make

pytestmark = pytest.mark.anyio
SIGNER = Signer(("k1:" + "a" * 64,))
NEAR = Device(address="192.0.2.1", name="Firefox", network="k1.x")
NEW = "nova@exibidos.test"


async def ask(tx: Tx, member: Member, email: str = NEW) -> tuple[Link, Link]:
    """Ask for another address; return the links to the new one and to the present one."""
    await ask_email_change(tx, member, email, at=NOON, device=NEAR, locale="en")
    sent = [job.link_id for _, job, _ in tx.jobs if isinstance(job, SendLink)][-2:]
    change, refusal = [await store.find_sent(tx, link_id) for link_id in sent]
    assert change
    assert refusal
    return change, refusal


async def confirm(tx: Tx, member: Member, link: Link) -> None:
    await confirm_email_change(tx, SIGNER, member, token_of_link(SIGNER, link), at=NOON, device=NEAR)


async def test_the_present_address_stays_until_the_new_one_is_confirmed(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    change, refusal = await ask(tx, ana, "  Nova@Exibidos.test ")
    assert (change.email, refusal.email) == ("Nova@Exibidos.test", "ana@exibidos.test")
    assert await get_email(tx, ana) == "ana@exibidos.test"
    assert await find_email_change(tx, ana, at=NOON) == change
    assert await read_email_change(tx, SIGNER, ana, token_of_link(SIGNER, change), at=NOON) == change
    await confirm(tx, ana, change)
    assert await get_email(tx, ana) == "Nova@Exibidos.test"
    assert tx.events[-1] == EmailChanged(member_id=ana.id, device=NEAR, told=refusal.id)
    assert await find_email_change(tx, ana, at=NOON) is None
    with pytest.raises(Invalid, match="link_stale"):
        await confirm(tx, ana, change)


async def test_a_change_ends_the_sessions_and_the_links_that_came_before_it(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    change, refusal = await ask(tx, ana)
    back = await make_link(tx, LinkPurpose.RESET, email="ana@exibidos.test", at=NOON)
    await confirm(tx, ana, change)
    assert await tx.value(int, "SELECT session_epoch FROM members WHERE id = $1", ana.id) == 1
    for link in (refusal, back):
        with pytest.raises(Invalid, match="link_stale"):
            await use_link(tx, SIGNER, token_of_link(SIGNER, link), link.purpose, at=NOON)


@pytest.mark.parametrize("email", ["ana@exibidos.test", " ANA@exibidos.test", "\uff41na@exibidos.test"])
async def test_the_present_address_is_no_other(tx: Tx, make: Make, email: str) -> None:
    with pytest.raises(Invalid, match="email_same"):
        await ask(tx, await make.member("ana"), email)


@pytest.mark.parametrize(
    "email", ["", "nada", "a@b.test\r\nBcc: eva@evil.test", "a\0@b.test", "a@b.test, eva@evil.test"]
)
async def test_what_is_no_address_is_refused(tx: Tx, make: Make, email: str) -> None:
    with pytest.raises(Invalid, match="email_malformed"):
        await ask(tx, await make.member("ana"), email)


async def test_nobody_hears_while_asking_that_an_address_is_taken_and_its_owner_gets_no_letter(
    tx: Tx, make: Make
) -> None:
    ana, bia = await make.member("ana"), await make.member("bia")
    change, refusal = await ask(tx, ana, "BIA@exibidos.test")
    assert await find_reader(tx, change) is None
    told = await find_reader(tx, refusal)
    assert told
    assert told.member_id == ana.id
    free, _ = await ask(tx, bia)
    assert await find_reader(tx, free)


async def test_who_has_an_address_is_decided_when_it_is_confirmed(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    change, _ = await ask(tx, ana, "bia@exibidos.test")
    await make.member("bia")
    with pytest.raises(Conflict, match="email_taken"):
        await confirm(tx, ana, change)


async def test_a_newer_change_ends_the_older(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    older, _ = await ask(tx, ana)
    newer, _ = await ask(tx, ana, "outra@exibidos.test")
    with pytest.raises(Invalid, match="link_stale"):
        await confirm(tx, ana, older)
    await confirm(tx, ana, newer)


async def test_a_change_dies_after_an_hour_and_with_a_new_password(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    change, _ = await ask(tx, ana)
    later = NOON + timedelta(hours=1)
    with pytest.raises(Invalid, match="link_stale"):
        await confirm_email_change(tx, SIGNER, ana, token_of_link(SIGNER, change), at=later, device=NEAR)
    change, refusal = await ask(tx, ana)
    back = await make_link(tx, LinkPurpose.SIGN_IN, email="ana@exibidos.test", at=NOON)
    await end_links(tx, ana.id, at=NOON)
    for link in (change, refusal, back):
        with pytest.raises(Invalid, match="link_stale"):
            await use_link(tx, SIGNER, token_of_link(SIGNER, link), link.purpose, at=NOON)
    await end_links(tx, new_id(), at=NOON)


async def test_only_the_member_confirms_their_change(tx: Tx, make: Make) -> None:
    """A stranger's change, confirmed by the owner of the address, would hand them an account whose ways in the stranger keeps."""
    eva, ana = await make.member("eva"), await make.member("ana")
    change, _ = await ask(tx, eva)
    token = token_of_link(SIGNER, change)
    with pytest.raises(Invalid, match="link_stale"):
        await read_email_change(tx, SIGNER, ana, token, at=NOON)
    with pytest.raises(Invalid, match="link_stale"):
        await confirm(tx, ana, change)


async def test_the_reader_of_the_present_address_says_no_and_everybody_is_out(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    change, refusal = await ask(tx, ana)
    await refuse_email_change(tx, SIGNER, token_of_link(SIGNER, refusal), at=NOON, device=NEAR)
    assert tx.events[-1] == EmailKept(member_id=ana.id, device=NEAR)
    assert await tx.value(int, "SELECT session_epoch FROM members WHERE id = $1", ana.id) == 1
    with pytest.raises(Invalid, match="link_stale"):
        await confirm(tx, ana, change)


async def test_a_refusal_without_a_member_opens_nothing(tx: Tx) -> None:
    link = await make_link(tx, LinkPurpose.KEEP, email="ana@exibidos.test", at=NOON)
    with pytest.raises(Invalid, match="link_stale"):
        await refuse_email_change(tx, SIGNER, token_of_link(SIGNER, link), at=NOON, device=NEAR)


async def test_a_member_lets_a_change_go(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    change, _ = await ask(tx, ana)
    await drop_email_change(tx, ana, at=NOON)
    assert await find_email_change(tx, ana, at=NOON) is None
    with pytest.raises(Invalid, match="link_stale"):
        await confirm(tx, ana, change)


async def test_a_suspended_member_changes_nothing(tx: Tx, make: Make) -> None:
    ana = await make.member("ana")
    change, _ = await ask(tx, ana)
    await tx.execute("UPDATE members SET suspended_at = now() WHERE id = $1", ana.id)
    with pytest.raises(Forbidden, match="suspended"):
        await ask(tx, ana)
    with pytest.raises(Invalid, match="link_stale"):
        await confirm(tx, ana, change)


async def test_who_is_gone_has_no_address(tx: Tx) -> None:
    with pytest.raises(NotFound):
        await get_email(tx, Member(id=new_id(), slug="x", display_name="X"))


async def test_of_a_yes_and_a_no_at_once_one_holds_and_nobody_waits_in_a_circle(resources: Resources) -> None:
    members: list[Member] = []
    async with resources.database.write() as tx:
        for number in range(4):
            joining = Joining(
                email=f"m{number}@exibidos.test",
                slug=f"membro-{number}",
                display_name="M",
                of_age=True,
                terms_version=EDITION,
            )
            account = await join(tx, check(joining, "uma senha longa"), password_hash="unused", verified=True)
            actor = account.actor()
            assert isinstance(actor, Member)
            members.append(actor)
        asked = [await ask(tx, member, f"novo{number}@exibidos.test") for number, member in enumerate(members)]

    async def yes(member: Member, link: Link) -> UUID | None:
        try:
            async with resources.database.write() as tx:
                await confirm(tx, member, link)
        except Invalid:
            return None
        return member.id

    async def no(link: Link) -> UUID | None:
        try:
            async with resources.database.write() as tx:
                await refuse_email_change(tx, SIGNER, token_of_link(SIGNER, link), at=NOON, device=NEAR)
        except Invalid:
            return None
        return link.member_id

    pairs = list(zip(members, asked, strict=True))
    answers = await asyncio.gather(
        *(yes(member, change) for member, (change, _) in pairs), *(no(refusal) for _, (_, refusal) in pairs)
    )
    assert sorted(filter(None, answers)) == sorted(member.id for member in members), "each was decided once"
    async with resources.database.read() as reading:
        changed = await reading.values(UUID, "SELECT id FROM members WHERE email LIKE 'novo%' ORDER BY id")
    assert changed == sorted(filter(None, answers[:4]))
