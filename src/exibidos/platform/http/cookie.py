"""What does a browser carry? Its session, and what it is known by when it answers a question; scripts can read neither."""

import re
import secrets
from typing import Any

import msgspec
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

_DAY_SECONDS = 86_400
# As long as a challenge lives: whoever answers later is asked again.
_ASKED_SECONDS = 600
_SECRET_BYTES = 32
_SECRET = re.compile(r"[\w-]{43}", re.ASCII)


# With what signs somebody out: the browser forgets the pages that it holds for going back, so that whoever comes next to it sees none of
# them. Heard over https and on localhost. Not "storage": that holds the page for no line, which knows nobody (decision 8).
FORGET_PAGES = {"Clear-Site-Data": '"cache"'}


class SessionCookie:
    """`__Host-session` over https: Secure, HttpOnly, SameSite=Lax, this host only. In development over http: `session`."""

    def __init__(self, *, secure: bool, days: int) -> None:
        self._secure = secure
        self._seconds = days * _DAY_SECONDS
        self.name = "__Host-session" if secure else "session"

    def token(self, connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
        """Return the token that a request carries, or None."""
        return connection.cookies.get(self.name)

    def holding(self, token: str) -> Cookie:
        """Return the cookie that signs a browser in."""
        return self._cookie(token, self._seconds)

    def gone(self) -> Cookie:
        """Return the cookie that makes a browser forget."""
        return self._cookie("", 0)

    def _cookie(self, value: str, seconds: int) -> Cookie:
        return Cookie(
            key=self.name, value=value, max_age=seconds, path="/", secure=self._secure, httponly=True, samesite="lax"
        )


class Browser(msgspec.Struct, frozen=True, kw_only=True):
    """A browser that was asked something, known again when it answers: by 256 random bits in `__Host-browser`, for ten minutes."""

    secret: str
    secure: bool

    @classmethod
    def of(cls, connection: ASGIConnection[Any, Any, Any, Any], *, secure: bool) -> "Browser":
        """Return the browser of a request; one that carries no secret of ours yet gets one."""
        carried = connection.cookies.get(cls._name(secure=secure), "")
        known = carried if _SECRET.fullmatch(carried) else secrets.token_urlsafe(_SECRET_BYTES)
        return cls(secret=known, secure=secure)

    def cookie(self) -> Cookie:
        """Return the cookie by which it is known; its ten minutes begin anew, for several of its tabs may have been asked."""
        return Cookie(
            key=self._name(secure=self.secure),
            value=self.secret,
            max_age=_ASKED_SECONDS,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="strict",
        )

    @staticmethod
    def _name(*, secure: bool) -> str:
        return "__Host-browser" if secure else "browser"
