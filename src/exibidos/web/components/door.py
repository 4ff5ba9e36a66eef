"""What does a browser get whose person has come in, or goes? The session's cookie or its end, and the way to where they wanted to go."""

from litestar.response import Redirect

from exibidos.features.accounts import Entered
from exibidos.platform.http import FORGET_PAGES, SessionCookie, local_path
from exibidos.web.components.reader import go


def let_in(entered: Entered, cookie: SessionCookie, target: str, notice: str | None = "signed_in") -> Redirect:
    """Return the redirect that signs a browser in; `target` is a local path, or the wall instead. Who owes something is led there first."""
    if entered.owes is not None:
        first = Redirect(f"/sign-in/{entered.owes}", status_code=303, query_params={"next": local_path(target)})
        first.cookies.append(cookie.holding_half_in(entered.token))
        return first
    answer = go(local_path(target), notice)
    answer.cookies.append(cookie.holding(entered.token))
    return answer


def let_out(cookie: SessionCookie, notice: str = "signed_out") -> Redirect:
    """Return the redirect that signs a browser out: without its session, and without the pages that it remembers."""
    answer = go("/", notice)
    answer.cookies.append(cookie.gone())
    answer.headers.update(FORGET_PAGES)
    return answer
