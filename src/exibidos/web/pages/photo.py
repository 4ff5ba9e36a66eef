"""What is there to see of one photo? The picture in its light, its label, and for its owner the means to change both."""

from datetime import datetime
from enum import StrEnum

import msgspec

from exibidos.web.components.card import PhotoCard
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame


class Veil(StrEnum):
    """What this viewer can do about a veil."""

    NONE = "none"
    LIFT = "lift"
    LIFTED = "lifted"
    SIGN_IN = "sign_in"
    OF_AGE = "of_age"


class PhotoPage(msgspec.Struct, frozen=True, kw_only=True):
    """`card.src` is the largest variant that this viewer may see; `reason` is why a photo was rejected or failed, as a sentence."""

    frame: Frame
    card: PhotoCard
    published_at: datetime | None
    caption: str = ""
    veil: Veil = Veil.NONE
    sensitive: bool = False
    own: bool = False
    reason: str | None = None
    form: Form = Form()
    more: tuple[PhotoCard, ...] = ()
