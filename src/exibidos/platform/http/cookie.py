"""What does a browser carry? Its session, what it is known by when it answers, which joining it began; scripts can read none."""

import hashlib
import re
import secrets
from typing import Any
from uuid import UUID

import msgspec
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie

from exibidos.kernel.signing import Signer

_DAY_SECONDS = 86_400
# As long as a challenge lives: whoever answers later is asked again.
_ASKED_SECONDS = 600
_SECRET_BYTES = 32
_SECRET = re.compile(r"[\w-]{43}", re.ASCII)
# As long as the link that is mailed meanwhile (PRODUCT §10): whoever comes later is asked for their password.
_HOUR_SECONDS = 3_600
# Who has no password cannot be asked for one: as long as a joining where nothing moves is kept.
_MONTH_SECONDS = 30 * _DAY_SECONDS


# With what signs somebody out: the browser forgets the pages that it holds for going back, so that whoever comes next to it sees none of
# them. Heard over https and on localhost. Not "storage": that holds the page for no line, which knows nobody (decision 8).
FORGET_PAGES = {"Clear-Site-Data": '"cache"'}


class SessionCookie:
    """`__Host-session` over https: Secure, HttpOnly, SameSite=Lax, this host only. In development over http: `session`."""

    def __init__(self, *, secure: bool, days: int) -> None:
        self._secure = secure
        self._seconds = days * _DAY_SECONDS
        self.name = "__Host-session" if secure else "session"
        self._half_in = "__Host-half-in" if secure else "half-in"

    def token(self, connection: ASGIConnection[Any, Any, Any, Any]) -> str | None:
        """Return the token that a request carries, or None."""
        return connection.cookies.get(self.name)

    def holding(self, token: str) -> Cookie:
        """Return the cookie that signs a browser in."""
        return self._cookie(token, self._seconds)

    def gone(self) -> Cookie:
        """Return the cookie that makes a browser forget."""
        return self._cookie("", 0)

    def half_in(self, connection: ASGIConnection[Any, Any, Any, Any]) -> str:
        """Return what a browser carries whose person still owes something, or nothing."""
        return connection.cookies.get(self._half_in, "")

    def holding_half_in(self, token: str) -> Cookie:
        """Return the cookie of somebody who is half in: only this browser can bring what is owed."""
        return Cookie(
            key=self._half_in,
            value=token,
            max_age=_ASKED_SECONDS if token else 0,
            path="/",
            secure=self._secure,
            httponly=True,
            samesite="lax",
        )

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
        """Return the cookie by which it is known; its ten minutes begin anew, for several of its tabs may have been asked.

        Lax, not Strict: people come back from a provider by a link of the provider's, and Strict cookies stay away then.
        """
        return Cookie(
            key=self._name(secure=self.secure),
            value=self.secret,
            max_age=_ASKED_SECONDS,
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    @staticmethod
    def _name(*, secure: bool) -> str:
        return "__Host-browser" if secure else "browser"


# Says for a day that somebody has put off what they are asked to agree to; which person's browser it is, is nobody's secret.
LATER = "agree-later"


def put_off(edition: str) -> str:
    """Return what the cookie holds who puts an edition of the texts off: a newer edition asks again."""
    return hashlib.sha256(edition.encode()).hexdigest()[:16]


def putting_off(edition: str, *, secure: bool) -> Cookie:
    return Cookie(
        key=LATER, value=put_off(edition), max_age=_DAY_SECONDS, path="/", secure=secure, httponly=True, samesite="lax"
    )


class JoinerCookie:
    """Says which joining a browser began: for an hour, for a month where there is no password. It opens nothing by itself.

    `__Host-joiner` over https, in development `joiner`.
    """

    def __init__(self, signer: Signer, *, secure: bool) -> None:
        self._signer = signer
        self._secure = secure
        self.name = "__Host-joiner" if secure else "joiner"

    def joining(self, connection: ASGIConnection[Any, Any, Any, Any]) -> UUID | None:
        """Return the joining that this browser began, or None."""
        written, key_id, tag = (*connection.cookies.get(self.name, "").split(".", 2), "", "")[:3]
        try:
            joining_id = UUID(hex=written)
        except ValueError:
            return None
        return joining_id if self._signer.verify(key_id, tag, "joiner", joining_id.hex) else None

    def holding(self, joining_id: UUID, *, password: bool) -> Cookie:
        """Return the cookie of who began a joining; `password` says whether another browser could be asked for theirs."""
        key_id, tag = self._signer.sign("joiner", joining_id.hex)
        return self._cookie(f"{joining_id.hex}.{key_id}.{tag}", _HOUR_SECONDS if password else _MONTH_SECONDS)

    def gone(self) -> Cookie:
        return self._cookie("", 0)

    def _cookie(self, value: str, seconds: int) -> Cookie:
        return Cookie(
            key=self.name, value=value, max_age=seconds, path="/", secure=self._secure, httponly=True, samesite="lax"
        )
