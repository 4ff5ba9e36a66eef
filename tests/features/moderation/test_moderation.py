"""Do reports become cases, cases decisions, and decisions what they say, for whom they say it?"""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from exibidos.features import moderation
from exibidos.features.images import Moderation, State, get_photo
from exibidos.features.moderation import (
    Action,
    CaseDecided,
    CaseOverdue,
    Kind,
    Reporter,
    Ruling,
    SendOutcome,
    decide,
    get_case,
    list_cases,
    look,
    open_review,
    report,
    undo,
)
from exibidos.kernel.actor import GUEST, Member, Moderator, Role
from exibidos.kernel.errors import Conflict, Forbidden, NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import Database, Tx
from fixtures_make import NOON, Make

pytestmark = pytest.mark.anyio


def moderating(member: Member) -> Moderator:
    facts = {**msgspec.structs.asdict(member), "role": Role.MODERATOR}
    return Moderator(**facts)


def said(action: Action, **changes: Any) -> Ruling:
    return Ruling(action=action, **{"rule": Kind.SPAM, "note": "seen", "statement": "It is spam.", **changes})


async def state_of(tx: Tx, image_id: UUID) -> tuple[str, str]:
    found = await tx.values(str, "SELECT unnest(ARRAY[state, moderation]) FROM images WHERE id = $1", image_id)
    return found[0], found[1]


async def test_many_reports_are_one_case_and_tell_nobody_whether_a_photo_is_there(tx: Tx, make: Make) -> None:
    ana, bia, caio, mod = [await make.member() for _ in range(4)]
    image_id = await make.image(ana)
    for who in (
        Reporter(member_id=bia.id),
        Reporter(member_id=caio.id),
        Reporter(email="eu@exibidos.test"),
        Reporter(),
    ):
        assert await report(tx, who, image_id, Kind.SPAM, "Olhem", at=NOON) is not None
    assert await report(tx, Reporter(member_id=bia.id), image_id, Kind.HATE, "", at=NOON) is None, "once each"
    assert await report(tx, Reporter(member_id=ana.id), image_id, Kind.SPAM, "", at=NOON) is None, "one's own"
    assert await report(tx, Reporter(member_id=bia.id), new_id(), Kind.SPAM, "", at=NOON) is None, "none there"
    (case,) = await list_cases(tx, moderating(mod))
    assert (case.reports, case.kinds, case.urgent) == (4, (Kind.SPAM,), False)
    assert case.due_at == NOON + timedelta(hours=48)
    assert [type(job) for _, job, _ in tx.jobs] == [SendOutcome]
    assert await state_of(tx, image_id) == ("published", "clear")


@pytest.mark.parametrize("kind", sorted(moderation.HIDE_AT_ONCE))
async def test_the_gravest_kinds_hide_at_once_but_not_what_was_found_fine_nor_on_the_word_of_who_was_wrong(
    tx: Tx, make: Make, kind: Kind
) -> None:
    ana, bia, mod = await make.member(), await make.member(), moderating(await make.member())
    for number in range(3):
        image_id = await make.image(ana)
        await report(tx, Reporter(member_id=bia.id), image_id, kind, "", at=NOON)
        believed = number < 2
        assert await state_of(tx, image_id) == ("published", "hidden" if believed else "clear")
        with_guest = get_photo(tx, GUEST, image_id)
        if believed:
            with pytest.raises(NotFound):
                await with_guest
        else:
            await with_guest
        case = next(each for each in await list_cases(tx, mod) if each.image_id == image_id)
        assert case.urgent
        action = Action.RESTORE if believed else Action.DISMISS
        await decide(tx, mod, case.id, said(action), (), at=NOON)
        await report(tx, Reporter(), image_id, kind, "", at=NOON)
        assert await state_of(tx, image_id) == ("published", "clear"), "somebody has looked"


async def test_the_queue_begins_with_what_is_urgent_and_then_with_what_has_waited_longest(tx: Tx, make: Make) -> None:
    ana, mod = await make.member(), moderating(await make.member())
    plain, grave, sealed = [await make.image(ana) for _ in range(3)]
    await report(tx, Reporter(), plain, Kind.SPAM, "", at=NOON)
    await open_review(tx, sealed, alike_to=(), at=NOON)
    await report(tx, Reporter(), grave, Kind.MINORS, "", at=NOON)
    assert [each.image_id for each in await list_cases(tx, mod)][-1] == plain


async def test_nobody_decides_about_their_own_photo_or_their_own_report(tx: Tx, make: Make) -> None:
    ana, bia = moderating(await make.member()), moderating(await make.member())
    image_id = await make.image(ana)
    await report(tx, Reporter(member_id=bia.id), image_id, Kind.SPAM, "", at=NOON)
    (case,) = await list_cases(tx, ana)
    for who in (ana, bia):
        for action in Action:
            with pytest.raises(Forbidden):
                await decide(tx, who, case.id, said(action), (who.slug,), at=NOON)
        with pytest.raises(Forbidden):
            await look(tx, who, case.id, (who.slug,))


async def test_what_is_approved_hangs_and_what_is_undone_waits_again(tx: Tx, make: Make) -> None:
    ana, other, mod = await make.member(), await make.member(), moderating(await make.member())
    hung, image_id = await make.image(other), await make.image(ana, state=State.REVIEW)
    await open_review(tx, image_id, alike_to=(hung,), at=NOON)
    await moderation.claim(tx, ana, image_id, "Fiz em 2019.")
    with pytest.raises(NotFound):
        await moderation.claim(tx, other, image_id, "Não, eu.")
    (case,) = await list_cases(tx, mod)
    assert (case.claim, case.alike_to) == ("Fiz em 2019.", (hung,))
    decision_id = await decide(tx, mod, case.id, Ruling(action=Action.APPROVE), (), at=NOON)
    assert await state_of(tx, image_id) == ("published", "clear")
    assert (await get_photo(tx, GUEST, image_id)).id == image_id
    with pytest.raises(Conflict):
        await decide(tx, mod, case.id, said(Action.HIDE), (), at=NOON)
    await tx.execute("UPDATE decisions SET created_at = $1", NOON)
    assert await undo(tx, mod, decision_id, (), at=NOON) == case.id
    assert await state_of(tx, image_id) == ("review", "clear")
    assert [each.id for each in await list_cases(tx, mod)] == [case.id]
    with pytest.raises(NotFound):
        await undo(tx, mod, decision_id, (), at=NOON)


async def test_a_sealed_photo_opens_for_who_is_named_and_its_copies_stay_out(tx: Tx, make: Make) -> None:
    ana, mod, opener = await make.member(), moderating(await make.member()), moderating(await make.member("abre"))
    image_id = await make.image(ana)
    await report(tx, Reporter(), image_id, Kind.ILLEGAL, "", at=NOON)
    (case,) = await list_cases(tx, mod)
    await decide(tx, mod, case.id, said(Action.HOLD, statement="never told"), ("abre",), at=NOON)
    assert await tx.value(str, "SELECT outcome FROM banned_hashes WHERE image_id = $1", image_id) == "hold"
    with pytest.raises(NotFound):
        await get_photo(tx, ana, image_id)
    (notice,) = await moderation.list_notices(tx, ana)
    assert (notice.title, notice.rule, notice.statement) == ("", "", ""), "neutral"
    await open_review(tx, image_id, alike_to=(), at=NOON)
    (case,) = await list_cases(tx, mod)
    for act in (look(tx, mod, case.id, ("abre",)), decide(tx, mod, case.id, said(Action.RESTORE), ("abre",), at=NOON)):
        with pytest.raises(Forbidden):
            await act
    await look(tx, opener, case.id, ("abre",))
    await decide(tx, opener, case.id, said(Action.RESTORE), ("abre",), at=NOON)
    assert await state_of(tx, image_id) == ("published", "clear")
    assert await tx.value(int, "SELECT count(*) FROM banned_hashes") == 0


async def test_what_is_removed_cannot_be_undone_and_everybody_hears_once(tx: Tx, make: Make) -> None:
    ana, bia, mod = await make.member(), await make.member(), moderating(await make.member())
    image_id = await make.image(ana, title="Feira")
    await report(tx, Reporter(member_id=bia.id), image_id, Kind.SPAM, "", at=NOON)
    (case,) = await list_cases(tx, mod)
    decision_id = await decide(tx, mod, case.id, said(Action.REMOVE, ban=True), (), at=NOON)
    event = next(event for event in tx.events if isinstance(event, CaseDecided))
    assert (event.author_id, event.told, event.banned) == (ana.id, (bia.id,), True)
    with pytest.raises(Conflict):
        await undo(tx, mod, decision_id, (), at=NOON)
    (notice,) = await moderation.list_notices(tx, ana)
    assert (notice.title, notice.rule, notice.statement) == ("Feira", "spam", "It is spam.")
    (receipt,) = await moderation.list_receipts(tx, bia)
    assert receipt.action is Action.REMOVE
    assert await moderation.list_receipts(tx, ana) == []


async def test_of_two_who_decide_at_once_one_is_told_that_it_is_decided(database: Database) -> None:
    async with database.write() as tx:
        make = Make(tx)
        ana, mods = await make.member(), [moderating(await make.member()) for _ in range(2)]
        image_id = await make.image(ana)
        await report(tx, Reporter(), image_id, Kind.SPAM, "", at=NOON)
        (case,) = await list_cases(tx, mods[0])

    async def one(mod: Moderator, action: Action) -> str:
        try:
            async with database.write() as tx:
                await decide(tx, mod, case.id, said(action), (), at=NOON)
        except Conflict as late:
            return late.code
        return "done"

    answers = await asyncio.gather(one(mods[0], Action.HIDE), one(mods[1], Action.REMOVE))
    assert sorted(answers) == ["done", "moderation.decided"]


async def test_what_nobody_decides_in_time_is_told_to_admins_once(tx: Tx, make: Make) -> None:
    ana, chefe = await make.member(), await make.member()
    await tx.execute("UPDATE members SET role = 'admin' WHERE id = $1", chefe.id)
    image_id = await make.image(ana)
    await report(tx, Reporter(), image_id, Kind.SPAM, "", at=NOON)
    for hours, told in ((47, 0), (49, 1), (60, 1)):
        await moderation.escalate(tx, at=NOON + timedelta(hours=hours))
        events = [event for event in tx.events if isinstance(event, CaseOverdue)]
        assert len(events) == told
        assert all(chefe.id in event.admins for event in events)
    case, _, _ = await get_case(tx, moderating(chefe), events[0].case_id)
    assert case.escalated_at
    assert case.moderation is Moderation.CLEAR
