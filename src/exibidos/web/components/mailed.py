"""How does the page of a mailed link begin, and what may others learn of it? Its token stands in the address."""

from typing import Annotated

import msgspec
from litestar.params import QueryParameter

from exibidos.kernel.errors import Invalid
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader

# What stands behind `?link=` of an address in a mail.
Mailed = Annotated[str, QueryParameter(name="link", max_length=200)]


class MailedPage(msgspec.Struct, frozen=True, kw_only=True):
    """`token` is the mailed link's; `name` is whose account it touches, None when it opens nothing (any more)."""

    frame: Frame
    token: str = ""
    name: str | None = None
    form: Form = Form()
    backdrop: PhotoCard | None = None


def stale(reader: Reader, template: str, problem: Invalid) -> Page:
    """Return the page of a link that opens nothing; it offers a new one."""
    page = MailedPage(frame=reader.frame, form=reader.refused(problem, {}))
    return unlinked(reader.page(template, page, problem=problem))


def unlinked(page: Page) -> Page:
    """Let no other site learn where a reader came from: the link in a mail stands in the address.

    `same-origin`, which sends nothing to anybody else, not `no-referrer`: under that, browsers send a form with `Origin: null`, which the
    cross-site rule refuses wherever they do not also send Sec-Fetch-Site.
    """
    page.headers["Referrer-Policy"] = "same-origin"
    return page
