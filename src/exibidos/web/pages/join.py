"""How does someone become a member? Four fields, two promises."""

from typing import Annotated

import msgspec
from litestar import post
from litestar.params import QueryParameter, URLEncodedBody
from litestar.response import Redirect

from exibidos.features.accounts import TERMS_VERSION, Device, Entrance, Joining
from exibidos.features.images import MediaUrls
from exibidos.kernel.actor import Viewer
from exibidos.kernel.errors import Problem
from exibidos.platform.db import Database
from exibidos.platform.http import PUBLIC, Given, SessionCookie, get, local_path
from exibidos.web.components.backdrop import backdrop
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.door import let_in
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader, go


class JoinPage(msgspec.Struct, frozen=True, kw_only=True):
    """`backdrop` is a public photo beside the form: what joining is about. `next` is a local path, where they go afterwards."""

    frame: Frame
    form: Form = Form()
    backdrop: PhotoCard | None = None
    next: str = "/"


class JoinForm(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser sends: text, whatever the person did; the verb judges it."""

    email: str = ""
    password: str = ""
    slug: str = ""
    display_name: str = ""
    of_age: str = ""
    terms: str = ""
    next: str = "/"

    def joining(self) -> Joining:
        return Joining(
            email=self.email,
            slug=self.slug,
            display_name=self.display_name,
            of_age=bool(self.of_age),
            terms_version=TERMS_VERSION if self.terms else "",
        )


@get("/join")
async def join_page(
    viewer: Given[Viewer],
    database: Given[Database],
    media: Given[MediaUrls],
    reader: Given[Reader],
    target: Annotated[str, QueryParameter(name="next", max_length=500)] = "/",
) -> Page | Redirect:
    if viewer.id is not None:
        return go(local_path(target))
    shown = await backdrop(database, media)
    return reader.page("join.html", JoinPage(frame=reader.frame, backdrop=shown, next=local_path(target)))


@post("/join", opt=PUBLIC)
async def join(
    data: URLEncodedBody[JoinForm],
    device: Given[Device],
    entrance: Given[Entrance],
    cookie: Given[SessionCookie],
    database: Given[Database],
    media: Given[MediaUrls],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        entered = await entrance.join(data.joining(), data.password, device)
    except Problem as problem:
        form = reader.refused(problem, msgspec.structs.asdict(data))
        page = JoinPage(
            frame=reader.frame, form=form, backdrop=await backdrop(database, media), next=local_path(data.next)
        )
        return reader.page("join.html", page, problem=problem)
    return let_in(entered, cookie, data.next, "welcome")
