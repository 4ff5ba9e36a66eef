"""How does a photo hang on a wall? Its picture at its own ratio, a placeholder until it comes, a veil if it needs one."""

from uuid import UUID

import msgspec

from exibidos.web.components.frame import Person
from exibidos.web.components.placeholder import placeholder
from exibidos.web.components.ratio import ratio_class


class PhotoCard(msgspec.Struct, frozen=True, kw_only=True):
    """One picture of a wall. `src` is None until variants exist (only the owner meets such a card)."""

    id: UUID
    author: Person
    width: int
    height: int
    src: str | None
    srcset: str = ""
    title: str = ""
    alt: str = ""
    sight: str = "clear"
    thumbhash: bytes | None = None
    state: str = "published"
    visibility: str = "public"

    @property
    def href(self) -> str:
        return f"/p/{self.id}"

    @property
    def veiled(self) -> bool:
        return self.sight != "clear"

    @property
    def why_veiled(self) -> str:
        """The rest of a catalogue key under `veil.`: what a blurred picture says instead of its title."""
        return "followers" if self.sight == "teaser" else "sensitive"

    @property
    def ratio(self) -> str:
        return ratio_class(self.width, self.height)

    @property
    def placeholder(self) -> str | None:
        """What hangs until the picture comes; for who may not see that one clearly, coarser than any blur."""
        return placeholder(self.thumbhash, coarse=self.veiled)

    @property
    def sizes(self) -> str:
        """How wide the picture will be: rows are about 300 px high on wide screens; on a phone most fill the row."""
        share = self.width / self.height if self.height else 1.0
        phone = 100 if share >= 1 else 50
        return f"(min-width: 900px) {round(share * 300)}px, {phone}vw"
