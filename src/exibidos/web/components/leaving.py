"""How does a browser go to a provider, and come back when it did not work? By a page that leads on, and a line above the form."""

import msgspec
from litestar.response import Redirect

from exibidos.kernel.errors import Problem
from exibidos.platform.http import Browser, local_path, origin_of
from exibidos.platform.oauth import Offer
from exibidos.web.components.card import PhotoCard
from exibidos.web.components.form import Form
from exibidos.web.components.frame import Frame
from exibidos.web.components.reader import Page, Reader

# What `?trouble=` may say above a form; anything else there is a stranger's word and is not shown.
TROUBLES = {
    "away": "oauth.away",
    "cancelled": "oauth.cancelled",
    "known": "oauth.known",
    "refused": "oauth.refused",
    "stale": "oauth.stale",
    "suspended": "accounts.suspended",
    "taken": "accounts.identity_taken",
    "many": "accounts.too_many_identities",
}
_WORDS = {code: word for word, code in TROUBLES.items()}


class LeavingPage(msgspec.Struct, frozen=True, kw_only=True):
    """`address` is a provider's, `site` its origin, which people should see before they type anything there."""

    frame: Frame
    label: str
    address: str
    site: str
    backdrop: PhotoCard | None = None


def leave(reader: Reader, browser: Browser, offer: Offer, address: str) -> Page:
    """Answer a form with a page that leads to a provider.

    A redirect would do, were it not that browsers hold it, and each one that follows at the provider, to where our forms may go (CSP).
    """
    page = LeavingPage(frame=reader.frame, label=offer.label, address=address, site=origin_of(address))
    answer = reader.page("leaving.html", page)
    answer.cookies.append(browser.cookie())
    return answer


def trouble(door: str, problem: Problem, target: str = "/") -> Redirect:
    """Lead back to a page that says what went wrong and has the other ways; the code and the state leave the address with this."""
    params = {"trouble": _WORDS.get(problem.code, "refused")}
    if local_path(target) != "/":
        params["next"] = local_path(target)
    return Redirect(door, status_code=303, query_params=params)


def troubled(reader: Reader, word: str) -> Form:
    """Return a form with the sentence of a trouble above it; an empty form for anything else."""
    code = TROUBLES.get(word)
    return Form() if code is None else Form(problem=reader.sentence(code))
