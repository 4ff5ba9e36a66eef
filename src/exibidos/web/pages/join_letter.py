"""What does the link of a letter about joining open? The way in, for who began it; how their wish stands; and the way out for who did not.

Programs that look through mails fetch every link: opening changes nothing, only a button does.
"""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import post
from litestar.params import QueryParameter, URLEncodedBody
from litestar.response import Redirect

from exibidos.features.accounts import ANSWER_LONGEST, Candidate, Device, JoiningState, JoinMode, Reception
from exibidos.features.images import MediaUrls
from exibidos.kernel.errors import Conflict, Invalid, Problem
from exibidos.platform.db import Database
from exibidos.platform.http import PUBLIC, Given, JoinerCookie, SessionCookie, get
from exibidos.web.components.backdrop import backdrop
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.door import let_in
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader, go

_HERE = "/join/letter"
_TOKEN_LONGEST = 200


class LetterPage(msgspec.Struct, frozen=True, kw_only=True):
    """`state` is None when the link is over. `here` says that this browser began it, so nobody asks for the password.

    `password` says whether there is one to ask for; without one it is the browser that began it or none.
    """

    frame: Frame
    form: Form = Form()
    backdrop: PhotoCard | None = None
    link: str = ""
    state: JoiningState | None = None
    name: str = ""
    slug: str = ""
    said: str = ""
    here: bool = False
    password: bool = True
    approves: bool = False
    longest: int = ANSWER_LONGEST


class LetterForm(msgspec.Struct, frozen=True, kw_only=True):
    link: str = ""
    password: str = ""
    slug: str = ""
    answer: str = ""


@get(_HERE, opt=PUBLIC)
async def letter_page(
    joiner: Given[UUID | None],
    reception: Given[Reception],
    database: Given[Database],
    media: Given[MediaUrls],
    reader: Given[Reader],
    link: Annotated[str, QueryParameter(max_length=_TOKEN_LONGEST)] = "",
) -> Page:
    return await _page(reader, reception, database, media, link, joiner)


@post(_HERE, opt=PUBLIC)
async def confirm(
    data: URLEncodedBody[LetterForm],
    joiner: Given[UUID | None],
    device: Given[Device],
    reception: Given[Reception],
    cookie: Given[SessionCookie],
    joiner_cookie: Given[JoinerCookie],
    database: Given[Database],
    media: Given[MediaUrls],
    reader: Given[Reader],
) -> Page | Redirect:
    """Make the member and let them in, or, where moderators decide, lead to how it stands."""
    try:
        candidate = await reception.look(data.link)
        came = await reception.confirm(data.link, device, begun=joiner, password=data.password, slug=data.slug or None)
    except Problem as problem:
        return await _page(reader, reception, database, media, data.link, joiner, problem=problem, typed=data)
    if isinstance(came, str):
        return go(f"{_HERE}?link={came}")
    answer = let_in(came, cookie, candidate.next, "welcome")
    answer.cookies.append(joiner_cookie.gone())
    return answer


@post(f"{_HERE}/answer", opt=PUBLIC)
async def answer(
    data: URLEncodedBody[LetterForm],
    joiner: Given[UUID | None],
    reception: Given[Reception],
    database: Given[Database],
    media: Given[MediaUrls],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        await reception.answer(data.link, data.answer)
    except Problem as problem:
        return await _page(reader, reception, database, media, data.link, joiner, problem=problem, typed=data)
    return go(f"{_HERE}?link={data.link}")


@post(f"{_HERE}/not-me", opt=PUBLIC)
async def not_me(
    data: URLEncodedBody[LetterForm],
    joiner: Given[UUID | None],
    reception: Given[Reception],
    database: Given[Database],
    media: Given[MediaUrls],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        await reception.disown(data.link)
    except Problem as problem:
        return await _page(reader, reception, database, media, data.link, joiner, problem=problem)
    return go("/", "joining_ended")


async def _page(
    reader: Reader,
    reception: Reception,
    database: Database,
    media: MediaUrls,
    link: str,
    joiner: UUID | None,
    *,
    problem: Problem | None = None,
    typed: LetterForm | None = None,
) -> Page:
    """Return the page as the joining stands now; a link that is over gets a page too, with the way to a new one."""
    candidate: Candidate | None = None
    try:
        candidate = await reception.look(link)
    except Invalid as over:
        problem = over
    if problem is not None and problem.field == "email":
        problem = Conflict(problem.code)  # there is no such field on this page
    page = LetterPage(
        frame=reader.frame,
        form=Form() if problem is None else reader.refused(problem, msgspec.structs.asdict(typed or LetterForm())),
        backdrop=await backdrop(database, media, reader.frame),
        link=link,
        approves=reception.rules.mode is JoinMode.APPROVAL,
    )
    if candidate is not None:
        page = msgspec.structs.replace(
            page,
            state=candidate.state,
            name=candidate.display_name,
            slug=candidate.slug,
            said=candidate.said,
            here=joiner == candidate.id,
            password=candidate.password_hash is not None,
        )
    return reader.page("join_letter.html", page, problem=problem)
