"""What hangs on the wall right now? The home page, newest first."""

import msgspec

from exibidos.web.components.card import PhotoCard
from exibidos.web.components.frame import Frame


class HomePage(msgspec.Struct, frozen=True, kw_only=True):
    """`next` is the address of the following part of the wall, None at its end."""

    frame: Frame
    cards: tuple[PhotoCard, ...]
    next: str | None = None
    first: bool = True
