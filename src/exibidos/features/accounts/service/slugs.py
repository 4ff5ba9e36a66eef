"""Whose is an address in the club? One person's at a time, with everything that looks like it."""

from uuid import UUID

from exibidos.features.accounts.store import slugs as store
from exibidos.platform.db import Tx


async def find_taken_slug(tx: Tx, slug: str, *, mine: UUID | None = None) -> str | None:
    """Return the slug of somebody else that stands in the way of this one, being it or looking like it; None when it is free.

    Until the transaction ends nobody else takes it: of fifty at once one finds it free. Ask before writing, in the same transaction.
    """
    await store.lock_slugs(tx, [slug])
    return await store.find_member_like(tx, slug, mine)
