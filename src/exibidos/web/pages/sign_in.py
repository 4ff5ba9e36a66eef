"""How does a member come back? E-mail and password."""

import msgspec

from exibidos.web.components.card import PhotoCard
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame


class SignInPage(msgspec.Struct, frozen=True, kw_only=True):
    """As JoinPage: a backdrop, and the local path to go to afterwards."""

    frame: Frame
    form: Form = Form()
    backdrop: PhotoCard | None = None
    next: str = "/"
