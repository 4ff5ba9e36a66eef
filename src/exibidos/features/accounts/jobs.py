"""How are the jobs of accounts done? Letters with links or about what happened, sessions settled, forgetting in time."""

from datetime import timedelta
from typing import Final
from urllib.parse import quote

import msgspec
import structlog

from exibidos.features.accounts.events import (
    KeepAccounts,
    LinkSent,
    ResealCodes,
    SendAlert,
    SendJoinLetter,
    SendLink,
    SettleSessions,
    SweepJoinings,
)
from exibidos.features.accounts.model import Addressee, Candidate, JoiningState, Link, LinkPurpose
from exibidos.features.accounts.service import joinings, links, security
from exibidos.features.accounts.service.codes import Codes
from exibidos.features.accounts.service.emails import find_reader
from exibidos.features.accounts.service.sessions import settle_sessions
from exibidos.features.accounts.store import joinings as joining_store
from exibidos.features.accounts.store import links as link_store
from exibidos.features.accounts.store import members
from exibidos.features.accounts.store import security as security_store
from exibidos.features.accounts.store.sessions import Sessions
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Limited
from exibidos.kernel.signing import Signer
from exibidos.platform.db import Database, ReadTx
from exibidos.platform.jobs import Attempt
from exibidos.platform.limits import Limits
from exibidos.platform.mail import Mailer

# PRODUCT §10: five letters a day to one account. Who asks for more is not told, for they need not be its owner.
_LETTERS, _LETTERS_WINDOW = 5, timedelta(days=1)
_PAGES: Final = {
    LinkPurpose.RESET: "/reset/new",
    LinkPurpose.SIGN_IN: "/sign-in/link/open",
    LinkPurpose.EMAIL: "/settings/account/confirm",
    LinkPurpose.KEEP: "/settings/account/keep",
}


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """What letters are written with: who sends them, how many may leave, what signs links, and the club's address and language."""

    mailer: Mailer
    limits: Limits
    signer: Signer
    url: str
    locale: str


async def send_link(job: SendLink, attempt: Attempt, *, desk: Desk) -> None:
    """Send the letter of a link, and end those that it replaces. One that is for nobody is forgotten, with the address."""
    async with attempt.read() as tx:
        link = await link_store.find_any(tx, job.link_id, at=now())
        reader = None if link is None else await find_reader(tx, link)
    if link is None:
        return
    if reader is None or not await _may_leave(desk, link, reader, attempt):
        async with attempt.write() as tx:
            if link.member_id is None:
                await link_store.delete(tx, link.id)
        return
    page = f"{desk.url.rstrip('/')}{_PAGES[link.purpose]}?link={quote(links.token_of_link(desk.signer, link))}"
    await desk.mailer.send(
        f"accounts_{link.purpose}",
        to=link.email if link.member_id else reader.email,
        locale=reader.locale or link.locale or desk.locale,
        values={"name": reader.display_name, "href": page},
        job_id=attempt.job_id,
    )
    async with attempt.write() as tx:
        if link.member_id is None:
            await link_store.end_older(tx, link, at=now())
            tx.emit(LinkSent(member_id=reader.member_id, purpose=link.purpose))


async def _may_leave(desk: Desk, link: Link, reader: Addressee, attempt: Attempt) -> bool:
    """Count the letters that strangers can make us send to one account; a letter's further tries are the same letter."""
    if link.member_id is not None or attempt.again:
        return True
    try:
        await desk.limits.spend(
            "accounts.account_letters", str(reader.member_id), at_most=_LETTERS, window=_LETTERS_WINDOW, told=False
        )
    except Limited:
        return False
    return True


async def send_alert(job: SendAlert, attempt: Attempt, *, desk: Desk) -> None:
    """Tell a member what happened to their account, at their address, or at the one that they had."""
    async with attempt.read() as tx:
        event = await security_store.find(tx, job.event_id)
        reader = None if event is None else await members.find_addressee(tx, event.member_id)
        old = None if job.link_id is None else await link_store.find_sent(tx, job.link_id)
    if event is None or reader is None or (job.link_id is not None and old is None):
        return
    await desk.mailer.send(
        f"accounts_{event.kind}{'_old' if old else ''}",
        to=old.email if old else reader.email,
        locale=reader.locale or (old.locale if old else None) or desk.locale,
        values={"name": reader.display_name, "href": f"{desk.url.rstrip('/')}/reset"},
        job_id=attempt.job_id,
    )


async def keep_accounts(_job: KeepAccounts, attempt: Attempt) -> None:
    """Forget what may no longer be kept."""
    async with attempt.write() as tx:
        await security.forget_old(tx, at=now())


async def reseal_codes(_job: ResealCodes, _attempt: Attempt, *, codes: Codes) -> None:
    """Let no secret depend on a key that its host is about to drop."""
    resealed = await codes.reseal()
    if resealed.lost:
        structlog.get_logger().warning("accounts.codes_lost", members=resealed.lost)


async def settle(job: SettleSessions, _attempt: Attempt, *, database: Database, sessions: Sessions) -> None:
    """Settle a member's sessions; usually that is done already, and nothing is left to do."""
    await settle_sessions(database, sessions, job.member_id)


async def send_join_letter(job: SendJoinLetter, attempt: Attempt, *, desk: Desk) -> None:
    """Write what follows from how far a joining has come. A member's address gets another letter, and only its reader learns that."""
    async with attempt.read() as tx:
        link = await link_store.find_any(tx, job.link_id, at=now())
        candidate = None if link is None or link.about is None else await joining_store.find(tx, link.about)
        letter = None if candidate is None else await _join_letter(tx, candidate)
    if link is None or candidate is None or letter is None:
        return
    club = desk.url.rstrip("/")
    page = f"{club}/join/letter?link={quote(links.token_of_link(desk.signer, link))}"
    # The name is what a stranger typed: a letter to an address that is not proven yet carries no word of theirs.
    greeted = {} if candidate.confirmed_at is None else {"name": candidate.display_name}
    await desk.mailer.send(
        letter,
        to=link.email,
        locale=candidate.locale or desk.locale,
        values={"href": f"{club}/sign-in" if letter == "join_known" else page, **greeted},
        job_id=attempt.job_id,
    )


async def sweep_wishes(_job: SweepJoinings, attempt: Attempt) -> None:
    """Forget who never came."""
    async with attempt.write() as tx:
        await joinings.sweep_joinings(tx, at=now())


async def _join_letter(tx: ReadTx, candidate: Candidate) -> str | None:
    if candidate.state is not JoiningState.OPEN:
        return f"join_{candidate.state}"
    if not await joinings.may_write(tx, candidate.id, at=candidate.created_at):
        return None
    return "join_known" if await joinings.is_known(tx, candidate.id) else "join"
