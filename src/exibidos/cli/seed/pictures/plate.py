"""What is one seeded picture, before it is painted? A plate: its genre, its seed, its size and what its author says of it."""

import msgspec


class Plate(msgspec.Struct, frozen=True, kw_only=True):
    """A picture still to be painted. The same plate always gives the same bytes.

    `genre` names the painter, `mood` one of the lights it knows, `number` seeds its dice; `width` and `height` are pixels.
    """

    genre: str
    mood: str
    number: int
    width: int
    height: int
    owner: str
    title: str
    caption: str
    alt: str
    tags: tuple[str, ...]
    sensitive: bool = False

    @property
    def name(self) -> str:
        """A name for files and for looking a plate up: `dunas-7`."""
        return f"{self.genre}-{self.number}"
