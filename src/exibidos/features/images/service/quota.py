"""How much may a member send, and how much is left? By the day and in all, by their standing."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from exibidos.features.images import store
from exibidos.kernel.actor import Member, Standing
from exibidos.kernel.errors import Forbidden, Limited
from exibidos.platform.db import ReadTx, Tx

MEGABYTE, GIGABYTE = 1024**2, 1024**3
# PRODUCT §10.
UPLOADS_A_DAY: Mapping[Standing, int] = {Standing.NEW: 10, Standing.MEMBER: 50, Standing.TRUSTED: 200}
BYTES_IN_ALL: Mapping[Standing, int] = {
    Standing.NEW: GIGABYTE,
    Standing.MEMBER: 5 * GIGABYTE,
    Standing.TRUSTED: 20 * GIGABYTE,
}
DAY = timedelta(days=1)


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """What a member's originals take and may take, in bytes, and how many photos they may still send within this day."""

    used: int
    limit: int
    uploads_left: int
    uploads_a_day: int


async def get_allowance(tx: ReadTx, member: Member, *, now: datetime) -> Allowance:
    a_day = UPLOADS_A_DAY[member.standing]
    return Allowance(
        used=await store.sum_originals(tx, member.id),
        limit=BYTES_IN_ALL[member.standing],
        uploads_left=max(0, a_day - await store.count_uploads(tx, member.id, now - DAY)),
        uploads_a_day=a_day,
    )


async def reserve(tx: Tx, member: Member, size: int, *, now: datetime) -> None:
    """Let one transaction at a time find room for an upload, which its promise then holds until it ends.

    Raises Limited over the day's uploads, Forbidden where the originals would take more than all of them may.
    """
    await store.lock_uploads_of(tx, member.id)  # or parallel promises would all count the same uploads and find room
    a_day = UPLOADS_A_DAY[member.standing]
    if full_since := await store.find_nth_latest_upload(tx, member.id, a_day, since=now - DAY):
        wait = max(1, math.ceil((full_since + DAY - now).total_seconds()))
        raise Limited("images.uploads_limited", retry_after=wait, limit=a_day)
    limit = BYTES_IN_ALL[member.standing]
    left = max(0, limit - await store.sum_originals(tx, member.id))
    if size > left:
        raise Forbidden("images.storage_full", field="file", left_mb=left // MEGABYTE, limit_gb=limit // GIGABYTE)
