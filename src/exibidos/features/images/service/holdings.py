"""Is what lies in storage what the rows say? Both ways: objects that are lost or changed, and objects that nobody knows.

Photos are compared folder by folder, one listing each; of what nobody knows only that is told which is older than a day, for bytes are put
before their rows are written.
"""

import hashlib
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from datetime import datetime, timedelta
from itertools import groupby
from typing import TypeVar
from uuid import UUID

import msgspec

from exibidos.features.images import store
from exibidos.features.images.events import DropObjects, RedevelopImage
from exibidos.features.images.store.holdings import Holding
from exibidos.kernel.errors import NotFound
from exibidos.platform.db import ReadTx, Tx
from exibidos.platform.storage import Storage

Found = TypeVar("Found")
Reading = Callable[[], AbstractAsyncContextManager[ReadTx]]
Known = Callable[[ReadTx, Sequence[str]], Awaitable[list[str]]]
_UNDER_WAY = timedelta(days=1)
_PHOTOS_AT_ONCE, _KEYS_AT_ONCE = 100, 1_000
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
# What photos lie under; other folders are other features'.
_OURS = re.compile(f"^[^/]+/(?:quarantine/{_UUID}$|{_UUID}/{_UUID}/)")


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """An object that storage does not hold as it should; `why` is absent, size or digest."""

    image_id: UUID
    key: str
    original: bool
    why: str


async def find_losses(storage: Storage, reading: Reading, *, sample: int = 0) -> AsyncGenerator[Loss, None]:
    """Yield what published photos should have and have not: absent, of another size, or, of every `sample`th object, of another digest."""
    after, number = None, 0
    while True:
        async with reading() as tx:
            holdings = await store.list_holdings(tx, after, _PHOTOS_AT_ONCE)
        if not holdings:
            return
        after = holdings[-1].image_id
        for _, of_photo in groupby(holdings, key=lambda held: held.image_id):
            photo = list(of_photo)
            folder = next(held.key for held in photo if held.original).rpartition("/")[0]
            found = {each.key: each.size async for each in storage.list_objects(f"{folder}/")}
            for held in photo:
                number += 1
                why = await _wrong(storage, held, found.get(held.key), look=sample > 0 and number % sample == 0)
                if why:
                    yield Loss(image_id=held.image_id, key=held.key, original=held.original, why=why)


async def find_orphans(
    storage: Storage,
    reading: Reading,
    prefix: str,
    *,
    now: datetime,
    ours: re.Pattern[str] = _OURS,
    known: Known = store.list_known_keys,
) -> AsyncGenerator[str, None]:
    """Yield the keys of objects below a prefix that are more than a day old and that no row points to."""
    keys: list[str] = []
    async for found in storage.list_objects(prefix):
        if ours.match(found.key) and found.modified_at < now - _UNDER_WAY:
            keys.append(found.key)
        if len(keys) == _KEYS_AT_ONCE:
            for key in await _unknown(reading, known, keys):
                yield key
            keys = []
    for key in await _unknown(reading, known, keys):
        yield key


async def first(found: AsyncGenerator[Found, None], most: int) -> list[Found]:
    """Return the first of what is found, at most so many."""
    kept: list[Found] = []
    async with aclosing(found):
        async for each in found:
            kept.append(each)
            if len(kept) == most:
                break
    return kept


def mend(tx: Tx, losses: Sequence[Loss]) -> int:
    """Ask for variants to be made again from originals that are whole; return how many photos. A lost original nobody can make."""
    gone = {loss.image_id for loss in losses if loss.original}
    mendable = dict.fromkeys(loss.image_id for loss in losses if loss.image_id not in gone)
    for image_id in mendable:
        tx.enqueue(RedevelopImage(image_id=image_id))
    return len(mendable)


def drop(tx: Tx, orphans: Sequence[str]) -> None:
    """Ask for objects to be dropped that nobody knows."""
    for first in range(0, len(orphans), _KEYS_AT_ONCE):
        tx.enqueue(DropObjects(keys=tuple(orphans[first : first + _KEYS_AT_ONCE])))


async def _wrong(storage: Storage, held: Holding, size: int | None, *, look: bool) -> str:
    if size is None:
        return "absent"
    if size != held.size:
        return "size"
    if not look:
        return ""
    try:
        data = await storage.get(held.key, max_size=held.size)
    except NotFound:
        return "absent"
    return "" if hashlib.sha256(data).digest() == held.sha256 else "digest"


async def _unknown(reading: Reading, known: Known, keys: Sequence[str]) -> list[str]:
    if not keys:
        return []
    async with reading() as tx:
        theirs = set(await known(tx, keys))
    return [key for key in keys if key not in theirs]
