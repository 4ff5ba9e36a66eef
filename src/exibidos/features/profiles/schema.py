"""What crosses the wire about what members show of themselves?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from exibidos.features.images import MediaUrls
from exibidos.features.profiles.model import Kind, Picture, PictureState, Shown, Size
from exibidos.features.profiles.service.pictures import url

_ADDRESS = "https://media.example/f/…/large.webp?e=…&k=…&s=…"
Urls = Annotated[dict[str, str], msgspec.Meta(examples=[{"large": _ADDRESS, "…": "…"}])]


class PictureRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An upload whose bytes have arrived becomes a picture of yours."""

    upload_id: UUID


class PictureAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A picture of yours as far as it has come; `reason` is a problem code. The one shown before stays until the next one is ready."""

    id: UUID
    kind: Kind
    state: Annotated[PictureState, msgspec.Meta(examples=[PictureState.PROCESSING.value])]
    created_at: datetime
    reason: Annotated[str | None, msgspec.Meta(examples=[None])] = None

    @classmethod
    def of(cls, picture: Picture) -> "PictureAnswer":
        return cls(
            id=picture.id,
            kind=picture.kind,
            state=picture.state,
            created_at=picture.created_at,
            reason=picture.reason,
        )


class PictureList(msgspec.Struct, frozen=True, kw_only=True):
    """What you show, and what is on its way or was refused: at most two of each kind."""

    items: list[PictureAnswer]


class PortfolioRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All photos of your portfolio, in order."""

    images: Annotated[list[UUID], msgspec.Meta(max_length=1_000)]


class PortfolioAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The photos of a portfolio that you may see, in their author's order."""

    images: list[UUID]


class ShownAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a member shows of themselves: addresses by size, none where there is no picture."""

    avatar: Urls
    cover: Urls

    @classmethod
    def of(cls, shown: Sequence[Shown], media: MediaUrls, now: datetime) -> "ShownAnswer":
        urls = {each.kind: {size.value: url(media, each, size, now=now) for size in Size} for each in shown}
        return cls(avatar=urls.get(Kind.AVATAR, {}), cover=urls.get(Kind.COVER, {}))
