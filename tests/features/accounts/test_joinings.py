"""Does somebody become a member only when their address is proven, and nobody in their place?"""

import asyncio
from datetime import timedelta

import msgspec
import pytest

from exibidos.app.reactions import react
from exibidos.features.accounts import (
    InvitationWish,
    Inviters,
    Joining,
    JoiningDecided,
    JoiningState,
    JoinMode,
    JoinRules,
    Link,
    MemberJoined,
    Purpose,
    SendJoinLetter,
    Verdict,
    check,
    consents_to,
    decide_joining,
    join,
    list_waiting,
    make_invitation,
)
from exibidos.features.accounts.model import Account
from exibidos.features.accounts.service import joinings
from exibidos.features.accounts.service.joinings import begin_joining, finish_joining
from exibidos.kernel.actor import Admin, Moderator
from exibidos.kernel.errors import Conflict, Invalid, NotFound, Problem
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Database, Tx
from fixtures_make import EDITION, NOON, Make

pytestmark = pytest.mark.anyio
OPEN, APPROVAL, INVITED = (JoinRules(mode=mode) for mode in JoinMode)


def said(slug: str = "ana", email: str = "", **more: object) -> Joining:
    joining = Joining(
        email=email or f"{slug}@exibidos.test", slug=slug, display_name="Ana", of_age=True, terms_version=EDITION
    )
    return msgspec.structs.replace(check(joining, "uma senha bem longa"), **more)


async def count(tx: Tx, table: str) -> int:
    return await tx.value(int, f"SELECT count(*) FROM {table}") or 0


async def test_a_wish_is_no_member_and_asks_for_a_letter(tx: Tx) -> None:
    before = await count(tx, "members")
    await begin_joining(tx, said(), password_hash="kept", rules=OPEN, at=NOON)
    assert await count(tx, "members") == before
    assert [type(job) for _, job, _ in tx.jobs] == [SendJoinLetter]
    assert tx.events == []


async def test_a_proven_address_makes_the_member_with_what_they_agreed_to(tx: Tx) -> None:
    wish = said(consents=(Purpose.TRAINING,))
    begun = await begin_joining(tx, wish, password_hash="kept", rules=OPEN, at=NOON)
    account = await finish_joining(tx, begun, rules=OPEN, at=NOON)
    assert isinstance(account, Account)
    assert (account.slug, account.verified) == ("ana", True)
    assert tx.events == [MemberJoined(member_id=account.id)]
    assert [await consents_to(tx, account.id, purpose) for purpose in Purpose] == [False, True, False]
    assert await tx.values(str, "SELECT how FROM consents WHERE created_by_id = $1", account.id) == ["joining"]
    assert await count(tx, "joinings") == 0, "what they said stands in one place"


async def test_a_wish_comes_true_once(tx: Tx) -> None:
    begun = await begin_joining(tx, said(), password_hash="kept", rules=OPEN, at=NOON)
    await finish_joining(tx, begun, rules=OPEN, at=NOON)
    with pytest.raises(Invalid, match="link_stale"):
        await finish_joining(tx, begun, rules=OPEN, at=NOON)


async def test_wishes_hold_neither_slug_nor_address(tx: Tx) -> None:
    squatter = await begin_joining(tx, said("ana", "squatter@exibidos.test"), password_hash="x", rules=OPEN, at=NOON)
    ana = await begin_joining(tx, said("ana"), password_hash="kept", rules=OPEN, at=NOON)
    assert isinstance(await finish_joining(tx, ana, rules=OPEN, at=NOON), Account)
    with pytest.raises(Conflict, match="slug_taken"):
        await finish_joining(tx, squatter, rules=OPEN, at=NOON)


async def test_who_came_second_chooses_another_slug_at_the_end(tx: Tx, make: Make) -> None:
    begun = await begin_joining(tx, said("ana"), password_hash="kept", rules=OPEN, at=NOON)
    await make.member("ana-luz")
    account = await finish_joining(tx, begun, rules=OPEN, at=NOON, slug=" Ana-Lua ")
    assert isinstance(account, Account)
    assert account.slug == "ana-lua"


async def test_a_members_slug_is_told_and_a_members_address_is_not(tx: Tx, make: Make) -> None:
    await make.member("ana")
    with pytest.raises(Conflict, match="slug_taken"):
        await begin_joining(tx, said("ana", "other@exibidos.test"), password_hash="x", rules=OPEN, at=NOON)
    begun = await begin_joining(tx, said("other", "ana@exibidos.test"), password_hash="x", rules=OPEN, at=NOON)
    assert await joinings.is_known(tx, begun)
    with pytest.raises(Conflict, match="email_taken"):
        await finish_joining(tx, begun, rules=OPEN, at=NOON)


async def test_strangers_cannot_make_us_write_to_one_address_without_end(tx: Tx) -> None:
    wishes = [await begin_joining(tx, said(), password_hash="x", rules=OPEN, at=NOON) for _ in range(7)]
    other = await begin_joining(tx, said("bia"), password_hash="x", rules=OPEN, at=NOON)
    assert [await joinings.may_write(tx, wish, at=NOON) for wish in wishes] == [True] * 5 + [False] * 2
    assert await joinings.may_write(tx, other, at=NOON)
    later = NOON + timedelta(hours=1)
    again = await begin_joining(tx, said(), password_hash="x", rules=OPEN, at=later)
    assert await joinings.may_write(tx, again, at=later)


async def test_without_a_letter_whoever_proved_the_address_goes_on(tx: Tx) -> None:
    begun = await begin_joining(tx, said(), password_hash=None, rules=OPEN, at=NOON, letter=False)
    assert tx.jobs == []
    assert isinstance(await finish_joining(tx, begun, rules=OPEN, at=NOON), Account)


async def test_a_club_that_approves_asks_and_lets_wait(tx: Tx) -> None:
    with pytest.raises(Invalid, match="answer_length"):
        await begin_joining(tx, said(), password_hash="x", rules=APPROVAL, at=NOON)
    begun = await begin_joining(tx, said(answer=" Luz. "), password_hash="x", rules=APPROVAL, at=NOON)
    assert await list_waiting(tx) == [], "nobody waits whose address is not proven"
    assert isinstance(await finish_joining(tx, begun, rules=APPROVAL, at=NOON), Link)
    [waiting] = await list_waiting(tx)
    assert (waiting.answer, waiting.state, waiting.confirmed_at) == ("Luz.", JoiningState.WAITING, NOON)
    with pytest.raises(Invalid, match="link_stale"):
        await finish_joining(tx, begun, rules=APPROVAL, at=NOON)


async def moderator(make: Make) -> Moderator:
    member = await make.member()
    return Moderator(id=member.id, slug=member.slug, display_name=member.display_name)


async def test_approval_lets_the_person_come_in_and_is_answered_for(tx: Tx, make: Make) -> None:
    by = await moderator(make)
    begun = await begin_joining(tx, said(answer="Luz."), password_hash="x", rules=APPROVAL, at=NOON)
    await finish_joining(tx, begun, rules=APPROVAL, at=NOON)
    tx.events.clear()
    await decide_joining(tx, by, begun, Verdict.APPROVE, said="", at=NOON)
    assert tx.events == [JoiningDecided(joining_id=begun, by=by.id, verdict=Verdict.APPROVE)]
    await react(tx)
    assert [act.name for act in tx.acts] == ["joining.decided"]
    assert await list_waiting(tx) == []
    with pytest.raises(Conflict, match="joining_decided"):
        await decide_joining(tx, by, begun, Verdict.REFUSE, said="too late", at=NOON)
    assert isinstance(await finish_joining(tx, begun, rules=APPROVAL, at=NOON), Account)


async def test_an_approved_wish_whose_slug_is_taken_meanwhile_takes_another(tx: Tx, make: Make) -> None:
    begun = await begin_joining(tx, said("ana", answer="Luz."), password_hash="x", rules=APPROVAL, at=NOON)
    await finish_joining(tx, begun, rules=APPROVAL, at=NOON)
    await join(tx, said("ana", "first@exibidos.test"), password_hash="x")
    await decide_joining(tx, await moderator(make), begun, Verdict.APPROVE, said="", at=NOON)
    with pytest.raises(Conflict, match="slug_taken") as refused:
        await finish_joining(tx, begun, rules=APPROVAL, at=NOON)
    assert refused.value.field == "slug"
    assert isinstance(await finish_joining(tx, begun, rules=APPROVAL, at=NOON, slug="ana-2"), Account)


async def test_a_moderator_may_ask_for_more_and_is_answered(tx: Tx, make: Make) -> None:
    by = await moderator(make)
    begun = await begin_joining(tx, said(answer="Luz."), password_hash="x", rules=APPROVAL, at=NOON)
    with pytest.raises(Invalid, match="link_stale"):
        await joinings.answer_again(tx, begun, "Nobody asked.", at=NOON)
    await finish_joining(tx, begun, rules=APPROVAL, at=NOON)
    with pytest.raises(Invalid, match="said_length"):
        await decide_joining(tx, by, begun, Verdict.ASK, said=" ", at=NOON)
    await decide_joining(tx, by, begun, Verdict.ASK, said="Which light?", at=NOON)
    await joinings.answer_again(tx, begun, "The last one.", at=NOON)
    [waiting] = await list_waiting(tx)
    assert (waiting.state, waiting.answer) == (JoiningState.WAITING, "Luz.\n\nThe last one.")


async def test_a_refusal_gives_its_reason_and_stands(tx: Tx, make: Make) -> None:
    by = await moderator(make)
    begun = await begin_joining(tx, said(answer="Luz."), password_hash="x", rules=APPROVAL, at=NOON)
    await finish_joining(tx, begun, rules=APPROVAL, at=NOON)
    await decide_joining(tx, by, begun, Verdict.REFUSE, said="We know you.", at=NOON)
    assert (await joinings.get_candidate(tx, begun)).said == "We know you."
    with pytest.raises(Invalid, match="link_stale"):
        await finish_joining(tx, begun, rules=APPROVAL, at=NOON)
    with pytest.raises(NotFound):
        await decide_joining(tx, by, new_id(), Verdict.APPROVE, said="", at=NOON)


async def test_the_reader_of_the_letter_can_end_it(tx: Tx) -> None:
    begun = await begin_joining(tx, said(), password_hash="x", rules=OPEN, at=NOON)
    assert await joinings.find_address(tx, begun) == "ana@exibidos.test"
    await joinings.end_joining(tx, begun)
    assert await joinings.find_address(tx, begun) is None
    for over in (begun, None):
        with pytest.raises(Invalid, match="link_stale"):
            await joinings.get_candidate(tx, over)


async def test_wishes_are_forgotten_in_time(tx: Tx) -> None:
    await begin_joining(tx, said(), password_hash="x", rules=OPEN, at=NOON)
    await joinings.sweep_joinings(tx, at=NOON + timedelta(days=7))
    assert await count(tx, "joinings") == 1
    await joinings.sweep_joinings(tx, at=NOON + timedelta(days=7, seconds=1))
    assert await count(tx, "joinings") == 0


async def test_a_club_that_invites_takes_no_other(tx: Tx, make: Make) -> None:
    admin = await make.member()
    by = Admin(id=admin.id, slug=admin.slug, display_name=admin.display_name)
    invitation = await make_invitation(
        tx, by, InvitationWish(note="", uses=1, days=1), inviters=Inviters.ADMIN, at=NOON
    )
    for code in ("", "nothing", invitation.code[:-1] + "!"):
        with pytest.raises(Invalid, match="invitation_unusable"):
            await begin_joining(tx, said(code=code), password_hash="x", rules=INVITED, at=NOON)
    wishes = [
        await begin_joining(tx, said(f"ana-{n}", code=invitation.code), password_hash="x", rules=INVITED, at=NOON)
        for n in range(2)
    ]
    assert isinstance(await finish_joining(tx, wishes[0], rules=INVITED, at=NOON), Account)
    with pytest.raises(Conflict, match="invitation_used_up"):
        await finish_joining(tx, wishes[1], rules=INVITED, at=NOON)


async def _fifty(database: Database, wishes: list[Joining], rules: JoinRules = OPEN) -> list[str]:
    async def begin(wish: Joining) -> object:
        async with database.write() as tx:
            return await begin_joining(tx, wish, password_hash="x", rules=rules, at=NOON)

    async def finish(begun: object) -> str:
        try:
            async with database.write() as tx:
                await finish_joining(tx, begun, rules=rules, at=NOON)  # type: ignore[arg-type]
        except Problem as problem:
            return problem.code
        return "joined"

    begun = await asyncio.gather(*(begin(wish) for wish in wishes))
    return sorted(await asyncio.gather(*(finish(one) for one in begun)))


async def test_fifty_confirmed_at_once_with_one_address_are_one_member(database: Database) -> None:
    said_so = await _fifty(database, [said(f"ana-{n}", "ana@exibidos.test") for n in range(50)])
    assert said_so == ["accounts.email_taken"] * 49 + ["joined"]


async def test_fifty_confirmed_at_once_with_one_slug_are_one_member(database: Database) -> None:
    said_so = await _fifty(database, [said("ana", f"ana-{n}@exibidos.test") for n in range(50)])
    assert said_so == ["accounts.slug_taken"] * 49 + ["joined"]


async def test_one_wish_confirmed_fifty_times_at_once_is_one_member(database: Database) -> None:
    async with database.write() as tx:
        begun = await begin_joining(tx, said(), password_hash="x", rules=OPEN, at=NOON)

    async def finish() -> str:
        try:
            async with database.write() as tx:
                await finish_joining(tx, begun, rules=OPEN, at=NOON)
        except Invalid as problem:
            return problem.code
        return "joined"

    assert sorted(await asyncio.gather(*(finish() for _ in range(50)))) == ["accounts.link_stale"] * 49 + ["joined"]


async def test_an_invitation_opens_as_often_as_it_says_however_many_come_at_once(database: Database) -> None:
    async with database.write() as tx:
        maker = await Make(tx).member("convida")
        by = Admin(id=maker.id, slug=maker.slug, display_name=maker.display_name)
        invitation = await make_invitation(
            tx, by, InvitationWish(note="", uses=7, days=1), inviters=Inviters.ADMIN, at=NOON
        )
    said_so = await _fifty(database, [said(f"ana-{n}", code=invitation.code) for n in range(50)], INVITED)
    assert said_so == ["accounts.invitation_used_up"] * 43 + ["joined"] * 7
    async with database.read() as read:
        assert await read.value(int, "SELECT used FROM invitations WHERE id = $1", invitation.id) == 7


async def test_who_has_shown_otherwise_that_it_is_theirs_sees_how_it_stands_without_a_letter(tx: Tx) -> None:
    begun = await begin_joining(tx, said(answer="Oi."), password_hash=None, rules=APPROVAL, at=NOON, letter=False)
    link = await joinings.make_quiet_link(tx, begun, at=NOON)
    assert (link.about, link.email) == (begun, "ana@exibidos.test")
    assert tx.jobs == []
    with pytest.raises(Invalid):
        await joinings.make_quiet_link(tx, new_id(), at=NOON)
