"""How does someone become a member? A form; where addresses are proven, a letter, and what its link opens."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import post
from litestar.params import QueryParameter, URLEncodedBody
from litestar.response import Redirect

from exibidos.features.accounts import ANSWER_LONGEST, Device, Joining, JoinMode, Purpose, Reception
from exibidos.features.images import MediaUrls
from exibidos.kernel.actor import Viewer
from exibidos.kernel.errors import Problem
from exibidos.platform.db import Database
from exibidos.platform.http import PUBLIC, Given, JoinerCookie, SessionCookie, get, local_path
from exibidos.platform.settings import Settings
from exibidos.web.components.backdrop import backdrop
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.door import let_in
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader, go

_LONGEST_PATH = 500
PASSKEYS = "/settings/passkeys"


class JoinPage(msgspec.Struct, frozen=True, kw_only=True):
    """`backdrop` is a public photo beside the form: what joining is about. `next` is a local path, where they go afterwards.

    `question` is the host's own, empty for the catalogue's; `edition` are the texts that they agree to.
    """

    frame: Frame
    form: Form = Form()
    backdrop: PhotoCard | None = None
    next: str = "/"
    mode: JoinMode = JoinMode.OPEN
    question: str = ""
    edition: str = ""
    purposes: tuple[str, ...] = tuple(purpose.value for purpose in Purpose)
    longest: int = ANSWER_LONGEST


class SentPage(msgspec.Struct, frozen=True, kw_only=True):
    """`email` is where this browser asked us to write, None for another one; `outbox` where letters lie that do not leave."""

    frame: Frame
    backdrop: PhotoCard | None = None
    email: str | None = None
    outbox: bool = False


class JoinForm(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser sends: text, whatever the person did; the verb judges it. `terms` is the edition of the texts that stood there."""

    email: str = ""
    password: str = ""
    by_passkey: str = ""
    slug: str = ""
    display_name: str = ""
    of_age: str = ""
    terms: str = ""
    answer: str = ""
    code: str = ""
    personalisation: str = ""
    training: str = ""
    product_mail: str = ""
    next: str = "/"

    def joining(self, locale: str) -> Joining:
        return Joining(
            email=self.email,
            slug=self.slug,
            display_name=self.display_name,
            of_age=bool(self.of_age),
            terms_version=self.terms,
            consents=tuple(purpose for purpose in Purpose if getattr(self, purpose.value)),
            locale=locale,
            answer=self.answer,
            code=self.code,
            # Who has no password yet makes a passkey before anything else.
            next=PASSKEYS if self.by_passkey else local_path(self.next)[:_LONGEST_PATH],
        )


@get("/join")
async def join_page(
    viewer: Given[Viewer],
    database: Given[Database],
    media: Given[MediaUrls],
    reader: Given[Reader],
    reception: Given[Reception],
    settings: Given[Settings],
    target: Annotated[str, QueryParameter(name="next", max_length=_LONGEST_PATH)] = "/",
    code: Annotated[str, QueryParameter(max_length=100)] = "",
) -> Page | Redirect:
    if viewer.id is not None:
        return go(local_path(target))
    form = Form(values={"code": code}) if code else Form()
    return await _join_page(database, media, reader, reception, settings, form=form, target=target)


@post("/join", opt=PUBLIC)
async def join(
    data: URLEncodedBody[JoinForm],
    device: Given[Device],
    reception: Given[Reception],
    cookie: Given[SessionCookie],
    joiner_cookie: Given[JoinerCookie],
    database: Given[Database],
    media: Given[MediaUrls],
    reader: Given[Reader],
    settings: Given[Settings],
) -> Page | Redirect:
    """Make a member, or write down a wish: then the answer is the same for every address.

    Without a password it is always a wish first: until there is a passkey, their proven address is the only way back.
    """
    try:
        if reception.asks_first or data.by_passkey:
            password = None if data.by_passkey else data.password
            begun = await reception.begin(data.joining(reader.locale), password, device)
            answer = go("/join/sent")
            answer.cookies.append(joiner_cookie.holding(begun, password=password is not None))
            return answer
        entered = await reception.join(data.joining(reader.locale), data.password, device)
    except Problem as problem:
        form = reader.refused(problem, msgspec.structs.asdict(data))
        return await _join_page(
            database, media, reader, reception, settings, form=form, target=data.next, problem=problem
        )
    return let_in(entered, cookie, data.next, "welcome")


@get("/join/sent", opt=PUBLIC)
async def sent_page(
    joiner: Given[UUID | None],
    reception: Given[Reception],
    database: Given[Database],
    media: Given[MediaUrls],
    reader: Given[Reader],
    settings: Given[Settings],
) -> Page:
    page = SentPage(
        frame=reader.frame,
        backdrop=await backdrop(database, media, reader.frame),
        email=await reception.find_address(joiner),
        outbox=not settings.smtp.url,
    )
    return reader.page("join_sent.html", page)


async def _join_page(
    database: Database,
    media: MediaUrls,
    reader: Reader,
    reception: Reception,
    settings: Settings,
    *,
    form: Form,
    target: str,
    problem: Problem | None = None,
) -> Page:
    asks = await what_joining_asks(reader, reception, settings, database, media)
    return reader.page("join.html", JoinPage(**asks, form=form, next=local_path(target)), problem=problem)


async def what_joining_asks(
    reader: Reader, reception: Reception, settings: Settings, database: Database, media: MediaUrls
) -> dict[str, Any]:
    """Return what a JoinPage says to everybody: how the club lets people in, and a photo of it."""
    asked = settings.accounts.question_en if reader.locale == "en" else settings.accounts.question_pt_br
    return {
        "frame": reader.frame,
        "backdrop": await backdrop(database, media, reader.frame),
        "mode": reception.rules.mode,
        "question": asked,
        "edition": reception.rules.edition,
    }
