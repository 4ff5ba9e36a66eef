"""How do pictures leave the house? As signed URLs of variants, checked again against the photo's present state when they are used.

A URL is `/i/{image}/{variant}.webp?e=…&k=…&s=…`, signed over method, path, audience and expiry. The audience is everyone, or one member,
who then stands in the URL as `a=`: the media app asks the rule of sight again for that member, or for a guest, so a flipped privacy kills
the URL at once.
"""

import math
from datetime import datetime
from uuid import UUID

from exibidos.features.images.model import Card, Moderation, Photo, Sight, State, VariantName, Visibility
from exibidos.features.images.service.look import lifting
from exibidos.features.images.store import Deliverable, find_deliverable
from exibidos.kernel.actor import GUEST, Moderator, Viewer
from exibidos.kernel.errors import Forbidden, NotFound
from exibidos.kernel.signing import Signer
from exibidos.platform.db import ReadTx

# A public URL is equal for everybody for an hour, so that browsers and a CDN find it again, and dies within two.
_PUBLIC_WINDOW = 3600
# Anything else lives at most five minutes (REQUIREMENTS 11); half of it as the window keeps a page's own reloads equal.
_PRIVATE_WINDOW = 150
_EVERYONE = "*"


class MediaUrls:
    """Signs and checks the URLs of one media origin."""

    def __init__(self, signer: Signer, origin: str) -> None:
        self._signer = signer
        self._origin = origin.rstrip("/")

    def url(self, photo: Photo, viewer: Viewer, name: VariantName, *, now: datetime) -> str | None:
        """Return a URL of a variant that this viewer may see of this photo now, or None when it has none for them."""
        if photo.sight is Sight.NONE or (photo.sight is not Sight.CLEAR and name is not VariantName.BLUR):
            return None
        if photo.width is None:
            return None
        for_everyone = is_public(photo) and (name is VariantName.BLUR or not photo.sensitive)
        expires = _end_of(_PUBLIC_WINDOW if for_everyone else _PRIVATE_WINDOW, now)
        path = f"/i/{photo.id}/{name}.webp"
        # A guest who has the photo's link, or is teased with its blur: nobody can be named, so the address is everybody's, for minutes.
        for_guests = photo.visibility is Visibility.UNLISTED or photo.sight is Sight.TEASER
        if for_everyone or (viewer.id is None and for_guests):
            return self._everyones(path, expires)
        if viewer.id is None:
            return None
        key_id, tag = self._signer.sign("GET", path, viewer.id.hex, expires)
        return f"{self._origin}{path}?a={viewer.id.hex}&e={expires}&k={key_id}&s={tag}"

    def card_url(self, card: Card) -> str:
        """Return where everybody finds a photo's card: without an end, for whoever shares it keeps the address."""
        return f"{self._origin}/o/{card.slug}/{card.name}"

    def url_for_moderator(self, image_id: UUID, moderator: Moderator, name: VariantName, *, now: datetime) -> str:
        """Return where one moderator, and nobody else, looks at a picture of a case, whatever its photo's state; for five minutes."""
        expires = str((math.floor(now.timestamp() / _PRIVATE_WINDOW) + 2) * _PRIVATE_WINDOW)
        path = f"/m/{image_id}/{name}.webp"
        key_id, tag = self._signer.sign("GET", path, moderator.id.hex, expires)
        return f"{self._origin}{path}?a={moderator.id.hex}&e={expires}&k={key_id}&s={tag}"

    def for_everyone(self, path: str, *, now: datetime) -> str:
        """Return a URL of something that whoever looks may see, equal for everybody within the window."""
        return self._everyones(path, _end_of(_PUBLIC_WINDOW, now))

    def _everyones(self, path: str, expires: str) -> str:
        key_id, tag = self._signer.sign("GET", path, _EVERYONE, expires)
        return f"{self._origin}{path}?e={expires}&k={key_id}&s={tag}"

    def check(self, path: str, *, audience: str | None, expires: str, key_id: str, tag: str, now: datetime) -> None:
        """Raise Forbidden unless this is one of our URLs and still alive. HEAD is signed as GET."""
        # `a=*` would be read as a member by whoever comes next, with the signature of everyone's URL.
        genuine = audience != _EVERYONE and self._signer.verify(
            key_id, tag, "GET", path, _EVERYONE if audience is None else audience, expires
        )
        if not genuine or not expires.isdecimal() or int(expires) < now.timestamp():
            raise Forbidden("images.bad_signature")


async def get_deliverable(tx: ReadTx, audience: Viewer | None, image_id: UUID, name: VariantName) -> Deliverable:
    """Return the variant if its audience may see it at this moment; everything else is NotFound.

    `audience` is the member that the URL was signed for, with their present facts, or None for a guest. A member's URL was only signed
    after they chose to see sensitive photos or lifted the veil, so their choice is taken as given; age and state are not.
    """
    eyes = GUEST if audience is None else lifting(audience)
    found = await find_deliverable(tx, eyes, image_id, name)
    if found is None or (found.sight is not Sight.CLEAR and name is not VariantName.BLUR):
        raise NotFound("images.no_such_photo")
    return found


def _end_of(window: int, now: datetime) -> str:
    return str((math.floor(now.timestamp() / window) + 2) * window)


def is_public(photo: Photo | Deliverable) -> bool:
    """Say whether everybody may see the photo wherever it hangs, so that shared caches may keep its pictures."""
    return (
        photo.state is State.PUBLISHED
        and photo.visibility is Visibility.PUBLIC
        and not photo.author_private
        and photo.moderation is Moderation.CLEAR
    )
