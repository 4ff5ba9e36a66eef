"""How does a member send a face or a cover, and take one away? Two plain forms in the room of their profile."""

import asyncio
from uuid import UUID

import msgspec
from litestar import post
from litestar.datastructures import UploadFile
from litestar.params import FromPath, MultipartBody
from litestar.response import Redirect

from exibidos.features import profiles
from exibidos.features.images import LARGEST_BYTES, MediaUrls, find_type
from exibidos.features.profiles import PictureDesk, PictureState, kind_of
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Invalid, Problem
from exibidos.platform.bells import Bells
from exibidos.platform.db import Database
from exibidos.platform.http import Given
from exibidos.web.components.reader import Page, Reader, go
from exibidos.web.pages.profile_settings import page_of

_HERE = "/settings/profile"
# The picture, and the seams of the form around it.
_LARGEST_FORM = LARGEST_BYTES + 4096
# A face is ready in a second: whoever sends one waits for it rather than for a page that says "soon". A busy club says that after four.
_WAITS_SECONDS = 4.0
# Without a bell (Valkey away) it is asked this often.
_ASK_ANYWAY_SECONDS = 1.0


class PictureForm(msgspec.Struct, frozen=True, kw_only=True):
    file: UploadFile | None = None


@post("/settings/profile/{kind:str}", request_max_body_size=_LARGEST_FORM)
async def send_picture(
    kind: FromPath[str],
    data: MultipartBody[PictureForm],
    member: Given[Member],
    picture_desk: Given[PictureDesk],
    database: Given[Database],
    bells: Given[Bells],
    media: Given[MediaUrls],
    reader: Given[Reader],
) -> Page | Redirect:
    """Take one picture, and lead back to the room, where it hangs, is being made, or was refused with its reason."""
    wanted = kind_of(kind)
    try:
        if data.file is None:
            raise Invalid("images.empty", field="file")
        content_type = find_type(data.file.content_type, data.file.filename)
        async with bells.listen(profiles.topic(member.id)) as heard:
            picture_id = await picture_desk.accept(member, await data.file.read(), content_type, wanted)
            state = await _decided(database, member, picture_id, heard)
    except Problem as problem:
        page = await page_of(member, database, media, reader)
        problem.field = "file"  # this form has no other
        form = reader.refused(problem, {})
        boxes = tuple(
            msgspec.structs.replace(box, form=msgspec.structs.replace(form, place=box.form.place))
            if box.kind == wanted
            else box
            for box in page.boxes
        )
        return reader.page("profile_settings.html", msgspec.structs.replace(page, boxes=boxes), problem=problem)
    return go(_HERE, _NOTICES.get(state))


@post("/settings/profile/{kind:str}/remove")
async def remove_picture(kind: FromPath[str], member: Given[Member], database: Given[Database]) -> Redirect:
    async with database.write() as tx:
        await profiles.remove(tx, member, kind_of(kind))
    return go(_HERE, "picture_removed")


_NOTICES = {PictureState.SHOWN: "picture_shown", PictureState.PROCESSING: "picture_sent"}


async def _decided(database: Database, member: Member, picture_id: UUID, heard: asyncio.Event) -> PictureState:
    """Return how far a picture has come once it is decided, or after a while."""
    loop = asyncio.get_running_loop()
    until = loop.time() + _WAITS_SECONDS
    while True:
        heard.clear()
        async with database.read() as tx:
            found = await profiles.find_picture(tx, member, picture_id)
        if found is None or found.state is not PictureState.PROCESSING or loop.time() >= until:
            return PictureState.PROCESSING if found is None else found.state
        try:
            await asyncio.wait_for(heard.wait(), min(_ASK_ANYWAY_SECONDS, max(0.0, until - loop.time())))
        except TimeoutError:
            continue
