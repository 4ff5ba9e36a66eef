"""How does a browser carry its session? In one cookie that scripts cannot read and other sites cannot send."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

_DAY_SECONDS = 86_400


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
