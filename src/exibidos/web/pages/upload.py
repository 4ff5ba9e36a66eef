"""How does a photo get onto the wall? A plain form for one, which script turns into a tray for many."""

import msgspec
from litestar import post
from litestar.datastructures import UploadFile
from litestar.params import MultipartBody
from litestar.response import Redirect

from exibidos.features.images import (
    LARGEST_BYTES,
    Details,
    UploadDesk,
    Visibility,
    check_declared,
    find_habits,
    find_type,
    get_allowance,
)
from exibidos.kernel.actor import Member
from exibidos.kernel.clock import now
from exibidos.kernel.errors import Invalid, Problem, Unavailable
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get
from exibidos.platform.settings import Settings
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader, go
from exibidos.web.components.space import Space, space_of
from exibidos.web.components.terms import TermsCard, TermsFields, habits_of


class UploadPage(msgspec.Struct, frozen=True, kw_only=True):
    frame: Frame
    terms: TermsCard = TermsCard()
    space: Space | None = None
    form: Form = Form()


# The picture, the words at their longest, and the seams of the form around them.
_LARGEST_FORM = LARGEST_BYTES + 64 * 1024


class DetailsForm(TermsFields, frozen=True, kw_only=True):
    """What a browser sends about a photo; the verb judges it."""

    title: str = ""
    caption: str = ""
    alt: str = ""
    visibility: str = "public"
    teaser: str = ""
    sensitive: str = ""


class UploadForm(DetailsForm, frozen=True, kw_only=True):
    """The same with the photo itself."""

    file: UploadFile | None = None
    declared: str = ""

    def details(self) -> Details:
        return details_of(self)

    def typed(self) -> dict[str, str]:
        """Return what can be shown again: everything but the file, which no page may fill in."""
        return {name: value for name, value in msgspec.structs.asdict(self).items() if isinstance(value, str)}


def details_of(said: DetailsForm) -> Details:
    """Return a form's words as Details; a visibility that no form offers is Invalid."""
    try:
        chosen = Visibility(said.visibility)
    except ValueError as error:
        raise Invalid("images.visibility_not_offered", field="visibility") from error
    return Details(
        title=said.title,
        caption=said.caption,
        alt=said.alt,
        visibility=chosen,
        teaser=bool(said.teaser),
        sensitive=bool(said.sensitive),
        wishes=said.wishes(),
    )


@get("/upload")
async def upload_page(
    member: Given[Member],
    desk: Given[UploadDesk],
    database: Given[Database],
    settings: Given[Settings],
    reader: Given[Reader],
) -> Page:
    """Offer the form, or say beforehand that nothing sent with it would be taken."""
    page = await _page(member, database, settings, reader)
    try:
        await desk.check_open(member)
    except Unavailable as closed:
        return reader.page("upload.html", msgspec.structs.replace(page, form=reader.refused(closed, {})))
    return reader.page("upload.html", page)


@post("/upload", request_max_body_size=_LARGEST_FORM)
async def upload(
    data: MultipartBody[UploadForm],
    member: Given[Member],
    desk: Given[UploadDesk],
    database: Given[Database],
    settings: Given[Settings],
    reader: Given[Reader],
) -> Page | Redirect:
    """Take one photo from the plain form; the answer leads to its page, where it becomes visible."""
    try:
        check_declared(bool(data.declared))
        if data.file is None:
            raise Invalid("images.empty", field="file")
        content_type = find_type(data.file.content_type, data.file.filename)
        made = await desk.accept(member, await data.file.read(), content_type, data.details())
    except Problem as problem:
        page = await _page(member, database, settings, reader)
        form = reader.refused(problem, data.typed())
        return reader.page("upload.html", msgspec.structs.replace(page, form=form), problem=problem)
    return go(f"/p/{made.id}", "here_already" if made.again else "uploaded")


async def _page(member: Member, database: Database, settings: Settings, reader: Reader) -> UploadPage:
    async with database.read() as tx:
        habits = await find_habits(tx, member)
        allowance = await get_allowance(tx, member, now=now())
    return UploadPage(
        frame=reader.frame,
        terms=habits_of(habits, bare=settings.media.watermark_optional),
        space=space_of(allowance),
    )
