"""Which status and headers does a problem have? The one place where a kind becomes an HTTP status."""

from exibidos.kernel.errors import Conflict, Forbidden, Invalid, Limited, NotFound, Problem, Unavailable

_STATUS: dict[type[Problem], int] = {
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    Invalid: 422,
    Limited: 429,
    Unavailable: 503,
}


def status_of(problem: Problem) -> int:
    """Return the status of one of the six kinds."""
    return next(status for kind, status in _STATUS.items() if isinstance(problem, kind))


def headers_of(problem: Problem) -> dict[str, str]:
    """Return what goes with it: nobody keeps a problem, and some say when to come back."""
    headers = {"Cache-Control": "no-store"}
    if isinstance(problem, Limited | Unavailable):
        headers["Retry-After"] = str(problem.retry_after)
    return headers
