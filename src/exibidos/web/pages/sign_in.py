"""How does a member come back? E-mail and password."""

from typing import Annotated

import msgspec
from litestar import post
from litestar.params import QueryParameter, URLEncodedBody
from litestar.response import Redirect

from exibidos.features.accounts import Device, Entrance
from exibidos.features.images import MediaUrls
from exibidos.kernel.actor import Viewer
from exibidos.kernel.errors import Limited, Problem
from exibidos.platform.db import Database
from exibidos.platform.http import PUBLIC, Given, SessionCookie, get, local_path
from exibidos.web.components.backdrop import backdrop
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.door import let_in, let_out
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.leaving import troubled
from exibidos.web.components.reader import Page, Reader, go


class SignInPage(msgspec.Struct, frozen=True, kw_only=True):
    """As JoinPage: a backdrop, and the local path to go to afterwards. `throttled` offers the way in that waits for nobody."""

    frame: Frame
    form: Form = Form()
    backdrop: PhotoCard | None = None
    next: str = "/"
    throttled: bool = False


class SignInForm(msgspec.Struct, frozen=True, kw_only=True):
    email: str = ""
    password: str = ""
    next: str = "/"


@get("/sign-in")
async def sign_in_page(
    viewer: Given[Viewer],
    database: Given[Database],
    media: Given[MediaUrls],
    reader: Given[Reader],
    target: Annotated[str, QueryParameter(name="next", max_length=500)] = "/",
    word: Annotated[str, QueryParameter(name="trouble", max_length=40)] = "",
) -> Page | Redirect:
    if viewer.id is not None:
        return go(local_path(target))
    shown = await backdrop(database, media, reader.frame)
    page = SignInPage(frame=reader.frame, form=troubled(reader, word), backdrop=shown, next=local_path(target))
    return reader.page("sign_in.html", page)


@post("/sign-in", opt=PUBLIC)
async def sign_in(
    data: URLEncodedBody[SignInForm],
    device: Given[Device],
    entrance: Given[Entrance],
    cookie: Given[SessionCookie],
    database: Given[Database],
    media: Given[MediaUrls],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        entered = await entrance.sign_in(data.email, data.password, device)
    except Problem as problem:
        form = reader.refused(problem, msgspec.structs.asdict(data))
        page = SignInPage(
            frame=reader.frame,
            form=form,
            backdrop=await backdrop(database, media, reader.frame),
            next=local_path(data.next),
            throttled=isinstance(problem, Limited),
        )
        return reader.page("sign_in.html", page, problem=problem)
    return let_in(entered, cookie, data.next)


@post("/sign-out", opt=PUBLIC)
async def sign_out(token: Given[str | None], entrance: Given[Entrance], cookie: Given[SessionCookie]) -> Redirect:
    await entrance.leave(token)
    return let_out(cookie)
