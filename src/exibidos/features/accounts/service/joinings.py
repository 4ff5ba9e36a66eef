"""How does somebody become a member whose address must be proven first, and perhaps approved? A joining: begun, confirmed, decided.

A joining is a wish: it holds neither the slug nor the address, so nobody can take them away from people by wishing. The member comes into
being in one place, `_become`, where the constraints of the members' table say who was first.
"""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from exibidos.features.accounts import policy
from exibidos.features.accounts.events import JoiningDecided, SendJoinLetter
from exibidos.features.accounts.model import (
    Account,
    Candidate,
    Joining,
    JoiningState,
    JoinMode,
    JoinRules,
    Link,
    LinkPurpose,
    Verdict,
)
from exibidos.features.accounts.service import identities, invitations, members
from exibidos.features.accounts.service.links import LINK_LIFE, make_link
from exibidos.features.accounts.service.slugs import find_taken_slug
from exibidos.features.accounts.store import joinings as store
from exibidos.kernel.actor import Moderator
from exibidos.kernel.errors import Conflict, Invalid, NotFound
from exibidos.kernel.ids import new_id
from exibidos.platform.db import ReadTx, Tx

# Who has not opened the link within an hour joins anew; a week lets a host answer somebody who asks what became of it.
_UNPROVEN_KEPT = timedelta(days=7)
# Moderators have jobs and holidays. The letters of a decision live as long, for they open nothing by themselves (docs/decisions/0017).
QUIET_KEPT = timedelta(days=30)
# Letters to one address within an hour; further joinings are written down and nobody is bothered.
_LETTERS, _LETTERS_WINDOW = 5, timedelta(hours=1)
_OF_WHOM_WAITS = (JoiningState.WAITING, JoiningState.ASKED)


async def begin_joining(
    tx: Tx, joining: Joining, *, password_hash: str | None, rules: JoinRules, at: datetime, letter: bool = True
) -> UUID:
    """Write down the wish of someone whose words `members.check` has passed and return its id; a letter asks them to confirm.

    The same happens for every address, a member's too: only the letter differs, and who reads that owns the address. Raises Conflict
    when the slug is a member's, which anybody may know; Invalid when the club asks for an answer or an invitation and there is none.
    Without a `letter`, whoever has proven the address in another way goes on with `finish_joining` (signing up through a provider).
    """
    if await find_taken_slug(tx, joining.slug):
        raise Conflict("accounts.slug_taken", field="slug")
    answer = policy.check_answer(joining.answer, asked=rules.mode is JoinMode.APPROVAL)
    invitation_id = None
    if rules.mode is JoinMode.INVITATION:
        invitation_id = await invitations.find_usable(tx, joining.code, at=at)
    joining_id = new_id()
    await store.insert(
        tx,
        joining_id,
        msgspec.structs.replace(joining, answer=answer),
        email_canonical=policy.canonical_email(joining.email),
        password_hash=password_hash,
        invitation_id=invitation_id,
        at=at,
    )
    if letter:
        await _write(tx, joining.email, joining_id, at=at, life=LINK_LIFE)
    return joining_id


async def finish_joining(
    tx: Tx, joining_id: UUID, *, rules: JoinRules, at: datetime, slug: str | None = None
) -> Account | Link:
    """Make a member of a candidate whose address is proven; in a club that approves, first let them wait, and return where they see it.

    Raises Conflict when the slug (`field` is "slug": call again with another one) or the address is a member's by now, or the invitation
    is used up; Invalid("accounts.link_stale") when there is nothing to finish (any more).
    """
    candidate = await store.lock(tx, joining_id)
    if candidate is None:
        raise Invalid("accounts.link_stale")
    if candidate.state is JoiningState.APPROVED:
        return await _become(tx, candidate, rules, slug=slug, at=at)
    if candidate.state is not JoiningState.OPEN:
        raise Invalid("accounts.link_stale")
    if rules.mode is not JoinMode.APPROVAL:
        return await _become(tx, candidate, rules, slug=slug, at=at)
    await store.mark_waiting(tx, joining_id, answer=candidate.answer, at=at)
    return await _write(tx, candidate.email, joining_id, at=at, life=QUIET_KEPT)


async def get_candidate(tx: ReadTx, joining_id: UUID | None) -> Candidate:
    """Return a joining; raises Invalid("accounts.link_stale") when it is over."""
    found = None if joining_id is None else await store.find(tx, joining_id)
    if found is None:
        raise Invalid("accounts.link_stale")
    return found


async def find_address(tx: ReadTx, joining_id: UUID) -> str | None:
    """Return the address of a joining as it was typed, None when it is over."""
    found = await store.find(tx, joining_id)
    return None if found is None else found.email


async def answer_again(tx: Tx, joining_id: UUID, answer: str, *, at: datetime) -> None:
    """Answer what a moderator asked, and wait again."""
    candidate = await store.lock(tx, joining_id)
    if candidate is None or candidate.state is not JoiningState.ASKED:
        raise Invalid("accounts.link_stale")
    added = policy.check_answer(answer, asked=True)
    # The newest answer is what was asked for; what does not fit any more is cut from the oldest words.
    whole = f"{candidate.answer}\n\n{added}"[-policy.ANSWER_LONGEST :]
    await store.mark_waiting(tx, joining_id, answer=whole, at=at)


async def end_joining(tx: Tx, joining_id: UUID) -> None:
    """Forget a joining: its reader says that it was not them."""
    await store.delete(tx, joining_id)


async def make_quiet_link(tx: Tx, joining_id: UUID, *, at: datetime) -> Link:
    """Make the link to how a joining stands, without a letter: for who has shown otherwise that it is theirs."""
    candidate = await get_candidate(tx, joining_id)
    return await make_link(tx, LinkPurpose.JOIN, email=candidate.email, about=joining_id, at=at, life=QUIET_KEPT)


async def list_waiting(tx: ReadTx) -> list[Candidate]:
    """Return who waits for a moderator or was asked by one, longest first."""
    return await store.list_in(tx, _OF_WHOM_WAITS)


async def decide_joining(tx: Tx, by: Moderator, joining_id: UUID, verdict: Verdict, *, said: str, at: datetime) -> None:
    """Approve, refuse with a reason, or ask for more; raises Conflict when somebody else has decided meanwhile, NotFound for nobody.

    Approval makes no member: it lets the person come in by their letter, where they choose another slug if theirs was taken meanwhile.
    """
    words = policy.check_said(said, needed=verdict is not Verdict.APPROVE)
    decided = await store.decide(tx, joining_id, verdict, said=words, by=by.id, at=at)
    if decided is None:
        if await store.find(tx, joining_id) is None:
            raise NotFound("accounts.no_such_joining")
        raise Conflict("accounts.joining_decided")
    tx.emit(JoiningDecided(joining_id=joining_id, by=by.id, verdict=verdict))
    await _write(tx, decided.email, joining_id, at=at, life=QUIET_KEPT)


async def may_write(tx: ReadTx, joining_id: UUID, *, at: datetime) -> bool:
    """Say whether its first letter leaves: not when strangers have made us write to the same address often enough."""
    return await store.count_before(tx, joining_id, since=at - _LETTERS_WINDOW) < _LETTERS


async def is_known(tx: ReadTx, joining_id: UUID) -> bool:
    """Say whether the address of a joining is a member's; only the letter to that address may tell."""
    return await store.is_known(tx, joining_id)


async def sweep_joinings(tx: Tx, *, at: datetime) -> None:
    """Forget those who never proved their address, and those where nothing moves."""
    await store.delete_old(tx, unproven_before=at - _UNPROVEN_KEPT, quiet_before=at - QUIET_KEPT)


async def _become(tx: Tx, candidate: Candidate, rules: JoinRules, *, slug: str | None, at: datetime) -> Account:
    if rules.mode is JoinMode.INVITATION:
        await invitations.use(tx, candidate.invitation_id, at=at)
    chosen = candidate.slug if slug is None else policy.canonical_slug(slug)
    account = await members.join(tx, candidate.joining(chosen), password_hash=candidate.password_hash, verified=True)
    await identities.adopt(tx, candidate.id, account.id)
    await store.delete(tx, candidate.id)
    return account


async def _write(tx: Tx, email: str, joining_id: UUID, *, at: datetime, life: timedelta) -> Link:
    link = await make_link(tx, LinkPurpose.JOIN, email=email, about=joining_id, at=at, life=life)
    tx.enqueue(SendJoinLetter(link_id=link.id))
    return link
