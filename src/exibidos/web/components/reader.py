"""Who reads this page, in which language, and how do they get it? One per request, given to page handlers as `reader`."""

from collections.abc import Mapping

import msgspec
from litestar import MediaType, Response
from litestar.response import Redirect

from exibidos.kernel.actor import Member, Viewer
from exibidos.kernel.errors import Problem
from exibidos.platform.http import headers_of, status_of
from exibidos.web.components.form import Form, refused
from exibidos.web.components.frame import Face, Frame, Person
from exibidos.web.components.render import Renderer

Page = Response[bytes]
# What a toast may say after a redirect; anything else in `?notice=` is a stranger's word and is not shown.
NOTICES = frozenset(
    {
        "welcome",
        "joining_ended",
        "admin_now",
        "joining_approved",
        "joining_asked",
        "joining_refused",
        "invitation_made",
        "invitation_revoked",
        "signed_in",
        "signed_out",
        "saved",
        "deleted",
        "restored",
        "ticket_spent",
        "erased",
        "uploaded",
        "here_already",
        "case_decided",
        "decision_undone",
        "claimed",
        "token_revoked",
        "renamed",
        "passkey_added",
        "passkey_renamed",
        "passkey_removed",
        "password_new",
        "session_ended",
        "sessions_ended",
        "password_changed",
        "codes_removed",
        "deactivated",
        "returned",
        "email_asked",
        "email_changed",
        "email_kept",
        "blocked",
        "unblocked",
        "muted",
        "unmuted",
        "follower_removed",
        "request_accepted",
        "request_refused",
        "seen",
        "linked",
        "unlinked",
        "agreed",
        "picture_shown",
        "picture_sent",
        "picture_removed",
    }
)


class Reader:
    """A viewer at a path, with the renderer at hand."""

    def __init__(
        self,
        renderer: Renderer,
        viewer: Viewer,
        locale: str,
        *,
        path: str,
        notice: str | None,
        unseen: int = 0,
        asked: bool = False,
        face: Face | None = None,
    ) -> None:
        self._renderer = renderer
        self.locale = locale
        self.club = renderer.public
        self.frame = Frame(
            path=path,
            me=Person(name=viewer.display_name, slug=viewer.slug, face=face) if isinstance(viewer, Member) else None,
            notice=notice if notice in NOTICES else None,
            unseen=unseen,
            asked=asked,
        )

    def bytes(self, template: str, page: msgspec.Struct) -> bytes:
        """Return the page as UTF-8."""
        return self._renderer.render(template, self.locale, page)

    def page(self, template: str, page: msgspec.Struct, *, problem: Problem | None = None) -> Page:
        """Answer with a page; with a form that was refused, as its problem says: a throttle stays a 429 that says when it ends."""
        return Response(
            self.bytes(template, page),
            status_code=200 if problem is None else status_of(problem),
            headers={} if problem is None else headers_of(problem),
            media_type=MediaType.HTML,
        )

    def refused(self, problem: Problem, values: Mapping[str, str]) -> Form:
        """Return a form as it was typed, with the problem beside its field."""
        return refused(self._renderer.catalogue, self.locale, problem, values)

    def club_values(self, locale: str) -> dict[str, str]:
        """Return what the club's texts call by name, `{club}` and the like, in a text's own language."""
        club, words = self._renderer.public, self._renderer.catalogue
        return {
            "club": club.name,
            "url": club.url,
            "age": str(club.minimum_age),
            "operator": club.operator or words.text(locale, "texts.somebody"),
            "contact": club.contact or words.text(locale, "texts.somewhere"),
        }

    def sentence(self, code: str) -> str:
        """Return the sentence of a problem code."""
        return self._renderer.catalogue.problem(self.locale, Problem(code))


def go(path: str, notice: str | None = None) -> Redirect:
    """Send the browser on with 303, so that a reload does not post again; the notice becomes a toast there."""
    told = f"{'&' if '?' in path else '?'}notice={notice}" if notice else ""
    return Redirect(f"{path}{told}", status_code=303)
