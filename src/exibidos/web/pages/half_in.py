"""What does somebody still owe who has shown who they are? A code of their app, or the word that they are back from the quiet."""

from typing import Annotated

import msgspec
from litestar import post
from litestar.params import QueryParameter, URLEncodedBody
from litestar.response import Redirect

from exibidos.features.accounts import Device, Entrance, Owes
from exibidos.kernel.errors import Problem
from exibidos.platform.http import PUBLIC, Given, SessionCookie, get, local_path
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.door import let_in
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader, go

Next = Annotated[str, QueryParameter(name="next", max_length=500)]


class HalfInPage(msgspec.Struct, frozen=True, kw_only=True):
    """A door without a picture beside it; `next` is the local path to go to afterwards."""

    frame: Frame
    form: Form = Form()
    next: str = "/"
    backdrop: PhotoCard | None = None


class CodeForm(msgspec.Struct, frozen=True, kw_only=True):
    code: str = ""
    next: str = "/"


class ReturnForm(msgspec.Struct, frozen=True, kw_only=True):
    next: str = "/"


@get("/sign-in/code", opt=PUBLIC)
async def code_page(
    half_in: Given[str], entrance: Given[Entrance], reader: Given[Reader], target: Next = "/"
) -> Page | Redirect:
    return await _ask("code.html", Owes.CODE, half_in, entrance, reader, target)


@post("/sign-in/code", opt=PUBLIC)
async def answer_code(
    data: URLEncodedBody[CodeForm],
    half_in: Given[str],
    device: Given[Device],
    entrance: Given[Entrance],
    cookie: Given[SessionCookie],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        entered = await entrance.answer(half_in, data.code, device)
    except Problem as problem:
        page = HalfInPage(frame=reader.frame, form=reader.refused(problem, {}), next=local_path(data.next))
        return reader.page("code.html", page, problem=problem)
    return let_in(entered, cookie, data.next)


@get("/sign-in/return", opt=PUBLIC)
async def return_page(
    half_in: Given[str], entrance: Given[Entrance], reader: Given[Reader], target: Next = "/"
) -> Page | Redirect:
    return await _ask("return.html", Owes.RETURN, half_in, entrance, reader, target)


@post("/sign-in/return", opt=PUBLIC)
async def come_back(
    data: URLEncodedBody[ReturnForm],
    half_in: Given[str],
    device: Given[Device],
    entrance: Given[Entrance],
    cookie: Given[SessionCookie],
    reader: Given[Reader],
) -> Page | Redirect:
    try:
        entered = await entrance.come_back(half_in, device)
    except Problem as problem:
        page = HalfInPage(frame=reader.frame, form=reader.refused(problem, {}), next=local_path(data.next))
        return reader.page("return.html", page, problem=problem)
    return let_in(entered, cookie, data.next, "returned")


async def _ask(
    template: str, owes: Owes, half_in: str, entrance: Entrance, reader: Reader, target: str
) -> Page | Redirect:
    """Ask, if this is what is owed; who owes nothing, or no longer, begins at the door."""
    try:
        asked = await entrance.owed_by(half_in)
    except Problem:
        asked = None
    if asked is not owes:
        return go("/sign-in")
    return reader.page(template, HalfInPage(frame=reader.frame, next=local_path(target)))
