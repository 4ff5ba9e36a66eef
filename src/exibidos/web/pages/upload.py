"""How does a photo get onto the wall? A plain form for one, which script turns into a tray for many."""

import msgspec

from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame


class UploadPage(msgspec.Struct, frozen=True, kw_only=True):
    frame: Frame
    form: Form = Form()
