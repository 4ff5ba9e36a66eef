"""Which photos may a viewer see? Single ones, the wall, an author's."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from exibidos.features.images import store
from exibidos.features.images.model import Photo
from exibidos.kernel.actor import SensitiveChoice, Viewer
from exibidos.kernel.errors import NotFound
from exibidos.platform.db import ReadTx

Cursor = tuple[datetime, UUID]


async def get_photo(tx: ReadTx, viewer: Viewer, image_id: UUID) -> Photo:
    """Return a photo as the viewer may see it; what they may not see raises the same NotFound as what never was."""
    photo = await store.find_photo(tx, viewer, image_id)
    if photo is None:
        raise NotFound("images.no_such_photo")
    return photo


async def list_wall(tx: ReadTx, viewer: Viewer, *, before: Cursor | None = None, limit: int = 24) -> list[Photo]:
    """List the newest published photos that lists may offer this viewer."""
    return await store.list_wall(tx, viewer, before, limit)


async def list_by_author(
    tx: ReadTx, viewer: Viewer, author_id: UUID, *, before: Cursor | None = None, limit: int = 24
) -> list[Photo]:
    """List one author's photos; authors see all of their own, in every state."""
    return await store.list_by_author(tx, viewer, author_id, before, limit)


async def list_some(tx: ReadTx, viewer: Viewer, image_ids: Sequence[UUID]) -> list[Photo]:
    """Return those of some photos that the viewer may see, in no order."""
    return await store.list_some(tx, viewer, image_ids) if image_ids else []


async def list_changed(
    tx: ReadTx, viewer: Viewer, *, since: datetime, author_id: UUID | None, after: Cursor | None = None, limit: int = 24
) -> list[Photo]:
    """List what has changed since an instant, oldest change first: photos of the wall, or one author's."""
    return await store.list_changed(tx, viewer, author_id, since, after, limit)


async def count_listed_by_author(tx: ReadTx, viewer: Viewer, author_id: UUID) -> int:
    """Count an author's photos that this viewer could list."""
    return await store.count_listed_by_author(tx, viewer, author_id)


def lifting(viewer: Viewer) -> Viewer:
    """Return the viewer with the veil lifted for this one look; guests and minors stay as they are (the rule asks for both)."""
    return msgspec.structs.replace(viewer, sensitive=SensitiveChoice.SHOW)
