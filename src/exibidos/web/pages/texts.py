"""What does the club stand by? Its terms, rules, privacy notice and who it is: the host's words or ours, for everybody to read."""

import msgspec

from exibidos.platform.http import PUBLIC, Given, get
from exibidos.platform.text import ClubText, ClubTexts, TextName
from exibidos.web.components.frame import Frame
from exibidos.web.components.prose import Prose, filled, prose
from exibidos.web.components.reader import Page, Reader


class TextPage(msgspec.Struct, frozen=True, kw_only=True):
    """`title` is the text's own; where nobody agrees to a text its version is of no interest."""

    frame: Frame
    text: ClubText
    title: str
    prose: Prose
    names: tuple[str, ...] = tuple(TextName)


@get("/terms", opt=PUBLIC)
async def terms(texts: Given[ClubTexts], reader: Given[Reader]) -> Page:
    return _page(TextName.TERMS, texts, reader)


@get("/rules", opt=PUBLIC)
async def rules(texts: Given[ClubTexts], reader: Given[Reader]) -> Page:
    return _page(TextName.RULES, texts, reader)


@get("/privacy", opt=PUBLIC)
async def privacy(texts: Given[ClubTexts], reader: Given[Reader]) -> Page:
    return _page(TextName.PRIVACY, texts, reader)


@get("/about", opt=PUBLIC)
async def about(texts: Given[ClubTexts], reader: Given[Reader]) -> Page:
    return _page(TextName.ABOUT, texts, reader)


def _page(name: TextName, texts: ClubTexts, reader: Reader) -> Page:
    text = texts.get(name, reader.locale)
    values = reader.club_values(text.locale)
    page = TextPage(frame=reader.frame, text=text, title=filled(text.title, values), prose=prose(text.body, values))
    return reader.page("text.html", page)
