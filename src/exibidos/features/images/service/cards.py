"""How does a photo get a card for other sites, and who may have it? Everybody, while everybody may see the photo; nobody else ever."""

import hashlib
from collections.abc import Sequence
from uuid import UUID

from exibidos.features.images import store
from exibidos.features.images.model import Card, CardWanted
from exibidos.kernel.errors import NotFound
from exibidos.media import Darkroom, Words
from exibidos.platform.db import ReadTx
from exibidos.platform.storage import Storage

# A variant of ours is far smaller; only a store that lies would send more.
_LARGEST_VARIANT = 16_000_000


async def find_card(tx: ReadTx, image_id: UUID) -> Card | None:
    """Return the card that pages may name: of a photo that everybody may see, with its present words."""
    return (await list_cards(tx, [image_id])).get(image_id)


async def list_cards(tx: ReadTx, image_ids: Sequence[UUID]) -> dict[UUID, Card]:
    """Return the cards that pages may name, by their photos; photos without one are left out."""
    return {card.image_id: card for card in await store.list_cards(tx, image_ids) if card.fresh}


async def get_card(tx: ReadTx, image_id: UUID) -> Card:
    """Return the card to deliver, though its words may have changed a moment ago. Raises NotFound as for a photo that never was."""
    for card in await store.list_cards(tx, [image_id]):
        return card
    raise NotFound("images.no_such_photo")


async def draw(wanted: CardWanted, club: str, *, storage: Storage, darkroom: Darkroom) -> tuple[str, int, bytes]:
    """Draw a card and put it beside its photo; return its key, how many bytes it has, and their digest.

    It is drawn from the largest variant: what stands there may leave the house already. Raises as storage and darkroom do.
    """
    picture = await storage.get(wanted.picture_key, max_size=_LARGEST_VARIANT)
    card = await darkroom.draw_card(picture, Words(wanted.title, wanted.name, wanted.slug, club))
    sha256 = hashlib.sha256(card).digest()
    # Another card has another key, so that none is replaced while it is read.
    key = f"{wanted.picture_key.rpartition('/')[0]}/{sha256.hex()[:16]}/og.jpg"
    await storage.put(key, card, content_type="image/jpeg", sha256=sha256)
    return key, len(card), sha256
