"""Which SQL decides whether a variant may leave the house?"""

from uuid import UUID

from exibidos.features.images.model import Moderation, Sight, State, StoredVariant, Visibility
from exibidos.features.images.store.eyes import eyes
from exibidos.kernel.actor import Viewer
from exibidos.platform.db import ReadTx


class Deliverable(StoredVariant, frozen=True, kw_only=True):
    """A variant together with what the person of the URL may see of its photo now."""

    author_id: UUID
    author_private: bool
    visibility: Visibility
    teaser: bool
    sensitive: bool
    state: State
    moderation: Moderation
    sight: Sight


async def find_deliverable(tx: ReadTx, viewer: Viewer, image_id: UUID, name: str) -> Deliverable | None:
    return await tx.row(
        Deliverable,
        """
        SELECT iv.name, iv.key, iv.content_type, iv.width, iv.height, iv.size, iv.sha256,
               v.created_by_id AS author_id, m.private AS author_private, v.visibility, v.teaser,
               v.sensitive, v.state, v.moderation, v.sight
        FROM visible_images($1, $2, $3) v JOIN image_variants iv ON iv.image_id = v.id AND iv.name = $5
        JOIN members m ON m.id = v.created_by_id
        WHERE v.id = $4
        """,
        *eyes(viewer),
        image_id,
        name,
    )
