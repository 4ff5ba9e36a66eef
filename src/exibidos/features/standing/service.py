"""How do people come to the standing that they have earned?"""

from datetime import datetime
from uuid import UUID

from exibidos.features import accounts
from exibidos.features.standing import policy, store
from exibidos.features.standing.model import Record
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import NotFound
from exibidos.platform.db import ReadTx, Tx

# One statement reads them and one writes them; the audit lines of a first night, when all have earned something, are a second's work.
_AT_ONCE = 1_000


async def get_record(tx: ReadTx, member: Member, *, at: datetime) -> Record:
    """Return what a member has done, to themselves."""
    record = await store.find_record(tx, member.id, at=at)
    if record is None:
        raise NotFound("accounts.no_such_member")
    return record


async def review(tx: Tx, *, after: UUID | None, at: datetime, limit: int = _AT_ONCE) -> UUID | None:
    """Let the next members stand as they have earned; return the last of them when there may be more, None at the end."""
    records = await store.list_records(tx, after=after, limit=limit, at=at)
    changed = {
        record.member_id: standing
        for record in records
        if (standing := policy.earned(record, at=at)) is not record.standing
    }
    if changed:
        await accounts.set_standings(tx, changed)
    return records[-1].member_id if len(records) == limit else None
