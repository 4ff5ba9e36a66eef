"""Which photo hangs beside the forms of joining and signing in? The newest that anybody may see without a veil."""

from exibidos.features import images
from exibidos.features.images import MediaUrls, VariantName
from exibidos.kernel.actor import GUEST
from exibidos.kernel.clock import now
from exibidos.platform.db import Database
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.cards import card_of
from exibidos.web.components.frame import Frame

# Among so many, one is not sensitive; if not, the form stands alone.
_AMONG = 12


async def backdrop(database: Database, media: MediaUrls, frame: Frame) -> PhotoCard | None:
    """Return the card, large, or None for an empty wall, and for somebody signed in: its author may be one they have blocked."""
    if frame.me is not None:
        return None
    async with database.read() as tx:
        photos = await images.list_wall(tx, GUEST, limit=_AMONG)
    clear = next((photo for photo in photos if not photo.sensitive), None)
    return card_of(clear, GUEST, media, now(), largest=VariantName.FULL) if clear else None
