"""What does a browser get whose person has come in, or goes? The session's cookie or its end, and the way to where they wanted to go."""

from litestar.response import Redirect

from exibidos.features.accounts import Entered
from exibidos.platform.http import FORGET_PAGES, SessionCookie, local_path
from exibidos.web.components.reader import go


def let_in(entered: Entered, cookie: SessionCookie, target: str, notice: str | None = "signed_in") -> Redirect:
    """Return the redirect that signs a browser in; `target` is a local path, or it becomes the wall."""
    answer = go(local_path(target), notice)
    answer.cookies.append(cookie.holding(entered.token))
    return answer


def let_out(cookie: SessionCookie) -> Redirect:
    """Return the redirect that signs a browser out: without its session, and without the pages that it remembers."""
    answer = go("/", "signed_out")
    answer.cookies.append(cookie.gone())
    answer.headers.update(FORGET_PAGES)
    return answer
