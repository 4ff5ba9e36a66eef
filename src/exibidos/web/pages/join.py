"""How does someone become a member? Four fields, two promises."""

import msgspec

from exibidos.web.components.card import PhotoCard
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame


class JoinPage(msgspec.Struct, frozen=True, kw_only=True):
    """`backdrop` is a public photo beside the form: what joining is about. `next` is a local path, where they go afterwards."""

    frame: Frame
    form: Form = Form()
    backdrop: PhotoCard | None = None
    next: str = "/"
