"""Do they agree to the club's texts as they are now? Asked on the next visit after one has changed, and put off for a day by who wants."""

from typing import Annotated

import msgspec
from litestar import post
from litestar.params import QueryParameter, URLEncodedBody
from litestar.response import Redirect

from exibidos.features import accounts
from exibidos.kernel.actor import Member
from exibidos.kernel.errors import Invalid
from exibidos.platform.db import Database
from exibidos.platform.http import Given, get, local_path, putting_off
from exibidos.platform.settings import Settings
from exibidos.platform.text import ClubTexts, versions_of
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader, go


class AskedText(msgspec.Struct, frozen=True, kw_only=True):
    """A text that they have not agreed to; `before` is the version that they had, None for none."""

    name: str
    version: str
    before: str | None = None


class AgreePage(msgspec.Struct, frozen=True, kw_only=True):
    """`next` is the local path where they wanted to go."""

    frame: Frame
    asked: tuple[AskedText, ...]
    edition: str
    next: str = "/"
    form: Form = Form()
    backdrop: PhotoCard | None = None


class AgreeForm(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser sends; `terms` is the edition that stood on the page."""

    terms: str = ""
    next: str = "/"


@get("/agree")
async def agree_page(
    member: Given[Member],
    texts: Given[ClubTexts],
    reader: Given[Reader],
    target: Annotated[str, QueryParameter(name="next", max_length=500)] = "/",
) -> Page | Redirect:
    if member.agreed == texts.edition:
        return go(local_path(target))
    return reader.page("agree.html", _page(member, texts, reader, target))


@post("/agree")
async def agree(
    data: URLEncodedBody[AgreeForm],
    member: Given[Member],
    texts: Given[ClubTexts],
    database: Given[Database],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        async with database.write() as tx:
            await accounts.agree(tx, member, data.terms, edition=texts.edition)
    except Invalid as problem:
        form = reader.refused(problem, {})
        return reader.page("agree.html", _page(member, texts, reader, data.next, form), problem=problem)
    return go(local_path(data.next), "agreed")


@post("/agree/later")
async def agree_later(
    data: URLEncodedBody[AgreeForm],
    member: Given[Member],  # noqa: ARG001 - a guest has nothing to put off
    texts: Given[ClubTexts],
    settings: Given[Settings],
) -> Redirect:
    """Let them read on for a day. What they would give to the club waits all the same."""
    answer = go(local_path(data.next))
    answer.cookies.append(putting_off(texts.edition, secure=settings.app.url.startswith("https://")))
    return answer


def _page(member: Member, texts: ClubTexts, reader: Reader, target: str, form: Form | None = None) -> AgreePage:
    before, present = versions_of(member.agreed), versions_of(texts.edition)
    asked = tuple(
        AskedText(name=name, version=version, before=before.get(name))
        for name, version in present.items()
        if before.get(name) != version
    )
    return AgreePage(
        frame=reader.frame, asked=asked, edition=texts.edition, next=local_path(target), form=form or Form()
    )
