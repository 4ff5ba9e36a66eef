"""How do the terms of a photo stand on a page? As facts for who looks, as fields for its author."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

import msgspec

from exibidos.features.images import LICENCE_PAGES, Corner, Licence, Terms, Wishes
from exibidos.kernel.errors import Invalid

# From a quarter of a second on, photographers say seconds; below it the fraction.
_FRACTIONS_BELOW: Final = 0.3
_RANKED: Final[Mapping[str, bool]] = {"yes": True, "no": False}


class TermsCard(msgspec.Struct, frozen=True, kw_only=True):
    """Terms as a form or a list of facts shows them. `ranked` is None before it was ever asked; `bare` offers no watermark at all.

    `exposure` is focal length, aperture, shutter and ISO, as photographers write them.
    """

    licence: str = Licence.ALL_RIGHTS.value
    watermark: str = Corner.BOTTOM_RIGHT.value
    camera: bool = False
    comments: bool = True
    ranked: bool | None = None
    bare: bool = False
    camera_name: str = ""
    lens: str = ""
    exposure: str = ""
    taken_on: datetime | None = None

    @property
    def licence_page(self) -> str | None:
        return LICENCE_PAGES.get(Licence(self.licence))

    @property
    def licences(self) -> tuple[str, ...]:
        return tuple(licence.value for licence in Licence)

    @property
    def corners(self) -> tuple[str, ...]:
        return tuple(corner.value for corner in Corner if corner is not Corner.NONE or self.bare)


class TermsFields(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser sends of them; `terms` says that they were on the form, since a box that is not ticked says nothing."""

    terms: str = ""
    licence: str = ""
    watermark: str = ""
    camera: str = ""
    comments: str = ""
    ranked: str = ""

    def wishes(self) -> Wishes:
        """Return what was chosen; raises Invalid for what no form offers."""
        if not self.terms:
            return Wishes()
        try:
            licence = Licence(self.licence) if self.licence else None
        except ValueError as error:
            raise Invalid("images.licence_not_offered", field="licence") from error
        try:
            watermark = Corner(self.watermark) if self.watermark else None
        except ValueError as error:
            raise Invalid("images.watermark_needed", field="watermark") from error
        return Wishes(
            licence=licence,
            watermark=watermark,
            camera=bool(self.camera),
            comments=bool(self.comments),
            ranked=_RANKED.get(self.ranked),
        )


def terms_of(terms: Terms, *, bare: bool, veiled: bool = False) -> TermsCard:
    """Return the card of a photo's terms; behind a veil nothing is said of the camera."""
    shown = terms.camera and not veiled
    return TermsCard(
        licence=terms.licence,
        watermark=terms.watermark,
        camera=terms.camera,
        comments=terms.comments,
        ranked=terms.ranked,
        bare=bare,
        camera_name=terms.camera_name if shown else "",
        lens=terms.lens if shown else "",
        exposure=_exposure(terms) if shown else "",
        taken_on=_noon(terms.taken_on) if shown else None,
    )


def habits_of(wishes: Wishes, *, bare: bool) -> TermsCard:
    """Return the card that an upload begins with: what was said the last time."""
    said = {name: value for name, value in msgspec.structs.asdict(wishes).items() if value is not None}
    if said.get("watermark") is Corner.NONE and not bare:
        del said["watermark"]
    return TermsCard(**said, bare=bare)


def _exposure(terms: Terms) -> str:
    said = []
    if terms.focal_length:
        said.append(f"{terms.focal_length:.4g} mm")
    if terms.aperture:
        said.append(f"f/{terms.aperture:.3g}")
    if terms.shutter:
        said.append(f"{terms.shutter:.3g} s" if terms.shutter >= _FRACTIONS_BELOW else f"1/{1 / terms.shutter:.0f} s")
    if terms.iso:
        said.append(f"ISO {terms.iso}")
    return " · ".join(said)


def _noon(day: date | None) -> datetime | None:
    """Return an instant that lies on that day for nearly every clock: a camera says the day and no zone."""
    return None if day is None else datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
