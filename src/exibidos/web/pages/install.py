"""How does the club get onto a first screen, and what is there to read without a line? Three answers that know no reader."""

from typing import Annotated

from litestar import MediaType, Response
from litestar.params import QueryParameter

from exibidos.platform.http import PUBLIC, Given, get
from exibidos.web.components.shell import OFFLINE, Shell

Language = Annotated[str | None, QueryParameter(max_length=20)]
# Browsers ask each time: a name, a worker or a page of an older version must not outlive an upgrade of the club.
_ASK_AGAIN = {"Cache-Control": "no-cache"}


@get("/manifest.webmanifest", opt=PUBLIC)
async def webmanifest(shell: Given[Shell]) -> Response[bytes]:
    return Response(shell.manifest, headers=_ASK_AGAIN, media_type="application/manifest+json")


@get("/sw.js", opt=PUBLIC)
async def worker(shell: Given[Shell], lang: Language = None) -> Response[bytes]:
    """Answer at the root: a worker serves what lies beside it and below."""
    return Response(shell.worker(lang), headers=_ASK_AGAIN, media_type="text/javascript")


@get(OFFLINE, opt=PUBLIC)
async def offline(shell: Given[Shell], lang: Language = None) -> Response[bytes]:
    return Response(shell.page(lang), headers=_ASK_AGAIN, media_type=MediaType.HTML)
