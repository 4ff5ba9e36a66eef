"""How do a member's sessions keep to what is true of the member? Settled after each change, now and, should that fail, by a job.

Sessions live in Valkey and carry the facts of their member, so that a request asks nobody else. The truth is the member's row, with the
epoch that ends all sessions before it; a change and the job that settles it commit together, so neither can be lost without the other.
"""

from datetime import datetime
from uuid import UUID

import structlog

from exibidos.features.accounts.events import SettleSessions
from exibidos.features.accounts.model import Account
from exibidos.features.accounts.service.tokens import revoke_all_tokens
from exibidos.features.accounts.store import members as store
from exibidos.features.accounts.store.sessions import Sessions
from exibidos.kernel.errors import Unavailable
from exibidos.platform.db import Database, Tx


async def end_sessions(tx: Tx, member_id: UUID, *, at: datetime) -> None:
    """End every session of a member, with their streams, and every personal token: from the commit on, within seconds.

    For a new password, another role, a suspension, a deactivation. Who acts and shall stay gets a session of the new epoch afterwards
    (`Entrance.stay`).
    """
    await store.raise_epoch(tx, member_id)
    await revoke_all_tokens(tx, member_id, at=at)
    tell_sessions(tx, member_id)


def tell_sessions(tx: Tx, member_id: UUID) -> None:
    """Let a member's sessions hear what this transaction changes about the member: name, slug, role, standing, choices."""
    tx.enqueue(SettleSessions(member_id=member_id))


async def settle_sessions(database: Database, sessions: Sessions, member_id: UUID) -> None:
    """Bring a member's sessions to what is true now. Asked twice or late, it does the same.

    It writes, then looks again: of two who settle at once, the one who wrote what had meanwhile become untrue writes once more.
    """
    account, settled = await _present(database, member_id), False
    while not settled:
        await sessions.settle(member_id, account)
        before, account = account, await _present(database, member_id)
        settled = before == account


async def settle_at_once(tx: Tx, database: Database, sessions: Sessions) -> None:
    """Settle what a committed transaction asked for. When Valkey does not answer, the job does it later."""
    for member_id in dict.fromkeys(job.member_id for _, job, _ in tx.jobs if isinstance(job, SettleSessions)):
        try:
            await settle_sessions(database, sessions, member_id)
        except Unavailable as away:
            structlog.get_logger().warning("accounts.sessions_unsettled", why=away.code)


async def _present(database: Database, member_id: UUID) -> Account | None:
    async with database.read() as tx:
        account = await store.find_account(tx, member_id)
    return None if account is None or account.away else account
