"""Who is this, and what do they show? A member's page."""

from datetime import datetime

import msgspec

from exibidos.web.components.card import PhotoCard
from exibidos.web.components.frame import Frame, Person


class ProfilePage(msgspec.Struct, frozen=True, kw_only=True):
    """`count` is how many photos this viewer may see; `own` adds what only the owner may do."""

    frame: Frame
    person: Person
    joined_at: datetime
    count: int
    cards: tuple[PhotoCard, ...]
    bio: str = ""
    next: str | None = None
    first: bool = True
    own: bool = False
