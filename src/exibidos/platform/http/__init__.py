"""What do all HTTP handlers share? Markers for routes and what they are given, addresses, the session cookie, keys of repeated requests."""

from exibidos.platform.http.address import client_address, local_path, origin_of
from exibidos.platform.http.cookie import (
    FORGET_PAGES,
    LATER,
    Browser,
    JoinerCookie,
    SessionCookie,
    put_off,
    putting_off,
)
from exibidos.platform.http.given import LARGEST_BODY, MOST_PER_PAGE, PUBLIC, SESSION, TOKEN, Given, get, needs
from exibidos.platform.http.once import FORGET_HOURLY, KEPT_FOR, LONGEST_KEY, Asked, ForgetAnswers, Once, forget_answers
from exibidos.platform.http.status import headers_of, status_of
from exibidos.platform.http.stream import Stream

__all__ = [
    "FORGET_HOURLY",
    "FORGET_PAGES",
    "KEPT_FOR",
    "LARGEST_BODY",
    "LATER",
    "LONGEST_KEY",
    "MOST_PER_PAGE",
    "PUBLIC",
    "SESSION",
    "TOKEN",
    "Asked",
    "Browser",
    "ForgetAnswers",
    "Given",
    "JoinerCookie",
    "Once",
    "SessionCookie",
    "Stream",
    "client_address",
    "forget_answers",
    "get",
    "headers_of",
    "local_path",
    "needs",
    "origin_of",
    "put_off",
    "putting_off",
    "status_of",
]
