"""Which verbs does moderation know? Report, claim, look, decide, undo, escalate; photos change through images' door."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from exibidos.features import images
from exibidos.features.images import Moderation, Outcome
from exibidos.features.moderation import policy, store
from exibidos.features.moderation.events import (
    CaseDecided,
    CaseLookedAt,
    CaseOverdue,
    DecisionUndone,
    Reported,
    SendOutcome,
)
from exibidos.features.moderation.model import (
    Action,
    Case,
    Decision,
    Facts,
    Kind,
    Notice,
    Receipt,
    Report,
    Reporter,
    Ruling,
)
from exibidos.kernel.actor import Member, Moderator
from exibidos.kernel.errors import Conflict, Forbidden, NotFound
from exibidos.kernel.ids import new_id
from exibidos.kernel.signing import Signer
from exibidos.platform.db import ReadTx, Tx

# A moderator decides one after the other; whoever has more than this open needs people, not a longer page.
_MOST_LISTED = 100
_AT_ONCE = 100


async def open_review(tx: Tx, image_id: UUID, *, alike_to: Sequence[UUID], at: datetime) -> None:
    """Let moderators look at a photo before it hangs, because of what it looks like, or at one that the house has sealed."""
    due_at = at + policy.DECIDED_WITHIN
    await store.open_case(tx, new_id(), image_id, urgent=not alike_to, alike_to=alike_to, due_at=due_at)


async def report(tx: Tx, reporter: Reporter, image_id: UUID, kind: Kind, words: str, *, at: datetime) -> UUID | None:
    """Say that something is wrong with a photo; returns the receipt, None when there is no such photo or it is their own.

    Nobody learns from the answer whether a photo is there: a form answers all the same. Some kinds hide at once; not where a moderator
    has found the photo fine before, nor on the word of who was wrong too often.
    """
    # Before it is known whether there is such a photo: what is refused must not tell.
    said, email = policy.check_words(words), "" if reporter.member_id else policy.check_email(reporter.email)
    facts = await images.find_facts(tx, image_id)
    if (
        facts is None
        or facts.author_id == reporter.member_id
        or not policy.may_be_reported(facts.state, facts.moderation)
    ):
        return None
    case_id = await store.open_case(
        tx, new_id(), image_id, urgent=kind in policy.URGENT, alike_to=(), due_at=at + policy.DECIDED_WITHIN
    )
    report_id = new_id()
    new = await store.insert_report(
        tx, report_id, case_id, kind=kind, words=said, by=reporter.member_id, email=email, locale=reporter.locale
    )
    if not new:
        return None
    if (
        kind in policy.HIDE_AT_ONCE
        and facts.moderation is Moderation.CLEAR
        and await _believed(tx, reporter, image_id, at)
    ):
        await images.hide(tx, image_id)
    if email:
        tx.enqueue(SendOutcome(report_id=report_id))
    tx.emit(Reported(case_id=case_id, report_id=report_id, image_id=image_id, kind=kind, by=reporter.member_id))
    return report_id


async def claim(tx: Tx, member: Member, image_id: UUID, words: str) -> None:
    """Say why a photo that looks like another is one's own; raises NotFound when it does not wait for that."""
    if not await store.update_claim(tx, image_id, member.id, policy.check_words(words, field="claim")):
        raise NotFound("images.no_such_photo")


async def find_claim(tx: ReadTx, member: Member, image_id: UUID) -> str | None:
    """Return what the author has said so far; None when the photo does not wait for that."""
    return await store.find_claim(tx, image_id, member.id)


async def list_cases(tx: ReadTx, moderator: Moderator) -> list[Case]:  # noqa: ARG001 - the type is the permission
    """List what waits for a decision, the urgent and then the oldest first."""
    return await store.list_open(tx, _MOST_LISTED)


async def get_case(tx: ReadTx, moderator: Moderator, case_id: UUID) -> tuple[Case, list[Report], list[Decision]]:  # noqa: ARG001 - see above
    """Return a case with its reports and what was decided about its photo before; raises NotFound."""
    case = await store.find_case(tx, case_id)
    if case is None:
        raise NotFound("moderation.no_such_case")
    return case, await store.list_reports(tx, case_id), await store.list_decisions(tx, case.image_id, _AT_ONCE)


def facts_of(case: Case, reports: Collection[Report], moderator: Moderator, openers: Collection[str]) -> Facts:
    """Return what decides what this moderator may do with a case's photo. `openers` are slugs that the host named."""
    return Facts(
        state=case.state,
        moderation=case.moderation,
        developed=case.width is not None,
        theirs=case.author_id == moderator.id or any(each.by_id == moderator.id for each in reports),
        opener=moderator.slug in openers,
    )


async def look(tx: Tx, moderator: Moderator, case_id: UUID, openers: Collection[str]) -> Case:
    """Lift the blur of a case's picture for one look, which is answered for; raises Forbidden for what is theirs or sealed."""
    case, reports, _ = await get_case(tx, moderator, case_id)
    if not policy.may_look(facts_of(case, reports, moderator, openers)):
        raise Forbidden("moderation.sealed")
    tx.emit(CaseLookedAt(case_id=case.id, image_id=case.image_id, by=moderator.id))
    return case


async def decide(
    tx: Tx, moderator: Moderator, case_id: UUID, ruling: Ruling, openers: Collection[str], *, at: datetime
) -> UUID:
    """Do what a moderator says, once, and close the case; returns the decision, which may be undone.

    Raises Conflict when somebody was faster, Forbidden for what is theirs or sealed, Invalid for what is missing.
    """
    if not await store.lock_case(tx, case_id):
        raise Conflict("moderation.decided")
    case, reports, _ = await get_case(tx, moderator, case_id)
    checked = policy.check(ruling, facts_of(case, reports, moderator, openers))
    state, moderation = policy.after(checked.action, case.state, case.moderation, developed=case.width is not None)
    await images.moderate(
        tx, case.image_id, state, moderation, vetted=checked.action in {Action.APPROVE, Action.RESTORE}
    )
    if checked.ban:
        outcome = Outcome.HOLD if checked.action is Action.HOLD else Outcome.REFUSE
        await images.ban_hash(tx, case.image_id, outcome, source=f"case {case.id}", by=moderator.id)
    elif checked.action is Action.RESTORE:
        await images.lift_ban(tx, case.image_id)
    decision_id = new_id()
    closes = policy.closes(checked.action, case.state)
    await store.insert_decision(tx, decision_id, case, checked, moderator.id, at=at, closes=closes)
    if closes:
        for each in reports:
            if each.by_id is None:
                tx.enqueue(SendOutcome(report_id=each.id))
    tx.emit(
        CaseDecided(
            case_id=case.id,
            decision_id=decision_id,
            image_id=case.image_id,
            author_id=case.author_id,
            action=checked.action,
            rule=checked.rule or "",
            banned=checked.ban,
            by=moderator.id,
            told=tuple(each.by_id for each in reports if each.by_id is not None) if closes else (),
        )
    )
    return decision_id


async def undo(tx: Tx, moderator: Moderator, decision_id: UUID, openers: Collection[str], *, at: datetime) -> UUID:
    """Take a decision back and open its case again; returns the case. What was removed stays removed.

    Raises Conflict when something was decided since, or it is too long ago.
    """
    decision = await store.find_decision(tx, decision_id)
    if decision is None:
        raise NotFound("moderation.no_such_decision")
    case, reports, _ = await get_case(tx, moderator, decision.case_id)
    facts = facts_of(case, reports, moderator, openers)
    if facts.theirs or (facts.moderation is Moderation.HELD and not facts.opener):
        raise Forbidden("moderation.yours" if facts.theirs else "moderation.sealed")
    if not await store.undo_decision(tx, decision_id, moderator.id, at=at, since=at - policy.UNDONE_WITHIN):
        raise Conflict("moderation.not_undoable")
    await images.moderate(tx, case.image_id, decision.state_before, decision.moderation_before, vetted=False)
    if decision.banned:
        await images.lift_ban(tx, case.image_id)
    if decision.moderation_before is Moderation.HELD:
        await images.ban_hash(tx, case.image_id, Outcome.HOLD, source=f"case {case.id}", by=moderator.id)
    tx.emit(DecisionUndone(decision_id=decision_id, case_id=case.id, image_id=case.image_id, by=moderator.id))
    return case.id


async def list_latest(tx: ReadTx, moderator: Moderator, limit: int) -> list[Decision]:  # noqa: ARG001 - see above
    """List what was decided last, by whomever."""
    return await store.list_latest(tx, limit)


async def list_notices(tx: ReadTx, member: Member) -> list[Notice]:
    """List what was decided about a member's own photos, with rule and words."""
    return await store.list_notices(tx, member.id, _MOST_LISTED)


async def list_receipts(tx: ReadTx, member: Member) -> list[Receipt]:
    """List what a member has reported, and what came of it."""
    return await store.list_receipts(tx, member.id, _MOST_LISTED)


async def find_receipt(tx: ReadTx, report_id: UUID) -> Receipt | None:
    """Return what came of a report, to who holds its receipt."""
    return await store.find_receipt(tx, report_id)


def receipt_token(signer: Signer, report_id: UUID) -> str:
    """Return what stands behind `?link=` of a receipt: only who got the letter has it."""
    key_id, tag = signer.sign("report", report_id.hex)
    return f"{report_id.hex}.{key_id}.{tag}"


def read_receipt(signer: Signer, token: str) -> UUID | None:
    """Return whose receipt this is, None for what we have not written."""
    written, key_id, tag = (*token.split(".", 2), "", "")[:3]
    try:
        report_id = UUID(hex=written)
    except ValueError:
        return None
    return report_id if signer.verify(key_id, tag, "report", report_id.hex) else None


async def escalate(tx: Tx, *, at: datetime) -> None:
    """Tell admins of every case that nobody has decided in time, once each."""
    overdue = await store.list_overdue(tx, at=at, limit=_AT_ONCE)
    admins = tuple(await store.list_admins(tx)) if overdue else ()
    for case_id in overdue:
        tx.emit(CaseOverdue(case_id=case_id, admins=admins))


async def _believed(tx: Tx, reporter: Reporter, image_id: UUID, at: datetime) -> bool:
    if await store.was_found_fine(tx, image_id):
        return False
    if reporter.member_id is None:
        return True
    wrong = await store.count_wrong(tx, reporter.member_id, sorted(policy.HIDE_AT_ONCE), since=at - policy.WRONG_WITHIN)
    return wrong < policy.WRONG_AT_MOST
