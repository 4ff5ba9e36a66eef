"""How does a browser carry its session? In one cookie that scripts cannot read and other sites cannot send."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

_DAY_SECONDS = 86_400


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
