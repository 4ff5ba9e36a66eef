"""Whose is an address in the club? One person's at a time, with all that looks like it, and theirs alone for a while after they left it."""

import math
from datetime import datetime
from uuid import UUID

from exibidos.features.accounts import policy
from exibidos.features.accounts.events import SlugChanged
from exibidos.features.accounts.store import slugs as store
from exibidos.kernel.actor import Member
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Conflict, Limited, NotFound
from exibidos.platform.db import ReadTx, Tx


async def find_taken_slug(tx: Tx, slug: str, *, mine: UUID | None = None) -> str | None:
    """Return the slug of somebody else that stands in the way of this one, being it or looking like it; None when it is free.

    Also what somebody left within the last 90 days. Until the transaction ends nobody else takes it: of fifty at once one finds it free.
    Ask before writing, in the same transaction.
    """
    await store.lock_slugs(tx, [slug])
    return await store.find_like(tx, slug, mine, since=now() - policy.SLUG_HELD)


async def rename(tx: Tx, member: Member, wanted: str, *, at: datetime) -> str:
    """Give a member another slug and return it; the one they leave leads to them, and for 90 days is nobody else's.

    Raises Invalid, Conflict when it is taken, Limited within a week of the last time, unless they go back to what they had.
    """
    slug = policy.canonical_slug(wanted)
    before = await store.lock_slug_of(tx, member.id)
    if before is None:
        raise NotFound("accounts.no_such_member")
    if slug == before:
        return slug
    await store.lock_slugs(tx, [before, slug])
    if await store.find_like(tx, slug, member.id, since=at - policy.SLUG_HELD):
        raise Conflict("accounts.slug_taken", field="slug")
    last = await store.find_last_rename(tx, member.id, but=slug)
    if last is not None and at < last + policy.SLUG_RESTS:
        wait = math.ceil((last + policy.SLUG_RESTS - at).total_seconds())
        raise Limited("accounts.slug_rests", retry_after=wait, field="slug", days=policy.SLUG_RESTS.days)
    await store.release(tx, member.id, before, at=at)
    await store.take(tx, member.id, slug)
    tx.emit(SlugChanged(member_id=member.id))
    return slug


async def find_next_rename(tx: ReadTx, member: Member) -> datetime | None:
    """Return when a member may have a slug that they never had; None for now, or whenever they like."""
    last = await store.find_last_rename(tx, member.id, but="")
    return None if last is None else last + policy.SLUG_RESTS
