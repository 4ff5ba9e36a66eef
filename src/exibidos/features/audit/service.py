"""How is an act recorded, and how is the whole log verified?"""

from exibidos.features.audit import policy, store
from exibidos.features.audit.model import Broken, Head, Whole
from exibidos.kernel.events import Act
from exibidos.platform.db import Database, Tx


def record(tx: Tx, act: Act) -> None:
    """Have the log say what was done here; it is written when the transaction ends, and only if it commits."""
    tx.acts.append(act)


async def write(tx: Tx) -> None:
    """Write the transaction's acts. The last step before the commit: all writers wait for whoever is between this and the commit."""
    if tx.acts:
        await store.insert(tx, tx.acts)


async def verify(db: Database, known: Head | None = None) -> Whole | Broken:
    """Walk the log from its first row to its last and return what is wrong first. `known` is a row that somebody wrote down.

    Without `known` one thing cannot be seen: rows cut off at the end, for then the rest is a whole chain.
    """
    before, first, last = policy.BEGINNING, None, None
    excused, met, rows = False, known is None, 0
    while True:
        # Each page in a transaction of its own, so that a walk of minutes holds no snapshot; rows arrive in the order of seq.
        async with db.read() as tx:
            page = await store.list_links(tx, after=last)
        if not page:
            break
        last = page[-1]
        for link in page:
            if first is None:
                first = link
                before = Head(link.seq - 1, link.prev_hash) if link.seq > 1 else before
            if broken := policy.fault(before, link):
                return broken
            before, rows = Head(link.seq, link.hash), rows + 1
            excused = excused or policy.excuses(link, first)
            met = met or before == known
    if first and first.seq > 1 and not excused:
        return policy.beginning_is_gone(first)
    if known and not met:
        return policy.end_is_gone(known)
    return Whole(rows=rows, head=before if rows else None)


async def verify_end(db: Database) -> Whole | Broken:
    """Walk the last 1,000 rows only, which takes milliseconds. What lies before them, `verify` walks."""
    async with db.read() as tx:
        links = await store.list_last_links(tx)
    before: Head | None = None
    for link in links:
        before = before or Head(link.seq - 1, link.prev_hash)
        if broken := policy.fault(before, link):
            return broken
        before = Head(link.seq, link.hash)
    return Whole(rows=len(links), head=before)
