"""What does a program's author read first? How to ask the club, and everything that can be asked, from the API's own description."""

from datetime import timedelta
from typing import Final

import msgspec

from exibidos.kernel.actor import Scope
from exibidos.platform.http import KEPT_FOR, LARGEST_BODY, MOST_PER_PAGE, PUBLIC, Given, get
from exibidos.web.components.examples import examples
from exibidos.web.components.frame import Frame
from exibidos.web.components.guide import Guide
from exibidos.web.components.reader import Page, Reader

# RFC 8631: programs that meet this page find what they can read themselves.
_FOR_PROGRAMS: Final = '</api/openapi.json>; rel="service-desc"; type="application/openapi+json"'

# As the club answers; tests compare.
_LIMITS_ANSWER: Final = """\
RateLimit-Policy: "api.calls";q=300;w=60
RateLimit: "api.calls";r=297;t=41
"""
_PROBLEM_ANSWER: Final = """\
HTTP/1.1 404 Not Found
Content-Type: application/problem+json

{
  "title": "Not Found",
  "status": 404,
  "detail": "This photo does not exist, or is not for these eyes.",
  "code": "images.no_such_photo"
}
"""


class DevelopersPage(msgspec.Struct, frozen=True, kw_only=True):
    """`examples` are shell commands by name; `chapters` of the text come before those of the guide, in this order."""

    frame: Frame
    guide: Guide
    examples: dict[str, str]
    scopes: tuple[str, ...] = tuple(scope.value for scope in Scope)
    most_per_page: int = MOST_PER_PAGE
    largest_kilobytes: int = LARGEST_BODY // 1024
    kept_hours: int = KEPT_FOR // timedelta(hours=1)
    limits_answer: str = _LIMITS_ANSWER
    problem_answer: str = _PROBLEM_ANSWER
    sections: tuple[str, ...] = ("start", "tokens", "lists", "upload", "once", "limits", "problems")


@get("/developers", opt=PUBLIC)
async def developers(guide: Given[Guide], reader: Given[Reader]) -> Page:
    """Serve everybody the same but the frame."""
    page = reader.page("developers.html", developers_page(reader.frame, guide))
    page.headers["Link"] = _FOR_PROGRAMS
    return page


def developers_page(frame: Frame, guide: Guide) -> DevelopersPage:
    """Return the page around a guide."""
    return DevelopersPage(frame=frame, guide=guide, examples=examples(guide.url))
